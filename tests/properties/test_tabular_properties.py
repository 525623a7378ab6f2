"""What holds for any file and any text: a table or a refusal, and never a crash."""

import csv
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services import tabular
from utils.errors import Invalid

cells = st.text(st.characters(codec="utf-8"), max_size=20)
PARSERS = [
    tabular.as_text(), tabular.as_code(), tabular.as_digits(), tabular.as_phone(), tabular.as_cnic(), tabular.as_amount(),
    tabular.as_integer(), tabular.as_date(), tabular.as_month(), tabular.as_boolean(), tabular.as_marla(), tabular.as_latitude(),
    tabular.as_longitude(), tabular.as_choice({"a": "b"}),
]  # fmt: skip


def read(content: bytes) -> list[tuple[object, ...]] | str:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            with tabular.open_table(Path(file.name), "any.csv") as table:
                found = [row for frame in table.batches() for row in frame.rows()]
                assert all(len(row) == len(table.columns) + 2 for row in found)
                numbers = [row[0] for row in found]
                assert numbers == sorted(set(numbers))  # type: ignore[type-var]
                assert min(numbers, default=table.header_row + 1) > table.header_row  # type: ignore[type-var]
                return found
        except Invalid as refusal:
            assert set(refusal.fields) == {"file"}
            return refusal.fields["file"]


@given(st.binary(max_size=3_000))
@settings(deadline=None)
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    read(content)


@given(st.text(st.sampled_from("a1,;\t|\"\n\r'=\x00\ufeffé٣ "), max_size=300), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@settings(deadline=None)
def test_any_mix_of_signs_is_a_table_or_a_refusal(text: str, encoding: str) -> None:
    read(text.encode(encoding, "replace"))


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=20), st.sampled_from(",;\t|"))
@settings(deadline=None)
def test_whatever_a_program_writes_as_csv_is_read_row_by_row(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["Code", "Name", "Place"])
    writer.writerows(("K1", *row[:2]) for row in rows)
    writer.writerow(("K2", "last", "row"))
    content = written.getvalue().encode()
    # More signs that no text has than these, and the file is refused as being none.
    assume(sum(content.count(code) for code in range(32) if code not in (9, 10, 12, 13)) <= 10)
    found = read(content)
    assert not isinstance(found, str)
    assert [row[0] for row in found] == list(range(2, len(rows) + 3))
    assert all(row[4] is None for row in found)
    assert all(
        cell is None or ((cell == str(cell).strip() and str(cell).isprintable()) or not str(cell).isascii())
        for row in found
        for cell in row[1:4]
    )


@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=40), st.from_regex(r"[-+(]?[0-9,./:eE \-]{1,25}[)]?", fullmatch=True)), max_size=30
    )
)
@settings(deadline=None)
def test_any_text_has_a_value_or_a_sentence(texts: list[str | None]) -> None:
    clean = [text.strip().encode("utf-8", "replace").decode() or None if text else None for text in texts]
    for parser in PARSERS:
        parsed = parser(pl.Series("any", clean, dtype=pl.String))
        for text, value, error in zip(clean, parsed.values, parsed.errors, strict=True):
            assert (text is None and value is None and error is None) or (value is None) != (error is None)
            assert error is None or error.endswith(".")


@given(st.decimals(-(10**11), 10**11, places=2))
@settings(deadline=None)
def test_an_amount_is_the_same_in_every_spelling(amount: Decimal) -> None:
    spellings = [f"{amount}", f"{amount:,}", f"Rs {amount:,}", f"PKR {amount}", f"{amount}/-"]
    if amount < 0:
        spellings.append(f"({-amount:,})")
    values = tabular.as_amount()(pl.Series("any", spellings)).values.to_list()
    assert {Decimal(value) for value in values} == {amount}
