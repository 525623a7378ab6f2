"""Workbooks to fill in: headings with notes, drop-down lists, an example, and a second sheet that explains the words."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.tabular.models import REASON

_ROWS: Final = 5_000
_ACCENT: Final = "1B5E3A"
_SHEET: Final = "Rows"
_WORDS: Final = "Words"
_LISTS: Final = "Lists"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of a template: its heading, what to write, an example, and the words to choose from if there are any."""

    label: str
    note: str
    examples: Sequence[str] = ()
    choices: Sequence[str] = ()
    is_required: bool = False
    is_text: bool = True


def template(columns: Sequence[TemplateColumn], notes: Sequence[str] = ()) -> bytes:
    """An XLSX to fill in: headings in row 1, the examples below, long numbers as text, choices as drop-down lists.

    The sheet “Words” says what belongs in each column; the file can be sent back as it is, for its first sheet is read.
    """
    book = Workbook()
    rows, words, lists = book.active, book.create_sheet(_WORDS), book.create_sheet(_LISTS)
    assert isinstance(rows, Worksheet)  # noqa: S101
    rows.title = _SHEET
    lists.sheet_state = "hidden"
    for place, column in enumerate(columns, 1):
        _column(rows, lists, place, column)
    rows.freeze_panes = "A2"
    _explain(words, columns, notes)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _column(rows: Worksheet, lists: Worksheet, place: int, column: TemplateColumn) -> None:
    letter = get_column_letter(place)
    head = rows.cell(1, place, column.label)
    head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_ACCENT)
    head.alignment = Alignment(vertical="center", wrap_text=True)
    head.comment = Comment(f"{column.note}{' Required.' if column.is_required else ''}", "Suthra", width=320, height=120)
    if column.is_text:
        rows.column_dimensions[letter].number_format = "@"
    longest = max((len(text) for text in (column.label, *column.examples, *column.choices)), default=10)
    rows.column_dimensions[letter].width = min(max(longest + 3, 12), 40)
    for row, example in enumerate(column.examples, 2):
        cell = rows.cell(row, place, example)
        cell.data_type, cell.font = "s", Font(italic=True, color="777777")
        if column.is_text:
            cell.number_format = "@"
    if column.choices:
        for row, choice in enumerate(column.choices, 1):
            lists.cell(row, place, choice)
        source = f"{quote_sheetname(_LISTS)}!${letter}$1:${letter}${len(column.choices)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = column.label[:30], "Choose one of the list."
        rule.add(f"{letter}2:{letter}{_ROWS}")  # pyright: ignore[reportUnknownMemberType]
        rows.add_data_validation(rule)


def _explain(words: Worksheet, columns: Sequence[TemplateColumn], notes: Sequence[str]) -> None:
    head = ("Column", "Required", "What to write", "Words to choose from", "Example")
    lines = [
        (
            column.label,
            "yes" if column.is_required else "no",
            column.note,
            ", ".join(column.choices),
            column.examples[0] if column.examples else "",
        )
        for column in columns
    ]
    told = [
        *notes,
        "The grey rows are examples: write over them.",
        f"A file of rows that were left out ends with the column “{REASON}”: mend the rows and send the file back as it is.",
    ]
    for row, line in enumerate((head, *lines), 1):
        for place, text in enumerate(line, 1):
            cell = words.cell(row, place, text)
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if row == 1:
                cell.font = Font(bold=True)
    for row, note in enumerate(told, len(lines) + 3):
        words.cell(row, 1, note).data_type = "s"
    for letter, width in zip("ABCDE", (24, 10, 60, 40, 30), strict=True):
        words.column_dimensions[letter].width = width
    words.freeze_panes = "A2"
