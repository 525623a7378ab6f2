"""Which row names the columns, what the names are, and which last rows are no records."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import polars as pl

from services.tabular.contents import refuse
from services.tabular.models import FAULT, REASON, ROW_NO, RawRow

_LOOKED_AT: Final = 30
_NUMBER_OR_DATE: Final = re.compile(r"[(+-]?[\d.,/:% ()-]*\d[\d.,/:% ()-]*|\d{1,4}[-/. ]\w{3,9}[-/. ]\d{2,4}.*|true|false", re.I)
_TOTALS: Final = re.compile(
    r"((grand|sub|net|overall|page|report)[ -]*)*totals?( (amount|records?|rows|units|bills|of .*))?|sums?|count|average|"
    r"کل|ٹوٹل|کل رقم|میزان|مجموعہ|کل میزان"
)
_FOOTER: Final = re.compile(
    r"(printed|generated|prepared|exported|downloaded|checked|approved|signed|note|notes|remarks?|source|page|end of|\*+)\b.*|"
    r"total (records?|rows)\b.*|.*\brecords? (found|exported|in all)\b.*"
)
_LABELS_AT_MOST: Final = 40


def normal(name: str) -> str:
    """A heading or a word for comparing: small letters and digits of any script, nothing else."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum() or unicodedata.category(letter).startswith("M"))


def shape_key(columns: Sequence[str]) -> str:
    """The same for two files whose columns are named alike in the same order."""
    return hashlib.sha256("\x1f".join(normal(column) for column in columns).encode()).hexdigest()[:32]


def header_place(rows: Sequence[RawRow]) -> int:
    """Where in `rows` the header is: the first row that fills most columns with different words. Raises Invalid."""
    looked_at = rows[:_LOOKED_AT]
    filled = [sum(cell is not None for cell in row.cells) for row in looked_at]
    if not any(filled):
        raise refuse("The file has no rows with anything in them.")
    width = _usual_width(filled)
    for place, row in enumerate(looked_at):
        if filled[place] >= max(width * 0.6, min(2, width)) and _is_words(row):
            return place
    return next(place for place, count in enumerate(filled) if count >= width * 0.5)


def names_of(header: RawRow, below: Sequence[RawRow], width: int) -> tuple[str, ...]:
    """The columns' names as written; an unnamed one is “Column 3”. Raises Invalid for two alike and for none at all.

    Unnamed columns at the right end count only where the first rows have something in them; the reason column that an
    error file ends with is left out.
    """
    cells = [_one_line(cell) for cell in header.cells[: width or None]]
    used = max((place + 1 for row in below for place, cell in enumerate(row.cells[: len(cells)]) if cell is not None), default=0)
    named = max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
    if not named:
        raise refuse(f"Row {header.row_no} is empty, so the columns have no names. Choose the row that names them.")
    if cells[named - 1] == REASON and named > 1:
        cells, used = cells[: named - 1], min(used, named - 1)
        named = max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
    cells = cells[: max(named, used)]
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell and (first := seen.setdefault(" ".join(cell.casefold().split()), place)) != place:
            raise refuse(
                f"Two columns are headed “{cell[:60]}”: column {letters(first)} and column {letters(place)}. "
                "Give each its own name and send the file again."
            )
    return tuple(cell or f"Column {place + 1}" for place, cell in enumerate(cells))


def letters(place: int) -> str:
    """The column's letters as a spreadsheet shows them: 0 is A, 26 is AA."""
    text, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def without_totals(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """The last rows of a table without the totals and footers at their end, and the numbers of the rows left out."""
    columns = [name for name in rows.columns if name not in (ROW_NO, FAULT)]
    kept, dropped = rows.height, list[int]()
    while kept and _is_no_record(rows.select(columns).row(kept - 1)):
        kept -= 1
        dropped.append(rows[ROW_NO][kept])
    return rows.head(kept), tuple(reversed(dropped))


def _is_no_record(cells: Sequence[str | None]) -> bool:
    filled = [cell for cell in cells if cell is not None]
    if len(cells) < 2 or not filled:
        return False
    label, others = filled[0].strip(" :.-*=").casefold(), filled[1:]
    if len(label) > _LABELS_AT_MOST * (1 if others else 5):
        return False
    if _TOTALS.fullmatch(label):
        return all(_NUMBER_OR_DATE.fullmatch(_without_currency(cell)) for cell in others)
    return len(cells) > 2 and not others and _FOOTER.fullmatch(label) is not None


def _without_currency(cell: str) -> str:
    return re.sub(r"(?i)\b(rs\.?|pkr)\s*|/-$", "", cell).strip()


def _usual_width(filled: Sequence[int]) -> int:
    """How many cells a row of the table fills: what at least a third of the rows reach."""
    counts = sorted((count for count in filled if count), reverse=True)
    return counts[min(len(counts) // 3, len(counts) - 1)]


def _is_words(row: RawRow) -> bool:
    words = [cell for cell in row.cells if cell is not None]
    numbers = sum(_NUMBER_OR_DATE.fullmatch(word) is not None for word in words)
    return numbers <= len(words) * 0.2 and len({word.casefold() for word in words}) >= len(words) * 0.7


def _one_line(cell: str | None) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in cell or "").split())[:200]
    return line[1:] if line[:1] == "'" and line[1:2] in tuple("-=+@＝＋－＠") else line
