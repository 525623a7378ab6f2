"""Adding an area and changing one by hand: judged by the rules, one after the other, remembered field by field."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, Final

from services import audit
from services.areas import changing_repository, repository, rules
from services.areas.repository import Area
from services.areas.rules import AreaFields
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found

EDITABLE: Final = tuple(field.name for field in fields(AreaFields))


def fields_of(area: Area) -> AreaFields:
    """What may be changed of an area, as it is."""
    return AreaFields(**{name: getattr(area, name) for name in EDITABLE})


def add(work: Work, parent_id: int | None, code: str, new: AreaFields) -> Area:
    """Add an area below another, at the top for None; returns it.

    Raises Forbidden, and Invalid with a sentence for each wrong field, `parent` and `code` among them.
    """
    work.require_everywhere(Permission.AREA_WRITE)
    changing_repository.lock_tree(work)
    parent = None if parent_id is None else repository.get(work, parent_id)
    wanted, tidy = code.strip().upper(), _tidy(new)
    wrong = rules.code_faults(wanted) | rules.field_faults(tidy, parent.kind if parent else None)
    if parent_id is not None and (parent is None or parent.merged_into is not None):
        wrong["parent"] = "The area that it should lie in is not there; choose another."
    taken = None if "code" in wrong else repository.find(work, wanted)
    if taken is not None:
        wrong["code"] = f"The code {wanted} is taken: {taken.name} has it."
    if wrong:
        raise Invalid(wrong)
    area = changing_repository.add(work, parent_id, wanted, asdict(tidy)) or not_found("area", wanted)
    after = {name: value for name, value in asdict(tidy).items() if value is not None}
    audit.record(work, "area.added", ref(area), after=after | ({"lies_in": parent.name} if parent else {}))
    return area


def change(work: Work, area_id: int, changes: Mapping[str, Any], seen: str | None = None) -> Area:
    """Change some of name, kind, census households and position; returns the area as it is now.

    `seen` is the mark of the fields that the person looked at: Conflict when they were changed meanwhile. Raises
    Invalid with a sentence for each wrong field, NotFound, Forbidden.
    """
    work.require_everywhere(Permission.AREA_WRITE)
    changing_repository.lock_tree(work)
    area = repository.get(work, area_id) or not_found("area", area_id)
    check_living(area)
    before = fields_of(area)
    if seen is not None and seen != before.mark:
        raise Conflict(
            f"{area.name} was changed by somebody else after you opened it; nothing of yours was saved yet. "
            "Look at what it says now, and save again if yours is right."
        )
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(dict.fromkeys(sorted(unknown), "This cannot be changed here."))
    after = _tidy(replace(before, **changes))
    parent = None if area.parent_id is None else repository.get(work, area.parent_id)
    children = {each.kind for each in repository.below(work, area_id)}
    wrong = rules.field_faults(after, parent.kind if parent else None, children)
    if wrong:
        raise Invalid(wrong)
    old, new = asdict(before), asdict(after)
    changed = [name for name in EDITABLE if old[name] != new[name]]
    if changed:
        changing_repository.update(work, area_id, new)
        audit.record(
            work, "area.changed", ref(area), {name: old[name] for name in changed}, {name: new[name] for name in changed}
        )
    return repository.get(work, area_id) or not_found("area", area_id)


def check_living(area: Area) -> None:
    """Raise Conflict for an area that was merged into another."""
    if area.merged_into is not None:
        raise Conflict(f"{area.name} was merged into another area; it stays as it was.")


def ref(area: Area) -> str:
    """What the audit trail calls an area."""
    return f"area {area.code}"


def _tidy(area: AreaFields) -> AreaFields:
    return replace(area, name=" ".join((area.name or "").split()), kind=area.kind or "")
