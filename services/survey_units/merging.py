"""Merging a unit that was surveyed twice: looked at first, then done; the duplicate stays for what happened on it."""

from dataclasses import dataclass

from services import audit, notices
from services.notices import About
from services.permissions import Permission
from services.survey_units import merging_repository as repository
from services.survey_units.merging_repository import Side, Survivor
from services.survey_units.rules import OUT
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.money import format_money

__all__ = ["Merging", "Survivor", "merge", "merging", "survivor_of"]


@dataclass(frozen=True, slots=True)
class Merging:
    """A merge that may be made. `waits_for` is what has to pass first, '' where nothing has.

    `open_balance` is what is open on the account of the duplicate that no other unit of it goes on with, '' where nothing is.
    """

    unit: Side
    into: Side
    waits_for: str
    open_balance: str


def merging(work: Work, unit_id: int, into_id: int) -> Merging:
    """What speaks against merging a unit into another; nothing is changed.

    Raises Forbidden, NotFound, Conflict for a unit that is out already, and Invalid on `into` for the unit itself.
    """
    work.require(Permission.UNIT_READ)
    unit = repository.side(work, unit_id) or not_found("unit", unit_id)
    into = repository.side(work, into_id) or not_found("unit", into_id)
    if unit_id == into_id:
        raise Invalid({"into": "A unit is not a duplicate of itself."})
    for each in (unit, into):
        _check_living(each)
    waits_for = ""
    if repository.is_calculating(work):
        waits_for = "A bill run is being calculated; it ends first."
    elif unit.has_draft:
        waits_for = f"Account {unit.account_code} of {unit.code} has a bill in a run that is not issued yet; that ends first."
    return Merging(unit, into, waits_for, _open_balance(unit, into, work.actor.currency))


def merge(work: Work, unit_id: int, into_id: int, *, leaves_balance: bool = False) -> Merging:
    """Make a unit the duplicate of another, which is kept; nothing is billed for it any more.

    Its account keeps its bills, payments and balance. An open balance refuses, unless other units of the account go on
    with it, both units have one account, or whoever decides `leaves_balance` there on purpose, where it can still be paid.
    Raises Forbidden, NotFound, Conflict, and Invalid on `into`.
    """
    work.require(Permission.UNIT_MERGE)
    repository.lock(work, unit_id, [unit_id, into_id])
    found = merging(work, unit_id, into_id)
    if found.waits_for:
        raise Conflict(found.waits_for)
    if found.open_balance and not leaves_balance:
        raise Conflict(found.open_balance)
    repository.merge(work, unit_id, into_id)
    ref = f"unit {found.unit.code}"
    after: dict[str, object] = {"status": "duplicate_of", "into": found.into.code}
    if found.open_balance:
        after["left_balance"] = found.unit.due - found.unit.advance
    audit.record(work, "unit.merged", ref, {"status": found.unit.status}, after)
    about = About("unit", unit_id, found.unit.area_id, found.unit.account_id)
    subject = f"{work.actor.full_name} merged unit {found.unit.code} into {found.into.code} as its duplicate."
    notices.tell_followers(work, about, subject, f"unit {unit_id} merged into {into_id}")
    return found


def survivor_of(work: Work, unit_id: int) -> Survivor | None:
    """The unit that another was merged into; None where it was not, or where that lies out of reach. Raises Forbidden."""
    work.require(Permission.UNIT_READ)
    return repository.survivor(work, unit_id)


def _check_living(side: Side) -> None:
    if side.is_deleted:
        raise Conflict(f"Unit {side.code} is deleted; restore it first.")
    if side.survivor_code is not None:
        raise Conflict(f"Unit {side.code} was merged into {side.survivor_code} already; that is the one that is kept.")
    if side.status in OUT:
        word = "a duplicate" if side.status == "duplicate_of" else side.status
        raise Conflict(f"Unit {side.code} is {word} already; nothing is merged with it.")


def _open_balance(unit: Side, into: Side, currency: str) -> str:
    if unit.account_id == into.account_id or unit.has_others or not (unit.due or unit.advance):
        return ""
    parts = [f"owes {format_money(unit.due, currency)}"] if unit.due else []
    parts += [f"has {format_money(unit.advance, currency)} that waits for a bill"] if unit.advance else []
    return (
        f"Account {unit.account_code} of {unit.code} {' and '.join(parts)}; settle that first, "
        "or leave it on that account on purpose."
    )
