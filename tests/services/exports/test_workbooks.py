"""Workbooks read back cell by cell: what is a number is one, what is a text stays one, and nothing is a formula."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import fastexcel
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from services.exports import cells as sheet_cells
from services.exports import workbook
from services.exports.cells import Column, carefully, quick
from services.listing import Kind

COLUMNS = tuple(Column(kind.value, kind, {"partly_paid": "Partly paid"} if kind is Kind.CHOICE else {}) for kind in Kind)


def write(path: Path, rows: Sequence[Sequence[object]], columns: Sequence[Column] = COLUMNS, size: int = 100) -> Any:
    half = len(rows) // 2
    about = [("Organization", "Okara =1+1"), ("Rows", str(len(rows))), ("Half", "half\ud800letter")]
    batches = [frame(rows[:half], columns), frame(rows[half:], columns)]
    workbook.write(path, "Bills", columns, batches, lambda: about, size)
    return openpyxl.load_workbook(path)


def frame(rows: Sequence[Sequence[object]], columns: Sequence[Column]) -> pl.DataFrame:
    """The rows as the texts that a list gives for cells."""
    texts = [[as_text(value) for value in line] for line in rows]
    return pl.DataFrame(texts, schema={f"c{place}": pl.String() for place in range(len(columns))}, orient="row")


def as_text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.astimezone(ZoneInfo('Asia/Karachi')):%Y-%m-%d %H:%M:%S}"
        case _:
            return str(value)


def row(**given: object) -> list[object]:
    return [given.get(kind.value) for kind in Kind]


def cells(sheet: Any, line: int) -> dict[str, Any]:
    return {kind.value: cell for kind, cell in zip(Kind, sheet[line], strict=True)}


def test_every_kind_is_the_cell_that_it_should_be(tmp_path: Path) -> None:
    book = write(tmp_path / "x.xlsx", [row(), row(
        text="Bushra", code="00042", phone="923001234567", money=Decimal("1204.10"), number=Decimal("0.125"),
        date=date(2026, 11, 21), moment=datetime(2026, 11, 20, 20, 30, 15, tzinfo=UTC), month="2026-09",
        choice="partly_paid", flag=True, degrees=30.812345,
    )])  # fmt: skip
    sheet = book["Bills"]
    assert [cell.value for cell in sheet[1]] == [kind.value for kind in Kind]
    assert all(cell.value is None for cell in sheet[2])
    found = cells(sheet, 3)
    assert {name: cell.value for name, cell in found.items()} == {
        "text": "Bushra", "code": "00042", "phone": "923001234567", "money": 1204.1, "number": 0.125,
        "date": datetime(2026, 11, 21), "moment": datetime(2026, 11, 21, 1, 30, 15), "month": datetime(2026, 9, 1),
        "choice": "Partly paid", "flag": "Yes", "degrees": 30.812345,
    }  # fmt: skip
    assert {name: cell.data_type for name, cell in found.items()} == {
        "text": "s", "code": "s", "phone": "s", "money": "n", "number": "n", "date": "d", "moment": "d", "month": "d",
        "choice": "s", "flag": "s", "degrees": "n",
    }  # fmt: skip
    assert (found["money"].number_format, found["date"].number_format) == ("#,##0.00", "d mmm yyyy")
    assert (found["code"].number_format, found["month"].number_format) == ("@", "mmm yyyy")


@pytest.mark.parametrize("code", ["00123", "12345678901234567890", "1E5", "3520212345671", "-5", "1/2", "TRUE", "007.50"])
def test_a_code_keeps_every_character(tmp_path: Path, code: str) -> None:
    cell = cells(write(tmp_path / "x.xlsx", [row(code=code)])["Bills"], 2)["code"]
    assert (cell.value, cell.data_type, cell.number_format) == (code, "s", "@")


FORMULAS = ("=1+1", "+92", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "＝1", "https://x.test", "a@b.test")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_or_a_link_is_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.xlsx"
    cell = cells(write(path, [row(text=text)])["Bills"], 2)["text"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_urdu_emoji_controls_and_half_letters(tmp_path: Path) -> None:
    texts = ["محمد‌علی", "گلی 😀", "a\x00b\x01c\x1b", "one\r\ntwo\ttab", "<b>&amp;\"'", "_x0041_", " kept ", "x" * 40_000]
    book = write(tmp_path / "x.xlsx", [row(text=text) for text in texts])
    found = [cells(book["Bills"], line)["text"].value for line in range(2, 10)]
    assert found[:5] == ["محمد‌علی", "گلی 😀", "abc", "one\ntwo\ttab", "<b>&amp;\"'"]
    assert unescape(found[5]) == "_x0041_"
    assert found[6] == " kept "
    assert found[7] == "x" * 32_767
    # No text of Postgres has half a letter; a name of Python may.
    assert book[workbook.ABOUT]["B4"].value == "halfletter"


@pytest.mark.parametrize("amount", ["0.01", "0.10", "-4866.88", "999999999999.99", "123456789012.34", "0.00"])
def test_money_is_exact_to_the_cent(tmp_path: Path, amount: str) -> None:
    cell = cells(write(tmp_path / "x.xlsx", [row(), row(money=Decimal(amount))])["Bills"], 3)["money"]
    assert cell.data_type == "n"
    assert Decimal(repr(cell.value)).quantize(Decimal("0.01")) == Decimal(amount)


def test_a_number_that_no_cell_holds_exactly_is_text(tmp_path: Path) -> None:
    long = Decimal("1234567890123.456")
    cell = cells(write(tmp_path / "x.xlsx", [row(number=Decimal(1)), row(number=long)])["Bills"], 3)["number"]
    assert cell.value == "1234567890123.456"


@pytest.mark.parametrize(("day", "value"), [
    (date(1899, 12, 31), "1899-12-31"), (date(1900, 2, 28), "1900-02-28"), (date(1900, 3, 1), datetime(1900, 3, 1)),
    (date(2100, 2, 28), datetime(2100, 2, 28)),
    (date(9999, 12, 31), datetime(9999, 12, 31)),
])  # fmt: skip
def test_days_before_a_workbooks_calendar_are_text(tmp_path: Path, day: date, value: object) -> None:
    assert cells(write(tmp_path / "x.xlsx", [row(date=day)])["Bills"], 2)["date"].value == value


def test_the_head_is_frozen_and_filtered_and_columns_have_their_widths(tmp_path: Path) -> None:
    sheet = write(tmp_path / "x.xlsx", [row(text="a"), row(text="b")])["Bills"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:K3"
    assert sheet["A1"].font.bold
    assert 28 <= sheet.column_dimensions["A"].width < 30


@pytest.mark.parametrize(("count", "titles"), [
    (0, ["Bills"]), (1, ["Bills"]), (3, ["Bills"]), (4, ["Bills", "Bills 2"]), (7, ["Bills", "Bills 2", "Bills 3"]),
])  # fmt: skip
def test_what_one_sheet_does_not_hold_goes_on_the_next(tmp_path: Path, count: int, titles: list[str]) -> None:
    columns = (Column("Bill", Kind.CODE, {}), Column("Demand", Kind.MONEY, {}))
    rows = [(f"B-{number}", Decimal(number)) for number in range(count)]
    book = write(tmp_path / "x.xlsx", rows, columns, size=3)
    assert book.sheetnames == [*titles, workbook.ABOUT]
    found = []
    for title in titles:
        assert [cell.value for cell in book[title][1]] == ["Bill", "Demand"]
        found += [tuple(line) for line in book[title].iter_rows(min_row=2, values_only=True) if line != (None, None)]
    assert found == [(code, int(amount)) for code, amount in rows]


def test_the_last_sheet_says_what_the_file_is(tmp_path: Path) -> None:
    sheet = write(tmp_path / "x.xlsx", [row(text="a")])[workbook.ABOUT]
    told = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert told == [["Organization", "Okara =1+1"], ["Rows", "1"], ["Half", "halfletter"]]
    assert sheet["B2"].data_type == "s"


def test_two_columns_of_one_heading_stay_two(tmp_path: Path) -> None:
    columns = (Column("Area", Kind.TEXT, {}), Column("Area", Kind.TEXT, {}))
    sheet = write(tmp_path / "x.xlsx", [("a", "b")], columns)["Bills"]
    assert [[cell.value for cell in line] for line in sheet.iter_rows()] == [["Area", "Area 2"], ["a", "b"]]


def test_what_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Any:
        yield frame([row(text="a")], COLUMNS)
        raise RuntimeError("the source ended")

    with pytest.raises(RuntimeError, match="the source ended"):
        workbook.write(tmp_path / "x.xlsx", "Bills", COLUMNS, broken(), list)
    assert list(tmp_path.iterdir()) == []


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("0123456789-+.eE: _x<>&'\" \t\n٣", max_size=24),
    st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.dates().map(str),
    st.dates().map(lambda day: str(day)[:7]),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}"),
    st.datetimes().map(lambda moment: f"{moment.year:04}-{moment:%m-%d %H:%M:%S}"),
    st.sampled_from(["yes", "no", "partly_paid", "NaN", "Infinity", "infinity", "2026-02-30", "2026-13", "24:00:00", "", " ",
                     "1900-02-28", "1900-02-29", "1900-03-01", "1899-12-31 23:59:59", "0044-03-15 BC", "12026-01-01"]),
)  # fmt: skip


def test_a_sheet_ends_before_its_part_of_the_package_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "BYTES_A_SHEET", 1)
    book = write(tmp_path / "x.xlsx", [row(text=name) for name in "abc"])
    assert book.sheetnames == ["Bills", "Bills 2", workbook.ABOUT]
    assert [book["Bills"].max_row, book["Bills 2"].max_row] == [2, 3]


@settings(max_examples=300)
@given(st.sampled_from(COLUMNS), st.lists(HOSTILE, min_size=1, max_size=30))
def test_the_quick_cell_of_a_text_is_its_careful_one_or_none(column: Column, texts: list[str]) -> None:
    quickly = pl.DataFrame({"text": texts}, schema={"text": pl.String()}).select(quick(column, pl.col("text"))).to_series()
    for text, cell in zip(texts, quickly.to_list(), strict=True):
        assert cell in (None, carefully(column, text)), (column.kind, text)


MONEY = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=3)
PLACES = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(MONEY, MONEY, PLACES), min_size=1, max_size=20))
def test_no_number_loses_a_digit_of_what_the_database_has(tmp_path_factory: Any, rows: list[tuple[Any, ...]]) -> None:
    path = tmp_path_factory.mktemp("exact") / "x.xlsx"
    columns = (Column("Demand", Kind.MONEY, {}), Column("Use", Kind.NUMBER, {}), Column("Latitude", Kind.DEGREES, {}))
    sheet = write(path, rows, columns)["Bills"]
    for line, values in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        # A text says every digit; a number is the shortest that reads back as the same one.
        assert [Decimal(str(cell.value)) for cell in line] == [Decimal(str(value)) for value in values]
        money, use = [len(str(value).strip("-").replace(".", "").strip("0")) <= 15 for value in values[:2]]
        expected = ["n" if money else "s", "n" if use and abs(values[1]) < 10**12 else "s"]
        assert [cell.data_type for cell in line[:2]] == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.none() | HOSTILE, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=8))
def test_any_texts_at_all_make_a_workbook_that_two_readers_read_alike(
    tmp_path_factory: Any, rows: list[list[str | None]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.xlsx"
    rows.append(["x"] * len(COLUMNS))
    sheet = write(path, rows)["Bills"]
    assert sheet.max_row == len(rows) + 1
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)
    assert fastexcel.read_excel(path).load_sheet("Bills").height == len(rows)
    places = [place for place, column in enumerate(COLUMNS) if column.kind in (Kind.TEXT, Kind.CODE, Kind.PHONE)]
    for line, texts in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        for place in places:
            assert unescape(line[place].value or "") == unescape(sheet_cells.kept(texts[place] or ""))
