"""Workbooks: rows as they come become cells on as many sheets as they need, written as they pass."""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import IO, Final

import polars as pl

from services.exports.cells import FORMATS, STYLES, Column, cells, text_cell
from services.listing import Kind

# A sheet holds 1,048,576 rows, the first of which is the header, and a part of a package 2 GB.
ROWS_A_SHEET: Final = 1_048_575
BYTES_A_SHEET: Final = 1 << 30
ABOUT: Final = "About this file"

_TEXTS: Final = frozenset({Kind.TEXT, Kind.CODE, Kind.PHONE, Kind.CHOICE, Kind.FLAG})
_WIDTHS: Final[Mapping[Kind, int]] = {
    Kind.TEXT: 28,
    Kind.CODE: 18,
    Kind.PHONE: 16,
    Kind.MONEY: 15,
    Kind.NUMBER: 12,
    Kind.DATE: 13,
    Kind.MOMENT: 19,
    Kind.MONTH: 11,
    Kind.CHOICE: 16,
    Kind.FLAG: 9,
    Kind.DEGREES: 12,
}
_ARROW: Final = 4
_ABOUT_WIDTHS: Final = (24, 70)
# A width in letters is kept with the room beside them.
_BESIDE: Final = 0.7109375
# Measured: twice the speed of the usual 6 for a tenth more bytes.
_COMPRESSION: Final = 3

_TEXT: Final = STYLES[FORMATS[Kind.TEXT]]
_HEADING: Final = len(STYLES)
_WRAPPED: Final = _HEADING + 1
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BELOW: Final = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
_BELOW_AND_BESIDE: Final = (
    '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    '<selection pane="topRight"/><selection pane="bottomLeft"/><selection pane="bottomRight"/>'
)


def write(
    path: Path,
    title: str,
    columns: Sequence[Column],
    batches: Iterable[pl.DataFrame],
    about: Callable[[], Iterable[tuple[str, str]]],
    rows_a_sheet: int = ROWS_A_SHEET,
) -> None:
    """Write frames of texts, a column each, as a workbook: sheets `title`, `title 2` … of so many rows, and one of
    `about`, asked once all rows have passed. What breaks off leaves no file."""
    headings = _distinct([column.heading for column in columns])
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as package:
            rows = _Rows(batches, list(columns))
            places: list[tuple[str, str]] = []
            while not places or rows.are_left():
                name = title if not places else f"{title} {len(places) + 1}"
                with package.open(f"xl/worksheets/sheet{len(places) + 1}.xml", "w") as part:
                    places.append((name, _sheet(part, headings, columns, rows, rows_a_sheet)))
            with package.open(f"xl/worksheets/sheet{len(places) + 1}.xml", "w") as part:
                _about(part, about())
            for name, text in _parts(places).items():
                package.writestr(name, _XML + text)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class _Rows:
    """The rows of all batches, handed out in pieces."""

    def __init__(self, batches: Iterable[pl.DataFrame], columns: list[Column]) -> None:
        self._batches, self._columns = iter(batches), columns
        self._left = pl.DataFrame()

    def are_left(self) -> bool:
        """Whether there is another row."""
        while not self._left.height:
            found = next(self._batches, None)
            if found is None:
                return False
            self._left = found
        return True

    def take(self, most: int, after: int) -> tuple[int, bytes]:
        """Up to so many rows of the present batch as the rows of a sheet below row `after`, and how many they are."""
        taken, self._left = self._left.head(most), self._left.slice(most)
        made = cells(taken, self._columns).with_row_index("row_no", offset=after + 1)
        row = pl.concat_str(pl.lit('<row r="'), pl.col("row_no"), pl.lit('">'), pl.exclude("row_no"), pl.lit("</row>"))
        return taken.height, made.select(row.str.join("")).item().encode()


def _sheet(part: IO[bytes], headings: Sequence[str], columns: Sequence[Column], rows: _Rows, most: int) -> str:
    """Write one sheet; returns the range of its cells."""
    widths = [max(_WIDTHS[column.kind], len(name) + _ARROW) for name, column in zip(headings, columns, strict=True)]
    part.write(_head(_BELOW_AND_BESIDE, widths, [column.style for column in columns], is_first=True))
    part.write(_row(1, [text_cell(name, _HEADING) for name in headings]))
    count = size = 0
    while count < most and size < BYTES_A_SHEET and rows.are_left():
        taken, text = rows.take(most - count, count + 1)
        count, size = count + taken, size + len(text)
        part.write(text)
    letters = [_letters(place) for place in range(len(columns))]
    last = max(count, 1) + 1
    codes = [f"{letter}2:{letter}{last}" for letter, column in zip(letters, columns, strict=True) if column.kind in _TEXTS]
    ignored = f'<ignoredErrors><ignoredError sqref="{" ".join(codes)}" numberStoredAsText="1"/></ignoredErrors>' if codes else ""
    reach = f"$A$1:${letters[-1]}${count + 1}"
    part.write(f'</sheetData><autoFilter ref="{reach.replace("$", "")}"/>{ignored}</worksheet>'.encode())
    return reach


def _about(part: IO[bytes], about: Iterable[tuple[str, str]]) -> None:
    part.write(_head(_BELOW, _ABOUT_WIDTHS, [_TEXT, _TEXT], is_first=False))
    part.write(_row(1, [text_cell(ABOUT, _HEADING), text_cell("", _HEADING)]))
    for row_no, (label, words) in enumerate(about, 2):
        part.write(_row(row_no, [text_cell(label, _WRAPPED), text_cell(words, _WRAPPED)]))
    part.write(b"</sheetData></worksheet>")


def _head(pane: str, widths: Sequence[int], styles: Sequence[int], *, is_first: bool) -> bytes:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width + _BESIDE}" style="{style}" customWidth="1"/>'
        for place, (width, style) in enumerate(zip(widths, styles, strict=True), 1)
    )
    selected = ' tabSelected="1"' if is_first else ""
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{selected} workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    ).encode()


def _row(row_no: int, made: Iterable[str]) -> bytes:
    return f'<row r="{row_no}">{"".join(made)}</row>'.encode()


def _parts(places: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What a package has beside its sheets."""
    names = [*[name for name, _ in places], ABOUT]
    numbers = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
        f"{escape(_quoted(name), quote=False)}!{reach}</definedName>"
        for place, (name, reach) in enumerate(places)
    )
    links = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    parts = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for n in numbers)
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}">{links}{styles}</Relationships>',
        "xl/styles.xml": _styles(),
        "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    }


def _styles() -> str:
    formats = "".join(f'<numFmt numFmtId="{164 + place}" formatCode="{form}"/>' for form, place in STYLES.items())
    plain = "".join(
        f'<xf numFmtId="{164 + place}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for place in STYLES.values()
    )
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(STYLES)}">{formats}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFE2F0E8"/><bgColor indexed="64"/></patternFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(STYLES) + 2}">{plain}'
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"/>'
        f'<xf numFmtId="{164 + _TEXT}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
        '<alignment wrapText="1"/></xf></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _letters(place: int) -> str:
    letters = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        letters = chr(65 + letter) + letters
        place -= 1
    return letters


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _distinct(headings: Sequence[str]) -> list[str]:
    """The headings, with a number where one comes again: a column is known by it."""
    found: list[str] = []
    for heading in headings:
        name, number = heading, 2
        while name in found:
            name, number = f"{heading} {number}", number + 1
        found.append(name)
    return found
