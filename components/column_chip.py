"""Which columns a list shows and in which order: kept in its address."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from markupsafe import Markup, escape

from components import phones
from components.browser_query import Asked
from components.markup import icon, joined
from components.table import Column, Kind
from services import listing
from services.listing import Listing
from services.work import Actor
from utils.wording import worded

Row = TypeVar("Row")

KINDS: Final = {
    listing.Kind.CODE: Kind.CODE,
    listing.Kind.MONEY: Kind.MONEY,
    listing.Kind.NUMBER: Kind.NUMBER,
    listing.Kind.DATE: Kind.DATE,
    listing.Kind.MOMENT: Kind.MOMENT,
    listing.Kind.MONTH: Kind.MONTH,
}


def with_others(usual: Sequence[Column[Row]], wanted: Listing[Row], actor: Actor) -> list[Column[Row]]:
    """The usual columns of a list, and every other field of it as a column that can be asked for."""
    known = {column.key for column in usual}
    return [*usual, *(_column(field, actor) for field in wanted.fields if field.name not in known and not field.is_in_files_only)]


def chosen(columns: Sequence[Column[Row]], asked: Asked) -> list[Column[Row]]:
    """The columns that an address asks for, the first of the list always leading; the usual ones without any."""
    by_key = {column.key: column for column in columns}
    wanted = [by_key[key] for key in dict.fromkeys(asked.columns) if key in by_key and by_key[key] is not columns[0]]
    return [columns[0], *wanted] if wanted else [column for column in columns if not column.is_optional]


def chip(columns: Sequence[Column[Any]], asked: Asked) -> Markup:
    """The chip that adds, drops and moves columns."""
    shown = [column.key for column in chosen(columns, asked)][1:]
    items = [_shown_item(columns, shown, place, asked) for place in range(len(shown))]
    hidden = [column for column in columns[1:] if column.key not in shown]
    items += [
        Markup('<li><a href="{}" target="_self">{}{}</a></li>').format(
            asked.href(cols=",".join([*shown, column.key])), worded(column.label) or column.key, icon("add")
        )
        for column in hidden
    ]
    if asked.columns:
        usual = asked.href(cols=None), icon("restore")
        items.append(Markup('<li><a href="{}" target="_self">{}{}</a></li>').format(usual[0], worded("Usual columns"), usual[1]))
    return Markup(
        '<details class="su-chip su-columns" name="su-chips"><summary>{}{}</summary>'
        '<div class="su-panel"><ul>{}</ul></div></details>'
    ).format(icon("table_chart"), worded("Columns"), joined(items))


def _shown_item(columns: Sequence[Column[Any]], shown: list[str], place: int, asked: Asked) -> Markup:
    label = worded(next(column.label for column in columns if column.key == shown[place]))
    left = _swapped(shown, place - 1) if place else []
    right = _swapped(shown, place) if place + 1 < len(shown) else []
    without = [key for key in shown if key != shown[place]]
    return Markup('<li class="su-shown"><span>{}</span>{}{}{}</li>').format(
        label,
        _move(asked, left, "arrow_upward", worded("Move {label} to the left", label=label)),
        _move(asked, right, "arrow_downward", worded("Move {label} to the right", label=label)),
        _move(asked, without, "close", worded("Leave {label} out", label=label)),
    )


def _swapped(shown: list[str], place: int) -> list[str]:
    return [*shown[:place], shown[place + 1], shown[place], *shown[place + 2 :]]


def _move(asked: Asked, order: list[str], symbol: str, title: str) -> Markup:
    if not order:
        return Markup('<i aria-hidden="true"></i>')
    href, said = escape(asked.href(cols=",".join(order))), escape(title)
    shown = f'<a href="{href}" target="_self" title="{said}" aria-label="{said}">{icon(symbol)}</a>'
    return Markup(shown)  # noqa: S704 all is escaped


def _column(field: listing.Field, actor: Actor) -> Column[Any]:
    name = field.name
    match field.kind:
        case listing.Kind.PHONE:
            return Column(field.label, lambda row: phones.shown(actor, getattr(row, name)), name=name, is_optional=True)
        case listing.Kind.FLAG:
            return Column(field.label, lambda row: "Yes" if getattr(row, name) else "No", name=name, is_optional=True)
        case listing.Kind.CHOICE:
            return Column(field.label, lambda row: _words(getattr(row, name)), name=name, is_optional=True)
        case listing.Kind.DEGREES:
            return Column(field.label, lambda row: _degrees(getattr(row, name)), Kind.CODE, name=name, is_optional=True)
        case _:
            return Column(field.label, name, KINDS.get(field.kind, Kind.TEXT), name=name, is_optional=True)


def _words(value: str | None) -> str:
    return (value or "").replace("_", " ").capitalize()


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}"
