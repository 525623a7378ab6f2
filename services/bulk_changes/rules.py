"""Which actions there are for what, what their values must be, and when a change may be undone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from services import survey_units, tags
from services.bulk_changes.models import Action, BulkChange, NewChange, Noun, Status, Wanted
from services.permissions import Permission
from utils.errors import Conflict, Invalid

SHORTEST_REASON: Final = 5
LONGEST_REASON: Final = 500
MOST_IDS: Final = 10_000
UNDO_DAYS: Final = 30

# Which states a unit may come from, by the state it is to have.
FROM: Final[Mapping[str, tuple[str, ...]]] = {
    then: came_from
    for then in survey_units.CHOICES["status"]
    if (came_from := tuple(now for now, following in survey_units.NEXT.items() if then in following))
}
STATUS_WORDS: Final = {"duplicate_of": "duplicate"}

NEVER: Final = {
    ("bills", "delete"): "Bills are never deleted. A draft is held back here, or its run is cancelled on the page of the run; "
    "an issued bill stays as it is until it can be voided.",
    ("payments", "delete"): "Payments are never deleted. One recorded by mistake is taken back on its own page, with a reason.",
}


def _status(values: Mapping[str, str]) -> Wanted:
    status = _one_of(values, "status", tuple(FROM))
    word = STATUS_WORDS.get(status, status)
    return Wanted({"status": status}, {"bulk_from": list(FROM[status]), "bulk_word": word}, f"state becomes {word}")


def _kind(values: Mapping[str, str]) -> Wanted:
    category = _one_of(values, "category", survey_units.CHOICES["category"])
    if category == "commercial":
        size = _one_of(values, "commercial_size", survey_units.CHOICES["commercial_size"])
        return Wanted({"category": category, "commercial_size": size}, {}, f"kind becomes commercial, {size}")
    try:
        marla = Decimal(values.get("size_marla", "").strip())
    except InvalidOperation:
        raise Invalid({"size_marla": "A residence needs its size in marla; 20 marla are one kanal."}) from None
    wrong = survey_units.kind_faults(category, marla, None)
    if wrong:
        raise Invalid(wrong)
    after = {"category": category, "size_marla": marla, "commercial_size": None}
    return Wanted(after, {}, f"kind becomes residential, {marla.normalize():f} marla")


def _settlement(values: Mapping[str, str]) -> Wanted:
    settlement = _one_of(values, "settlement", survey_units.CHOICES["settlement"])
    return Wanted({"settlement": settlement}, {}, f"settlement becomes {settlement}")


def _active(values: Mapping[str, str]) -> Wanted:
    is_active = _one_of(values, "active", ("yes", "no")) == "yes"
    return Wanted({"is_active": is_active}, {}, "made active" if is_active else "made inactive")


def _area(values: Mapping[str, str]) -> Wanted:
    text = values.get("area", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({"area": "Choose the area from the list."})
    return Wanted({"area_id": int(text)}, {}, "moved")


def _tags(sign: str) -> Callable[[Mapping[str, str]], Wanted]:
    def read(values: Mapping[str, str]) -> Wanted:
        chosen = tags.clean_all(values.get("tags", ""))
        words = f"tag{'s' if len(chosen) > 1 else ''} {', '.join(chosen)} {'added' if sign == '+' else 'removed'}"
        return Wanted({}, {"bulk_tags": chosen}, words, tuple(chosen) if sign == "+" else ())

    return read


def _plain(words: str, after: Mapping[str, object] | None = None) -> Callable[[Mapping[str, str]], Wanted]:
    return lambda _: Wanted(after or {}, {}, words)


@dataclass(frozen=True, slots=True)
class ActionKind:
    """An action that a noun knows: its name, the words of a choice, the right that it needs beside that to change in bulk."""

    kind: str
    label: str
    permission: Permission
    read: Callable[[Mapping[str, str]], Wanted]


_WRITE: Final = Permission.ACCOUNT_WRITE
_BACK: Final = {"deleted_at": None, "deleted_by": None}
ACTIONS: Final[Mapping[str, tuple[ActionKind, ...]]] = {
    Noun.UNITS: (
        ActionKind("status", "Change the state", _WRITE, _status),
        ActionKind("kind", "Change category and size", _WRITE, _kind),
        ActionKind("settlement", "Change the settlement", _WRITE, _settlement),
        ActionKind("area", "Move to another area", _WRITE, _area),
        ActionKind("add_tags", "Add tags", _WRITE, _tags("+")),
        ActionKind("remove_tags", "Remove tags", _WRITE, _tags("-")),
        ActionKind("delete", "Delete", _WRITE, _plain("deleted")),
        ActionKind("restore", "Restore what was deleted", _WRITE, _plain("restored", _BACK)),
    ),
    Noun.ACCOUNTS: (
        ActionKind("active", "Make active or inactive", _WRITE, _active),
        ActionKind("area", "Move to another area", _WRITE, _area),
        ActionKind("add_tags", "Add tags", _WRITE, _tags("+")),
        ActionKind("remove_tags", "Remove tags", _WRITE, _tags("-")),
        ActionKind("delete", "Delete", _WRITE, _plain("deleted")),
        ActionKind("restore", "Restore what was deleted", _WRITE, _plain("restored", _BACK)),
    ),
    Noun.BILLS: (
        ActionKind("hold", "Hold back", Permission.BILL_RELEASE, _plain("held back", {"status": "held"})),
        ActionKind("release", "Release", Permission.BILL_RELEASE, _plain("released", {"status": "draft"})),
    ),
}


def action_kind(noun: str, kind: str) -> ActionKind:
    """The action of a noun. Raises Invalid, for what financial rows refuse with what is possible instead."""
    if (noun, kind) in NEVER:
        raise Invalid({"action": NEVER[noun, kind]})
    if noun not in ACTIONS:
        raise Invalid({"noun": f"What is changed in bulk is one of {', '.join(ACTIONS)}."})
    found = next((each for each in ACTIONS[noun] if each.kind == kind), None)
    if found is None:
        raise Invalid({"action": f"What is done to {noun} is one of {', '.join(each.kind for each in ACTIONS[noun])}."})
    return found


def read(noun: str, action: Action) -> Wanted:
    """What an action means. Raises Invalid with a sentence for a wrong value."""
    return action_kind(noun, action.kind).read(action.values)


def check_reason(text: str) -> str:
    """The reason without outer blanks. Raises Invalid."""
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": f"Say why, in {SHORTEST_REASON} characters or more; the reason is kept with the change."})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    return reason


def check_undo(change: BulkChange, now: datetime) -> None:
    """Raise Conflict unless a change may be undone now."""
    if change.status == Status.RUNNING and change.failure is None:
        raise Conflict("This change is still being made; undo it when it has ended.")
    if now - change.created_at > timedelta(days=UNDO_DAYS):
        raise Conflict(f"A change can be undone for {UNDO_DAYS} days; this one is older. Change the rows back instead.")


def is_same(known: BulkChange, new: NewChange, query: Mapping[str, object]) -> bool:
    """Whether a command that was sent again asks for the same."""
    return (known.noun, known.kind, known.values, known.reason, dict(known.query)) == (
        new.noun, new.action.kind, dict(new.action.values), new.reason.strip(), dict(query)
    )  # fmt: skip


def _one_of(values: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    value = values.get(name, "")
    if value not in known:
        raise Invalid({name: f"{name.replace('_', ' ').capitalize()} becomes one of {', '.join(known)}."})
    return value
