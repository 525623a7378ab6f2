"""What was done, in words: a sentence for each action, and what changed without keys that mean nothing to people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

NOTHING: Final = "–"
LONGEST: Final = 300
SHORT: Final = 60

# What somebody did to {ref}; {name} is a value after it; what stands in brackets is left out where its value was not said.
# A change of fields is told by its fields.
CHANGED: Final = "changed {fields} of {ref}"
ACTIONS: Final[Mapping[str, str]] = {
    "account.added": "added {ref}",
    "account.changed": CHANGED,
    "archive.begun": "began {ref}[: {what}]",
    "archive.emptied": "brought months back from the archive ({ref})",
    "archive.filled": "moved months into the archive ({ref})",
    "archive.returned": "brought months back from the archive",
    "archive.stopped": "had {ref} stop",
    "area.added": "added {ref}[, {name}][, to {lies_in}]",
    "area.changed": CHANGED,
    "area.merged": "merged {ref}[ into {into}]",
    "area.moved": "moved {ref}[ to {lies_in}]",
    "attachment.added": "attached [{name} ]to {ref}",
    "attachment.removed": "removed [{name} ]from {ref}[: {reason}]",
    "bill.held": "held {ref} back",
    "bill.released": "released {ref}",
    "bill_run.approved": "approved {ref}",
    "bill_run.calculated": "had {ref} calculated",
    "bill_run.cancelled": "cancelled {ref}",
    "bill_run.closed": "closed {ref}",
    "bill_run.created": "created {ref}",
    "bill_run.failed": "had {ref} fail",
    "bill_run.issued": "issued {ref}",
    "bill_run.resumed": "let {ref} go on",
    "bill_run.stopped": "had {ref} stop",
    "billing_cycle.added": "added {ref}",
    "bulk_change.made": "changed many [{noun} ]at once[: {action}] ({ref})",
    "bulk_change.stopped": "had {ref} stop",
    "bulk_change.undone": "undid {ref}[: {action}]",
    "business_calendar.changed": "changed {fields} of the {ref}",
    "cash.accepted": "accepted {ref}[ of {agent}: {counted}]",
    "cash.deposited": "took cash to the bank, {ref}[, {bank}]",
    "cash.limit_set": "set the {ref}[ to {amount}]",
    "cash.reconciled": "found {ref} on the statement of the bank",
    "challan.cancelled": "cancelled {ref}[: {reason}]",
    "canned_answer.set": "set {ref}[: {name}]",
    "challan.issued": "issued {ref}[ for {fine}][ on visit {visit}]",
    "change_request.applied": "approved and applied {ref}",
    "change_request.approved": "approved {ref}[, which waits: {waits_for}]",
    "change_request.proposed": "proposed {ref}[: {kind}][ of {of}]",
    "change_request.rejected": "rejected {ref}[: {reason}]",
    "challan.paid": "took the money for {ref}[, receipt {receipt}]",
    "challan.payment_reversed": "took back the payment of {ref}[, receipt {receipt}]",
    "day.closed": "closed the {ref}[: {made_count} visits made][, {missed_count} missed]",
    "demo.loaded": "loaded the demo: {ref}",
    "duplicate.dismissed": "said that {ref}[ and {other}] are two units[: {reason}]",
    "duplicate.sought": "looked for duplicates in {ref}",
    "export.cancelled": "cancelled {ref}",
    "export.made": "made an {ref}",
    "export.started": "exported [{noun}][ as {format}] ({ref})",
    "file.downloaded": "downloaded {ref}[, {name}]",
    "fine.set": "set {ref}[: {words}]",
    "import.finished": "finished {ref}",
    "import.mapped": "chose the columns of {ref}",
    "import.paused": "paused {ref}",
    "import.resumed": "resumed {ref}",
    "import.rolled_back": "rolled {ref} back",
    "import.started": "ran {ref}",
    "import.uploaded": "uploaded [{file} as ]{ref}",
    "import.validated": "had {ref} checked",
    "job.cancelled": "cancelled {ref}",
    "job.purged": "removed ended jobs",
    "job.retried": "had {ref} tried again",
    "ledger.opened": "posted the opening balance of {ref}",
    "ledger.opening_reversed": "took opening balances back of {ref}",
    "mapping.changed": "changed the columns of a remembered {ref}",
    "mapping.forgotten": "forgot a remembered {ref}",
    "meter.installed": "installed {ref}",
    "organization.created": "set {ref} up",
    "payment.recorded": "recorded {ref}",
    "payment.reversed": "reversed {ref}",
    "reading.accepted": "accepted {ref}",
    "reading.edited": "edited {ref}",
    "reading.recorded": "recorded {ref}",
    "reading.rejected": "rejected {ref}",
    "reminder.set": "set the {ref}[ to {days} days before]",
    "retention.applied": "removed what was over ({ref})",
    "retention.asked": "asked for the removal of what is over",
    "retention.set": "set the {ref}[ to {days} days]",
    "second_factor.enrolled": "set up the second factor of {ref}",
    "second_factor.recovery_code_used": "used a recovery code of {ref}",
    "second_factor.recovery_codes_renewed": "made new recovery codes of {ref}",
    "second_factor.required": "set which roles need a {ref}",
    "second_factor.reset": "took the lost second factor of {ref} away",
    "second_factor.removed": "removed the second factor of {ref}",
    "service.started": "started {ref}",
    "session.ended": "ended sessions of {ref}",
    "staff.added": "added {ref}[ as {role}]",
    "staff.assigned": "assigned {ref}[ to {area}]",
    "staff.changed": CHANGED,
    "staff.deactivated": "deactivated {ref}",
    "staff.joined": "let {ref} work here too[, as {role}]",
    "staff.opened_everywhere": "let {ref} see the whole organization",
    "staff.email_changed": "changed the e-mail address of {ref}",
    "staff.password_forgotten": "had a link for a new password sent to {ref}",
    "staff.password_renewed": "chose a new password by a link, {ref}",
    "staff.password_reset": "reset the password of {ref}",
    "staff.reactivated": "let {ref} in again",
    "staff.removed": "took {ref} out who had never signed in",
    "staff.role_changed": CHANGED,
    "staff.unassigned": "took [{area}] away from {ref}",
    "tariff.added": "added {ref}",
    "tariff.versioned": "added a version of {ref}",
    "ticket.assigned": "assigned {ref}[ to {name}]",
    "ticket.commented": "commented on {ref}",
    "ticket.escalated": "escalated {ref}[: {promise} {stage}][, told the role {role}]",
    "ticket.escalation_set": "set {ref}",
    "ticket.linked": "linked {ref}[ to {other}]",
    "ticket.merged": "merged {ref}[ into {into}]",
    "ticket.moved": "put {ref}[ into the state {status}]",
    "ticket.opened": "opened {ref}[ about bill {bill}][ on visit {visit}][: {subject}]",
    "ticket.priority_set": "set {ref}[: {name}]",
    "ticket.prioritized": "gave {ref}[ the priority {priority}]",
    "ticket.took_over": "let {ref} go on[ for {merged}]",
    "ticket.type_set": "set {ref}[: {name}]",
    "ticket.unlinked": "parted {ref}[ from {other}]",
    "unit.added": "added {ref}",
    "unit.changed": CHANGED,
    "unit.merged": "merged {ref}[ into {into}] as its duplicate",
    "visit.arranged": "moved {ref} in the order of the day[ to place {place}]",
    "visit.arranged_by_way": "put the {ref} in order by the way",
    "visit.geofence_set": "set the {ref}[ to {metres} m]",
    "visit.moved": "put {ref}[ into the state {status}]",
    "visit.planned": "planned {ref}[ by {agent}][ for {planned_on}]",
    "view.put_first": "set with which saved view a list opens",
    "view.removed": "removed a saved view[, {name}]",
    "view.saved": "saved a view[, {name}]",
    "view.shared": "changed with whom a saved view is shared",
}
ORIGINS: Final = (("screen", "Screen"), ("api", "Interface"), ("job", "Background job"), ("command", "Command line"))

LABELS: Final[Mapping[str, str]] = {
    "holder_name": "consumer", "is_active": "active", "size_marla": "size in marla", "value_on": "value date",
    "account_code": "account", "customer_class": "class", "full_name": "name", "area_ids": "areas", "area_id": "area",
    "due_on": "due date", "service_kind": "service", "is_shared": "shared", "is_first": "opens first", "read_on": "read on",
    "effective_from": "in force from", "starts_on": "from", "ends_on": "until", "status": "state",
    "commercial_size": "business size",
    "monday": "hours of Monday", "tuesday": "hours of Tuesday", "wednesday": "hours of Wednesday",
    "thursday": "hours of Thursday", "friday": "hours of Friday", "saturday": "hours of Saturday", "sunday": "hours of Sunday",
}  # fmt: skip
PERSONAL: Final = frozenset({"phone", "cnic", "consumer_cnic"})
AREAS: Final = frozenset({"area_id", "area_ids"})
HIDDEN: Final = frozenset({"sha256", "client_uuid", "query", "name_key"})
_OPTIONAL: Final = re.compile(r"\[([^][]*)\]")
_ONE: Final = re.compile(r"1 ([a-z ]+)s")
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_WORD: Final = re.compile(r"[a-z]+(_[a-z]+)+")
_AMOUNT: Final = re.compile(r"-?[0-9]{4,}\.[0-9]{2}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Change:
    """One field in words, before and after; None where it was not said."""

    label: str
    before: str | None
    after: str | None


def action_word(action: str) -> str:
    """'Unit changed'."""
    return action.replace(".", " ").replace("_", " ").capitalize()


def sentence(who: str, action: str, ref: str, before: Any, after: Any, *, may_identify: bool) -> str:
    """Who did what to which record: 'Sana Iqbal changed the category of U-000123 from residential to commercial'."""
    found = changes_of(before, after, may_identify=may_identify)
    values = {"ref": _record(ref)} | {name: _value(name, value, {}) for name, value in _mapping(after).items()}
    values["fields"] = _fields(found)
    if ACTIONS.get(action) == CHANGED and [each.label for each in found] == ["Active"]:
        return f"{who} made {_record(ref)} {'active' if found[0].after == 'yes' else 'inactive'}"
    phrase = ACTIONS.get(action) or f"did “{action_word(action).lower()}” to {{ref}}"
    said = _filled(phrase, values)
    if phrase == CHANGED and len(found) == 1 and found[0].before is not None and not _is_for_inside(before, after):
        said += f" from {_short(found[0].before)} to {_short(found[0].after or NOTHING)}"
    return f"{who} {said}"


def changes_of(before: Any, after: Any, areas: Mapping[int, str] | None = None, *, may_identify: bool) -> list[Change]:
    """What changed, a line a field; ids of areas become names, other ids and checksums are left out.

    Phones and identity numbers show their last two digits unless the reader `may_identify`.
    """
    old, new = _mapping(before), _mapping(after)
    found: list[Change] = []
    for name in {**old, **new}:
        if _is_hidden(name, {**old, **new}[name]):
            continue
        shown = [
            None if name not in each else _value(name, each[name], areas or {}, may_identify=may_identify) for each in (old, new)
        ]
        label = LABELS.get(name, name.replace("_", " "))
        found.append(Change(label[:1].upper() + label[1:], *shown))
    return found


def area_ids_in(*values: Any) -> set[int]:
    """The ids of areas that an entry names."""
    found: set[int] = set()
    for each in values:
        for name in AREAS:
            given = _mapping(each).get(name)
            items: list[Any] = given if isinstance(given, list) else [given]  # pyright: ignore[reportUnknownVariableType]
            found |= {item for item in items if isinstance(item, int) and not isinstance(item, bool)}
    return found


def _filled(phrase: str, values: Mapping[str, str]) -> str:
    """The phrase with its values; a part in brackets only where each of them was said."""

    def part(hit: re.Match[str]) -> str:
        return hit[1] if all(values.get(name, NOTHING) != NOTHING for name in _PLACEHOLDER.findall(hit[1])) else ""

    told = _PLACEHOLDER.sub(lambda hit: _short(values[hit[1]]), _OPTIONAL.sub(part, phrase))
    return " ".join(told.split())


def _record(ref: str) -> str:
    """'U-000123' for 'unit U-000123', whose code says what it is; the others keep their noun; one of many is one."""
    noun, _, code = ref.partition(" ")
    single = _ONE.fullmatch(ref)
    return code if noun in ("unit", "staff", "demo") and code else f"1 {single[1]}" if single else ref


def _fields(found: list[Change]) -> str:
    names = [each.label[:1].lower() + each.label[1:] for each in found]
    if not names:
        return "what is kept"
    if len(names) > 3:
        return f"{len(names)} fields"
    return "the " + (" and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0])


def _is_hidden(name: str, value: Any) -> bool:
    if name in AREAS:
        return False
    is_number = isinstance(value, int | list) and name.endswith(("_id", "_ids"))
    return name in HIDDEN or is_number or (value is None and name.endswith("_id"))


def _is_for_inside(before: Any, after: Any) -> bool:
    """Whether the values are for the entry alone: what is personal, and areas, whose names the sentence does not know."""
    return bool((PERSONAL | AREAS) & {*_mapping(before), *_mapping(after)})


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}  # pyright: ignore[reportUnknownVariableType]


def _value(name: str, value: Any, areas: Mapping[int, str], *, may_identify: bool = False) -> str:
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_value(name, each, areas, may_identify=may_identify) for each in value) or NOTHING  # pyright: ignore
        case dict():
            told = [f"{key} {_value(str(key), each, areas)}" for key, each in value.items() if each not in (None, "")]  # pyright: ignore
            return ", ".join(told) or NOTHING
        case int() if name in AREAS:
            return areas.get(value, "an area that is gone")
        case _:
            return _text(name, str(value), may_identify=may_identify)


def _text(name: str, text: str, *, may_identify: bool) -> str:
    if name in PERSONAL and not may_identify:
        return f"••••• {text[-2:]}" if len(text) > 4 else "•••••"
    if _AMOUNT.fullmatch(text):
        return f"{Decimal(text):,.2f}".removesuffix(".00")
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return f"{day:%B %Y}" if name == "period" else f"{day.day} {day:%b %Y}"
    if _WORD.fullmatch(text):
        return text.replace("_", " ")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
