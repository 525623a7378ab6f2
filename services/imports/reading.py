"""From the cells of a file to the fields of a noun: parsed column by column, with a sentence for each cell that cannot be."""

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from services.imports.definition import Noun
from services.tabular import FAULT, ROW_NO, Table

NTH: Final = "nth"


def batches(table: Table, noun: Noun, mapping: Mapping[str, str]) -> Iterator[pl.DataFrame]:
    """The rows as row_no, fault (or null), then every field as canonical text (or null), in the order of the noun.

    A noun that counts alike rows gets the number of each beside the fields.
    """
    counter = _Counter(noun.counted) if noun.counted else None
    for raw in table.batches(noun.batch):
        frame = _read(raw, noun, mapping)
        yield frame if counter is None else counter.numbered(frame)


def csv_of(frame: pl.DataFrame) -> bytes:
    """The frame as CSV for COPY: null is nothing between the commas."""
    return frame.write_csv(include_header=False).encode()


def _read(raw: pl.DataFrame, noun: Noun, mapping: Mapping[str, str]) -> pl.DataFrame:
    values: list[pl.Series] = []
    faults: list[pl.Series] = [raw.select(("Row: " + pl.col(FAULT)).alias("row"))["row"]]
    nothing = pl.Series("nothing", [None], dtype=pl.String).new_from_index(0, raw.height)
    for field in noun.fields:
        key = mapping.get(field.name)
        if key is None:
            values.append(nothing.alias(field.name))
            continue
        parsed = field.parser(raw[key])
        value = parsed.values.cast(pl.String).alias(field.name)
        values.append(value)
        error = f"{field.label}: " + pl.col("error")
        if field.is_needed:
            is_empty = pl.col("text").is_null() & pl.col("row").is_null()
            error = pl.when(is_empty).then(pl.lit(f"{field.label}: this is empty, and no row goes without it.")).otherwise(error)
        beside = pl.DataFrame([parsed.errors.alias("error"), raw[key].alias("text"), faults[0].alias("row")])
        found = beside.select(error.alias(field.name))[field.name]
        if found.null_count() < raw.height:
            faults.append(found)
    fault = pl.DataFrame([each.alias(f"f{place}") for place, each in enumerate(faults)]).select(
        pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).replace("", None).alias("fault")
    )
    return pl.DataFrame([raw[ROW_NO].alias("row_no"), fault["fault"], *values])


class _Counter:
    """Numbers rows that are alike: the first is 1, over all batches of a file."""

    def __init__(self, alike: tuple[pl.Expr, ...]) -> None:
        self._names = [f"_{place}" for place in range(len(alike))]
        self._alike = [each.alias(name) for each, name in zip(alike, self._names, strict=True)]
        self._seen: pl.DataFrame | None = None

    def numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the column `nth`."""
        keyed = frame.with_columns(self._alike)
        within = keyed.with_columns(pl.int_range(1, pl.len() + 1).over(self._names).alias(NTH))
        counted = keyed.group_by(self._names).agg(pl.len().cast(pl.Int64).alias("before"))
        if self._seen is None:
            self._seen = counted
            return within.with_columns(pl.col(NTH).cast(pl.String)).drop(self._names)
        joined = within.join(self._seen, on=self._names, how="left", nulls_equal=True, maintain_order="left")
        self._seen = pl.concat([self._seen, counted]).group_by(self._names).agg(pl.col("before").sum())
        nth = (pl.col(NTH) + pl.col("before").fill_null(0)).cast(pl.String).alias(NTH)
        return joined.with_columns(nth).drop("before", *self._names)
