"""What a change request must be like, and how the fields of one are kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from services.change_requests.models import KINDS, Kind, NewRequest, Place, RequestStatus, State
from utils.errors import Conflict, Forbidden, Invalid

LONGEST_NOTE: Final = 1_000
MOST_AT_ONCE: Final = 200
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.CONSUMER: ("holder_name", "phone"),
    Kind.PREMISES: ("category", "size_marla", "commercial_size"),
    Kind.NOT_A_UNIT: (),
    Kind.DUPLICATE: (),
}
SENT_OTHERWISE: Final = "Under this id something else was sent before; send another with an id of its own."


def check_new(new: NewRequest) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if new.kind not in FIELDS:
        wrong["kind"] = f"What is proposed is one of {', '.join(value for value, _ in KINDS)}."
    else:
        wrong |= dict.fromkeys(sorted(set(new.changes) - set(FIELDS[new.kind])), "This is not part of what you propose.")
        if new.kind != Kind.CONSUMER and new.unit_id is None:
            wrong["unit_id"] = "Say which unit this is about."
        if new.kind == Kind.DUPLICATE and not new.duplicate_of.strip():
            wrong["duplicate_of"] = "Say which unit is kept: its code."
        if new.kind != Kind.DUPLICATE and new.duplicate_of.strip():
            wrong["duplicate_of"] = "Only a duplicate names another unit."
        if new.kind == Kind.NOT_A_UNIT and not new.note.strip():
            wrong["note"] = "Say what is there instead of a unit."
    if new.unit_id is None and new.account_id is None:
        wrong.setdefault("unit_id", "Say which unit or account this is about.")
    if len(new.note.strip()) > LONGEST_NOTE:
        wrong["note"] = f"A note has at most {LONGEST_NOTE:,} characters."
    if wrong:
        raise Invalid(wrong)


def check_living(place: Place, field: str, kind: str = Kind.DUPLICATE) -> None:
    """Raise Invalid on `field` for a unit of which nothing changes any more; the consumer of an inactive one may."""
    if place.is_deleted:
        raise Invalid({field: f"{_capital(place.name)} is deleted; nothing of it is changed."})
    if place.survivor_code is not None:
        raise Invalid({field: f"{_capital(place.name)} was merged into {place.survivor_code}; propose the change of that one."})
    if place.unit_status == "duplicate_of":
        raise Invalid({field: f"{_capital(place.name)} is a duplicate; propose the change of the unit that is kept."})
    if place.unit_status == "inactive" and kind != Kind.CONSUMER:
        raise Invalid({field: f"{_capital(place.name)} is inactive; it is surveyed again before anything of it changes."})


def check_open(state: State) -> None:
    """Raise Conflict once it is applied or rejected; says by whom."""
    if state.status in (RequestStatus.APPLIED, RequestStatus.REJECTED):
        raise Conflict(f"{state.decider_name} has {state.status} {state.request_no} before.")


def check_decider(state: State, staff_id: int) -> None:
    """Raise Forbidden for who proposed it."""
    if state.proposed_by == staff_id:
        raise Forbidden(f"You proposed {state.request_no} yourself; somebody else decides about it.")


def check_reason(text: str) -> str:
    """The reason without blanks around it. Raises Invalid."""
    reason = text.strip()
    if not reason:
        raise Invalid({"reason": "Say why, so that whoever proposed it knows."})
    if len(reason) > LONGEST_NOTE:
        raise Invalid({"reason": f"A reason has at most {LONGEST_NOTE:,} characters."})
    return reason


def packed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are kept: exact numbers as text with two decimals."""
    return {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in values.items()}


def values_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the use cases of accounts and units take them."""
    return {name: Decimal(value) if name == "size_marla" and value is not None else value for name, value in kept.items()}


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> Sequence[str]:
    """The fields that are no more as they were."""
    return [name for name in before if before[name] != now.get(name)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
