"""Workbooks, honest and hostile."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from services import tabular
from utils.errors import Invalid

OLD = Path(__file__).parent / "old_workbook.xls"


def workbook(folder: Path, rows: Sequence[Sequence[object]], title: str = "Units", name: str = "upload") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def rows_of(path: Path, name: str = "file.xlsx", **options: object) -> list[tuple[object, ...]]:
    with tabular.open_table(path, name, **options) as table:  # type: ignore[arg-type]
        return [row for frame in table.batches() for row in frame.rows()]


def refusal(path: Path, name: str = "file.xlsx", **options: object) -> str:
    with pytest.raises(Invalid) as raised:
        rows_of(path, name, **options)
    return raised.value.fields["file"]


def packed(folder: Path, parts: dict[str, bytes]) -> Path:
    path = folder / "packed"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def with_sheet(folder: Path, sheet_xml: str) -> Path:
    """A workbook whose only sheet is this XML."""
    original = workbook(folder, [["a"]], name="original")
    with zipfile.ZipFile(original) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet_xml.encode()
    return packed(folder, parts)


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def test_cells_of_every_type_become_exact_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["Text", "Whole", "Fraction", "Date", "Moment", "Yes", "Nothing", "Urdu"],
            [
                "12345678901234567",
                3001234567,
                1250.5,
                date(2026, 11, 21),
                datetime(2026, 11, 21, 10, 30, tzinfo=UTC).replace(tzinfo=None),
                True,
                None,
                "محمد 🏠",
            ],
            [
                "0042",
                12345678901234,
                0.1 + 0.2,
                date(1999, 1, 1),
                datetime(1999, 1, 1, tzinfo=UTC).replace(tzinfo=None),
                False,
                "  ",
                "x",
            ],
        ],
    )
    first, second = rows_of(path)
    assert first[1:4] == ("12345678901234567", "3001234567", "1250.5")
    assert second[1:4] == ("0042", "12345678901234", "0.3")
    assert first[7:] == (None, "محمد 🏠", None)
    as_date = tabular.as_date()
    with tabular.open_table(path, "a.xlsx") as table:
        frame = next(iter(table.batches()))
    assert as_date(frame["c3"]).values.to_list() == [date(2026, 11, 21), date(1999, 1, 1)]
    assert as_date(frame["c4"]).values.to_list() == [date(2026, 11, 21), date(1999, 1, 1)]
    assert tabular.as_boolean()(frame["c5"]).values.to_list() == [True, False]


def test_rows_keep_their_numbers_below_empty_rows_and_titles(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [],
        ["Units of the town"],
        [],
        ["Code", "Name", "Size"],
        ["U-1", "Ali", 5],
        [],
        ["U-2", "Omar", 10],
        ["Total", None, 15],
    ]
    with tabular.open_table(workbook(tmp_path, rows), "a.xlsx") as table:
        assert (table.kind, table.sheet, table.header_row) == ("xlsx", "Units", 4)
        assert [row[:3] for frame in table.batches() for row in frame.rows()] == [(5, "U-1", "Ali"), (7, "U-2", "Omar")]
        assert "Row 8 is a total or a footer and was left out." in table.notes


def test_columns_keep_their_places_right_of_an_empty_one(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for place, text in {"B2": "Code", "C2": "Name", "B3": "U-1", "C3": "Ali"}.items():
        sheet[place] = text
    book.save(tmp_path / "a")
    found = rows_of(tmp_path / "a")
    assert [cell for cell in found[0][1:] if cell] == ["U-1", "Ali"]
    assert found[0][0] == 3


def test_long_numbers_that_a_spreadsheet_cut_say_so(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>PSID</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1.23456789012345E+16</v></c><c r="B2"><v>1</v></c></row>'
        '<row r="3"><c r="A3" s="0"><v>12345678901234500</v></c><c r="B3"><v>1</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>12345678901234500</t></is></c><c r="B4"><v>1</v></c></row>'
        '<row r="5"><c r="A5" t="n"><v>12345678901234567</v></c><c r="B5"><v>3.001234567E9</v></c></row>'
        '<row r="6"><c r="A6"><v>1.5E16</v></c><c r="B6"><v>1</v></c></row>'
        '<row r="7"><c r="A7"><f>10*1500000000000000</f><v>15000000000000000</v></c><c r="B7"><v>1</v></c></row>'
    )
    with tabular.open_table(with_sheet(tmp_path, SHEET.format(cells)), "a.xlsx") as table:
        frame = next(iter(table.batches()))
    assert frame["c0"].to_list() == [
        "1.23456789012345E+16",
        "1.23456789012345E+16",
        "12345678901234500",
        "12345678901234567",
        "1.5E+16",
        "1.5E+16",
    ]
    assert frame["c1"][3] == "3001234567"
    errors = tabular.as_digits()(frame["c0"]).errors
    assert [error is None for error in errors] == [False, False, True, True, False, False]


def test_formulas_give_the_value_they_were_saved_with_and_links_are_not_followed(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>[1]Other!A1</f><v>kept</v></c></row>'
        '<row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3"><v>5</v></c></row>'
    )
    found = rows_of(with_sheet(tmp_path, SHEET.format(cells)))
    assert found[0][1:3] == ("2", "kept")
    assert found[1][2] == "5"


def test_the_first_sheet_with_rows_is_read_and_another_can_be_chosen(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Empty"
    for title in ("Units", "Others"):
        sheet = book.create_sheet(title)
        sheet.append(["code", "name"])
        sheet.append([title, "x"])
    book.save(tmp_path / "a")
    with tabular.open_table(tmp_path / "a", "a.xlsx") as table:
        assert table.sheets == ("Empty", "Units", "Others")
        assert table.sheet == "Units"
        assert table.sample(1) == [("Units", "x")]
    assert rows_of(tmp_path / "a", sheet="Others")[0][1] == "Others"
    assert "“Empty” is empty" in refusal(tmp_path / "a", sheet="Empty")
    assert "There is no sheet “Nope”" in refusal(tmp_path / "a", sheet="Nope")


def test_what_a_file_is_counts_and_not_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["code", "name"], ["U-1", "Ali"]])
    with tabular.open_table(path, "list.csv") as table:
        assert table.kind == "xlsx"
        assert any("ends in .csv" in note for note in table.notes)
    text = tmp_path / "text"
    text.write_text("code,name\nU-1,Ali\n")
    with tabular.open_table(text, "list.xlsx") as table:
        assert table.kind == "csv"


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    with tabular.open_table(OLD, "units.xls") as table:
        assert table.kind == "xls"
        frame = next(iter(table.batches()))
    assert table.columns == ("Code", "Phone", "PSID", "On", "Mixed")
    assert frame.rows()[0][1:4] == ("U-1", "3001234567", "12345678901234567")
    assert frame["c4"].to_list() == ["12345678901234500", "9.87654321098765E+16"]
    assert tabular.as_date()(frame["c3"]).values.to_list() == [date(2026, 11, 21), date(2026, 11, 22)]


def test_an_open_document_is_read(tmp_path: Path) -> None:
    def cell(text: str, kind: str = "string", value: str = "") -> str:
        attribute = {"string": "", "float": f'office:value="{value}"', "date": f'office:date-value="{value}"'}[kind]
        return f'<table:table-cell office:value-type="{kind}" {attribute}><text:p>{text}</text:p></table:table-cell>'

    rows = [
        [cell("Code"), cell("PSID"), cell("On")],
        [cell("U-1"), cell("12345678901234500"), cell("21/11/26", "date", "2026-11-21")],
        [cell("U-2"), cell("1.5E+16", "float", "15000000000000000"), cell("x", "date", "2026-11-22")],
    ]
    lines = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<office:spreadsheet><table:table table:name="T">{lines}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{sheet}</office:body></office:document-content>"
    path = packed(
        tmp_path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        },
    )
    with tabular.open_table(path, "units.ods") as table:
        assert table.kind == "ods"
        frame = next(iter(table.batches()))
    assert frame["c1"].to_list() == ["12345678901234500", "1.5E+16"]
    assert tabular.as_date()(frame["c2"]).values.to_list() == [date(2026, 11, 21), date(2026, 11, 22)]


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = packed(tmp_path, {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * (80 << 20)})
    assert "would unpack to 80 MB" in refusal(path)


def test_a_sheet_of_one_far_cell_is_refused(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "far larger than its rows" in refusal(with_sheet(tmp_path, SHEET.format(cells)))


def test_too_many_columns_and_rows_are_refused(tmp_path: Path) -> None:
    assert "1,001 columns" in refusal(workbook(tmp_path, [[f"c{n}" for n in range(1_001)], ["1"]]))
    path = workbook(tmp_path, [["a", "b"], *([n, n] for n in range(60))], name="tall")
    assert "at most 50" in refusal(path, limits=tabular.Limits(rows=50))


@pytest.mark.parametrize(
    "content", [SHEET.format(""), "<worksheet", "", SHEET.format('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>')]
)
def test_a_damaged_or_empty_sheet_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal(with_sheet(tmp_path, content)).endswith((".", ")."))


def test_packed_files_that_are_no_workbooks_are_refused(tmp_path: Path) -> None:
    assert "not a spreadsheet" in refusal(packed(tmp_path, {"readme.txt": b"hello"}))
    assert "cannot be read" in refusal(packed(tmp_path, {"xl/workbook.xml": b"nothing"}))
    assert "cannot be read" in refusal(packed(tmp_path, {"content.xml": b"nothing", "mimetype": b"x"}))


def test_a_workbook_cut_off_half_way_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path, [["a", "b"], *([n, n] for n in range(500))]).read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refusal(cut)


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    rows_of(workbook(tmp_path, [["a", "b"], [1, time(10, 30)]]))
    refusal(packed(tmp_path, {"xl/workbook.xml": b"nothing"}))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_template_comes_back_as_a_table(tmp_path: Path) -> None:
    columns = [
        tabular.TemplateColumn("Code", "The unit's code.", ["U-0001"], is_required=True),
        tabular.TemplateColumn("Category", "What it is used for.", ["residential"], ["residential", "commercial"]),
        tabular.TemplateColumn("PSID", "17 to 20 digits.", ["12345678901234567"]),
        tabular.TemplateColumn("Note", "Anything.", ["=1+1"]),
    ]
    path = tmp_path / "template"
    path.write_bytes(tabular.template(columns, ["One row for each unit."]))
    with tabular.open_table(path, "template.xlsx") as table:
        assert table.columns == ("Code", "Category", "PSID", "Note")
        assert table.sheet == "Rows"
        assert table.sample(5) == [("U-0001", "residential", "12345678901234567", "=1+1")]
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert 'type="list"' in sheet
    assert "<f>" not in sheet
