"""A semantic table of records that turns into cards on a phone; every cell is escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

import streamlit as st
from markupsafe import Markup, escape

from components import words
from components.markup import joined, unbroken
from components.status import badge
from utils.wording import worded

Row = TypeVar("Row")


class Kind(StrEnum):
    """How a column writes its values."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    MONTH = "month"
    STATUS = "status"


_CSS: Final = {Kind.MOMENT: "date", Kind.MONTH: "date"}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: `value` names an attribute of the row, or gives what to show for it.

    The first column names the record and carries its link; `is_lead` is shown beside it on a card; `is_desk_only`
    is left out there. `noun` says whose states a STATUS column holds. `total` is what a foot line shows. `name` is what
    an address calls it where `value` is no attribute; `is_optional` is shown only when it is asked for.
    """

    label: str
    value: str | Callable[[Row], object]
    kind: Kind = Kind.TEXT
    noun: str = ""
    sub: str | Callable[[Row], object] = ""
    is_lead: bool = False
    is_desk_only: bool = False
    total: object = None
    name: str = ""
    is_optional: bool = False

    @property
    def key(self) -> str:
        """What an address calls this column."""
        return self.name or (self.value if isinstance(self.value, str) else self.label.lower().replace(" ", "_"))


@dataclass(frozen=True)
class Writer:
    """What cells need to know of the organization."""

    currency: str
    time_zone: str

    def heading(self, column: Column[Any]) -> str:
        """The label, with the currency once where the column holds money."""
        label = worded(column.label)
        return f"{label}, {words.symbol(self.currency)}" if column.kind is Kind.MONEY else label

    def unit(self, column: Column[Any]) -> str:
        """What stands before a value that has no heading above it, as on a card."""
        return words.symbol(self.currency) if column.kind is Kind.MONEY else ""

    def cell(self, column: Column[Any], value: object) -> str | Markup:
        """One value in the words of the house."""
        if value is None or value == "":
            return words.NOTHING if column.kind in {Kind.MONEY, Kind.NUMBER} else ""
        match column.kind, value:
            case Kind.MONEY, Decimal():
                return words.figure(value, self.currency)
            case Kind.NUMBER, (Decimal() | int()):
                return words.number(value)
            case Kind.MOMENT, datetime():
                return words.moment(value, self.time_zone)
            case Kind.MONTH, date():
                return words.short_month(value)
            case Kind.DATE, date():
                return words.day(value)
            case Kind.STATUS, _:
                return badge(column.noun, str(value))
            case _:
                return value if isinstance(value, Markup) else str(value)


def show(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    writer: Writer,
    href: Callable[[Row], str | None] | None = None,
    *,
    is_kept: bool = False,
) -> None:
    """Draw a short table (the lines of a bill, the bills of a unit); `is_kept` keeps it a table on a phone too."""
    st.html(render(columns, rows, writer, href, is_kept=is_kept))


def render(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    writer: Writer,
    href: Callable[[Row], str | None] | None = None,
    *,
    is_kept: bool = False,
    picked: Callable[[Row], object] | None = None,
    foot: str = "",
) -> Markup:
    """The table as HTML; with `picked`, which gives what names a row, rows can be chosen. `foot` heads the line of totals."""
    headings = joined(
        [Markup('<th scope="col" class="{}">{}</th>').format(_css(column), writer.heading(column)) for column in columns]
    )
    if picked:
        headings = _PICK_ALL + headings
    frames = [_frame(column, writer, is_first=place == 0) for place, column in enumerate(columns)]
    drawn = [_row(columns, frames, row, writer, href(row) if href else None, _box(picked(row)) if picked else "") for row in rows]
    return Markup('<div class="su-rows{}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody>{}</table></div>').format(
        " su-keep" if is_kept else "",
        headings,
        Markup("".join(drawn)),  # noqa: S704 every part is escaped
        _foot(columns, writer, foot, has_boxes=picked is not None),
    )


_PICK_ALL: Final = Markup(
    '<td class="su-pick"><label><input type="checkbox" data-pick-page aria-label="Choose every row of this page"></label></td>'
)


def _box(name: object) -> str:
    return f'<td class="su-pick"><label><input type="checkbox" data-pick="{escape(str(name))}" aria-label="Choose"></label></td>'


def _frame(column: Column[Any], writer: Writer, *, is_first: bool) -> tuple[str, str]:
    """What stands before and after every value of a column, escaped once and not once a row."""
    if is_first:
        return str(Markup('<th scope="row" class="{}">').format(_css(column))), "</th>"
    start = Markup('<td class="{}" data-label="{}"{}><span class="su-cell">').format(
        _css(column),
        writer.heading(column),
        Markup(' data-unit="{}"').format(writer.unit(column)) if column.is_lead else "",
    )
    return str(start), "</span></td>"


def _row(
    columns: Sequence[Column[Row]], frames: Sequence[tuple[str, str]], row: Row, writer: Writer, href: str | None, box: str
) -> str:
    # A page of 50 rows has 500 cells: plain joining of escaped text is ten times as fast as Markup.format.
    target = escape(href) if href else ""
    parts = [f'<tr data-href="{target}">' if href else "<tr>", box]
    for column, (start, end) in zip(columns, frames, strict=True):
        shown = unbroken(writer.cell(column, _value(row, column.value)))
        sub = _value(row, column.sub) if column.sub else None
        if sub:
            shown += Markup('<span class="su-sub">') + unbroken(sub) + Markup("</span>")
        if href and column is columns[0]:
            shown = Markup(f'<a href="{target}" target="_self">{shown}</a>')  # noqa: S704 both are escaped
        parts.append(f"{start}{shown}{end}")
    parts.append("</tr>")
    return "".join(parts)


def _foot(columns: Sequence[Column[Row]], writer: Writer, heading: str, *, has_boxes: bool) -> Markup:
    if all(column.total is None for column in columns):
        return Markup()
    cells = [Markup('<td class="su-pick"></td>')] if has_boxes else []
    cells += [
        Markup('<{0} class="{1}" data-label="{2}"{3}><span class="su-cell">{4}</span></{0}>').format(
            "td" if place else "th",
            _css(column),
            writer.heading(column),
            Markup(' data-unit="{}"').format(writer.unit(column)) if column.is_lead else "",
            _total(column, writer) if column.total is not None else "" if place else heading or worded("Total"),
        )
        for place, column in enumerate(columns)
    ]
    return Markup("<tfoot><tr>{}</tr></tfoot>").format(joined(cells))


def _total(column: Column[Any], writer: Writer) -> str | Markup:
    return column.total if isinstance(column.total, str) else writer.cell(column, column.total)


def _value(row: Row, value: str | Callable[[Row], object]) -> object:
    return getattr(row, value) if isinstance(value, str) else value(row)


def _css(column: Column[Any]) -> str:
    extra = (" su-lead" if column.is_lead else "") + (" su-desk" if column.is_desk_only else "")
    return f"su-{_CSS.get(column.kind, column.kind.value)}{extra}"
