"""Changing a premises by hand: judged by the rules, never over somebody else's change, remembered field by field."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, Final

from services import audit, notices
from services.notices import About
from services.permissions import Permission
from services.survey_units import repository, rules
from services.survey_units.listing_repository import UnitRow
from services.survey_units.merging import survivor_of
from services.survey_units.rules import UnitFields
from services.survey_units.service import get
from services.work import Work
from utils.errors import Conflict, Invalid, not_found

EDITABLE: Final = tuple(field.name for field in fields(UnitFields))


def fields_of(unit: UnitRow) -> UnitFields:
    """What may be changed of a unit, as it is."""
    return UnitFields(**{name: getattr(unit, name) for name in EDITABLE})


def change(work: Work, unit_id: int, changes: Mapping[str, Any], seen: str | None = None) -> UnitRow:
    """Change some fields of a premises and return it as it is now; nothing is written where nothing differs.

    `seen` is the mark of the fields that the person looked at: Conflict when they were changed meanwhile. Raises
    Invalid with a sentence for each wrong field, NotFound, Forbidden, Gone once it was deleted, and Conflict once it was merged.
    """
    work.require(Permission.ACCOUNT_WRITE)
    unit = get(work, unit_id)
    before = repository.lock(work, unit_id) or not_found("unit", unit_id)
    kept = survivor_of(work, unit_id)
    if kept is not None:
        raise Conflict(f"Unit {unit.code} was merged into {kept.code}; change that one.")
    if seen is not None and seen != before.mark:
        raise Conflict(
            f"Unit {unit.code} was changed by somebody else after you opened it; nothing of yours was saved yet. "
            "Look at what it says now, and save again if yours is right."
        )
    old, new = asdict(before), asdict(judged(before, changes))
    changed = [name for name in EDITABLE if old[name] != new[name]]
    if changed:
        repository.update(work, unit_id, new)
        audit.record(
            work, "unit.changed", f"unit {unit.code}",
            {name: old[name] for name in changed}, {name: new[name] for name in changed},
        )  # fmt: skip
        about = About("unit", unit_id, unit.area_id, unit.account_id)
        what = ", ".join(name.replace("_", " ") for name in changed)
        subject = f"{work.actor.full_name} changed {what} of unit {unit.code}."
        notices.tell_followers(work, about, subject, f"unit {unit_id} changed {work.now.isoformat()}")
    return get(work, unit_id)


def judged(before: UnitFields, changes: Mapping[str, Any]) -> UnitFields:
    """The fields as they would be after a change. Raises Invalid with a sentence for each wrong field."""
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(dict.fromkeys(sorted(unknown), "This cannot be changed here."))
    after = _tidy(replace(before, **changes))
    wrong = rules.faults(after, before)
    if wrong:
        raise Invalid(wrong)
    return after


def locked(work: Work, unit_id: int) -> UnitFields | None:
    """What may be changed of a premises, locked against other changes; None where it is not there for this person."""
    work.require(Permission.UNIT_READ)
    return repository.lock(work, unit_id)


def _tidy(unit: UnitFields) -> UnitFields:
    """Spaces around an address are nobody's intention, and what was left out is not there."""
    return replace(unit, address=(unit.address or "").strip(), commercial_size=unit.commercial_size or None,
                   settlement=unit.settlement or "", category=unit.category or "", status=unit.status or "")  # fmt: skip
