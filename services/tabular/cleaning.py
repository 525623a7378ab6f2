"""Cells as people and programs leave them, made into plain text or nothing."""

from typing import Final

import polars as pl

from services.tabular.models import FAULT, ROW_NO

_NOTHING: Final = (
    *(
        "",
        "-",
        "--",
        "–",
        "—",
        "nan",
        "NaN",
        "NAN",
        "Nan",
        "null",
        "NULL",
        "Null",
        "(null)",
        "None",
        "none",
        "NONE",
        "NaT",
        "<NA>",
    ),
    *("n/a", "N/A", "#N/A", "#n/a", "#NULL!", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!"),
)
_BREAKS: Final = r"[\t\n\v\f\r\u0085\u2028\u2029\u00A0]+"
_INVISIBLE: Final = r"[\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F\u200B\u2060\uFEFF\uFFFE\uFFFF]"
_UNPRINTED: Final = r"[\x00-\x1F\x7F-\x{A0}\u200B\u2028\u2029\u2060\uFEFF\uFFFE\uFFFF]"
# An apostrophe that only keeps a spreadsheet from running or counting what follows; what an error file adds is among them.
_GUARDED: Final = r"^'([=+\-@0-9＝＋－＠])"
_AS_FORMULA: Final = r'^="([^"]*)"$'


def clean(raw: pl.DataFrame) -> pl.DataFrame:
    """The frame with each cell trimmed, invisible characters taken out, words for nothing made null, empty rows dropped."""
    names = [name for name in raw.columns if name not in (ROW_NO, FAULT)]
    if not names:
        return raw.clear()
    frame = raw.with_columns(pl.col(names).str.strip_chars())
    strange = frame.select(
        pl.col(names).str.contains(_UNPRINTED).any().name.suffix(":unprinted"),
        (pl.col(names).str.starts_with("'") | pl.col(names).str.starts_with("=")).any().name.suffix(":guarded"),
    ).row(0, named=True)
    changed: list[pl.Expr] = []
    for name in names:
        cell = pl.col(name)
        if strange[f"{name}:unprinted"]:
            cell = cell.str.replace_all(_BREAKS, " ").str.replace_all(_INVISIBLE, "").str.strip_chars()
        if strange[f"{name}:guarded"]:
            cell = cell.str.replace(_AS_FORMULA, "$1").str.replace(_GUARDED, "$1").str.strip_chars()
        changed.append(pl.when(cell.is_in(_NOTHING)).then(None).otherwise(cell).alias(name))
    frame = frame.with_columns(changed)
    return frame.filter(pl.any_horizontal(pl.col(names).is_not_null()) | pl.col(FAULT).is_not_null())
