"""Change requests in words: what they are about, each field before and after, and the columns of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from markupsafe import Markup

from components import history, phones, words
from components.screens import CHANGE_REQUEST
from components.status import sign
from components.table import Column, Kind
from services import change_requests
from services.activity import Change
from services.change_requests import Request, RequestRow
from services.work import Actor

KINDS: Final = dict(change_requests.KINDS)
LABELS: Final = {
    "holder_name": "Name",
    "phone": "Phone",
    "category": "Category",
    "size_marla": "Size, marla",
    "commercial_size": "Business size",
    "status": "State",
}


@dataclass(frozen=True)
class Line:
    """One field when it was proposed, now, and as it is to be."""

    label: str
    before: str
    now: str
    after: str


def value(actor: Actor, name: str, given: Any) -> str:
    """A field as this person may read it."""
    if given in (None, ""):
        return words.NOTHING
    match name:
        case "phone":
            return phones.shown(actor, given)
        case "size_marla":
            return words.number(Decimal(given))
        case "status":
            return sign("unit", given).word
        case "category" | "commercial_size":
            return str(given).capitalize()
        case _:
            return str(given)


def label(name: str) -> str:
    """What people call a field."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


def lines(actor: Actor, found: Request) -> list[Line]:
    """Every field of a request, a duplicate with the unit that is kept."""
    row = found.row
    now: Mapping[str, Any] = row.before if found.now is None else found.now
    return [
        Line(label(name), value(actor, name, row.before[name]), value(actor, name, now[name]), _after(actor, row, name))
        for name in _names(row)
    ]


def changes(actor: Actor, row: RequestRow) -> Markup:
    """What is proposed, a line a field: 'Name: Ali → Aslam'."""
    return history.changes(
        [Change(label(name), value(actor, name, row.before[name]), _after(actor, row, name)) for name in _names(row)]
    )


def about(row: RequestRow) -> str:
    """'Unit U-000123', or 'Account A-17'."""
    return f"Unit {row.unit_code}" if row.unit_code else f"Account {row.account_code or '(out of reach)'}"


def columns(actor: Actor) -> Sequence[Column[RequestRow]]:
    """Columns of a list of change requests."""
    return (
        Column[RequestRow]("Request", "request_no", Kind.CODE),
        Column[RequestRow]("About", about, sub=lambda row: row.address or row.holder_name, name="unit_code"),
        Column[RequestRow]("Proposed change", lambda row: changes(actor, row), name="kind"),
        Column[RequestRow]("Note", "note", is_desk_only=True),
        Column[RequestRow]("Area", "area_name", is_desk_only=True),
        Column[RequestRow]("Proposed by", "proposer_name", name="proposer_name"),
        Column[RequestRow]("Proposed", "proposed_at", Kind.MOMENT),
        Column[RequestRow]("State", "status", Kind.STATUS, noun="change_request", is_lead=True),
    )


def href(row: RequestRow) -> str:
    """The address of a change request."""
    return CHANGE_REQUEST.link(request=row.request_id)


def _names(row: RequestRow) -> list[str]:
    """The fields in the order in which people say them."""
    return [name for name in LABELS if name in row.before]


def _after(actor: Actor, row: RequestRow, name: str) -> str:
    if name == "status" and row.duplicate_of is not None:
        return f"Duplicate of {row.kept_code or 'a unit out of reach'}"
    return value(actor, name, row.after[name])
