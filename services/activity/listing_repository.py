"""What the list of audit entries holds, how it is narrowed, and whose entries a person sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.activity.wording import ACTIONS, ORIGINS, action_word
from services.listing import Condition, Days, Field, Kind, Listing, OneOf, Same, Sort
from services.permissions import Permission
from services.searching import cleaned
from services.work import Work


@dataclass(frozen=True, slots=True)
class Entry:
    """One audit entry; `target` is the id that the page of its record goes by, None where it has none any more."""

    audit_id: int
    recorded_at: datetime
    staff_id: int | None
    who: str
    action: str
    noun: str
    ref: str
    origin: str
    reason: str
    before: Any
    after: Any
    target: str | None
    address: str
    device: str


NOUN: Final = "split_part(l.action, '.', 1)"
# Only a page of entries asks for these, each by an index.
TARGET: Final = """CASE
        WHEN starts_with(l.ref, 'unit ') THEN (SELECT u.unit_id::text FROM survey_units u
            WHERE u.org_id = l.org_id AND u.code = substr(l.ref, 6))
        WHEN starts_with(l.ref, 'account ') THEN (SELECT c.account_id::text FROM accounts c
            WHERE c.org_id = l.org_id AND c.code = substr(l.ref, 9))
        WHEN starts_with(l.ref, 'area ') THEN (SELECT e.area_id::text FROM areas e
            WHERE e.org_id = l.org_id AND e.code = substr(l.ref, 6))
        WHEN l.ref ~ '^payment .+-[0-9]{1,15}$' THEN (SELECT m.payment_id::text FROM payments m WHERE m.org_id = l.org_id
            AND m.counter = lower(regexp_replace(substr(l.ref, 9), '-[0-9]+$', ''))
            AND m.receipt_number = substring(l.ref FROM '([0-9]+)$')::bigint)
        WHEN starts_with(l.ref, 'staff ') THEN (SELECT t.staff_id::text FROM people q
            JOIN staff t ON t.org_id = l.org_id AND t.person_id = q.person_id WHERE q.username = substr(l.ref, 7))
        WHEN l.ref ~ '^ticket T-[0-9]{1,15}$' THEN (SELECT t.ticket_id::text FROM tickets t WHERE t.org_id = l.org_id
            AND t.ticket_number = substring(l.ref FROM '([0-9]+)$')::bigint)
        WHEN l.ref ~ '^visit V-[0-9]{1,15}$' THEN (SELECT v.visit_id::text FROM visits v WHERE v.org_id = l.org_id
            AND v.visit_number = substring(l.ref FROM '([0-9]+)$')::bigint)
        WHEN l.ref ~ '^challan C-[0-9]{1,15}$' THEN (SELECT c.visit_id::text FROM challans c WHERE c.org_id = l.org_id
            AND c.challan_number = substring(l.ref FROM '([0-9]+)$')::bigint)
        WHEN l.ref ~ '^(reading|job|import|bill run|bulk change) [0-9]+$' THEN substring(l.ref FROM '([0-9]+)$')
        WHEN l.ref ~ '^(bill|tariff) [^ ]+$' THEN split_part(l.ref, ' ', 2) END"""
JOINS: Final = """
LEFT JOIN staff s ON s.org_id = l.org_id AND s.staff_id = l.staff_id
LEFT JOIN people p ON p.person_id = s.person_id"""

REFS: Final = ("unit", "account", "area", "bill", "payment", "staff", "reading", "tariff", "import", "job", "bill run",
               "bulk change", "ticket", "visit", "challan")  # fmt: skip
NOUNS: Final = tuple(dict.fromkeys(action.partition(".")[0] for action in ACTIONS))
PEOPLE: Final = """
SELECT s.staff_id, p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.role <> 'consumer'
    AND EXISTS (SELECT FROM audit_log l WHERE l.org_id = s.org_id AND l.staff_id = s.staff_id)
ORDER BY lower(p.full_name), s.staff_id LIMIT 500
"""
AREA_NAMES: Final = "SELECT area_id, name FROM areas WHERE org_id = %(org_id)s AND area_id = ANY (%(area_ids)s::bigint[])"


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who did something."""

    staff_id: int
    full_name: str


@dataclass(frozen=True, slots=True)
class AreaName:
    """What an area is called."""

    area_id: int
    name: str


def _sought(work: Work, text: str) -> Condition:  # noqa: ARG001 all searches are asked alike
    typed = cleaned(text)
    if not typed:
        return Condition("")
    spellings = dict.fromkeys((typed, typed.upper(), typed.lower()))
    refs = [*spellings, *(f"{noun} {each}" for noun in REFS for each in spellings)]
    return Condition("l.ref = ANY (%(refs)s::text[])", {"refs": refs})


def _reach(work: Work) -> Condition:
    """Entries name no area: whoever sees some areas only, reads what they did themselves."""
    if work.actor.area_ids is None:
        return Condition("")
    return Condition("l.staff_id = %(own_staff_id)s", {"own_staff_id": work.actor.staff_id})


AUDIT: Final = Listing(
    noun="audit entry",
    nouns="audit entries",
    permission=Permission.AUDIT_READ,
    row=Entry,
    base="audit_log l",
    alias="l",
    key=("l.audit_id",),
    joins=JOINS,
    ids=(
        ("l.audit_id", "audit_id"),
        ("l.staff_id", "staff_id"),
        ("l.before", "before"),
        ("l.after", "after"),
        (TARGET, "target"),
        ("coalesce(l.address, '')", "address"),
        ("coalesce(l.device, '')", "device"),
    ),
    fields=(
        Field("recorded_at", "When", Kind.MOMENT, "l.recorded_at"),
        Field("who", "Who", Kind.TEXT, "coalesce(p.full_name, 'Set-up')"),
        Field("action", "Action", Kind.CHOICE, "l.action"),
        Field("noun", "About", Kind.CHOICE, NOUN),
        Field("ref", "Record", Kind.TEXT, "l.ref"),
        Field("origin", "Through", Kind.CHOICE, "l.origin"),
        Field("reason", "Reason", Kind.TEXT, "coalesce(l.after ->> 'reason', l.after ->> 'note', '')"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("l.recorded_at", "recorded_at"), ("l.audit_id", "audit_id")), is_descending=True),
        Sort("oldest", "Oldest first", (("l.recorded_at", "recorded_at"), ("l.audit_id", "audit_id"))),
    ),
    filters=(
        Days("day", "Days", "l.recorded_at", is_moment=True),
        Same("staff", "Who", "l.staff_id"),
        OneOf("noun", "About", NOUN, tuple((noun, noun.replace("_", " ").capitalize()) for noun in NOUNS)),
        OneOf("action", "Action", "l.action", tuple((action, action_word(action)) for action in ACTIONS)),
        OneOf("origin", "Through", "l.origin", ORIGINS),
        Same("entry", "Entry", "l.audit_id"),
    ),
    search=_sought,
    reach=_reach,
)


def people(work: Work) -> list[Doer]:
    """Everybody who did something, by name."""
    return work.all(Doer, PEOPLE)


def area_names(work: Work, area_ids: Sequence[int]) -> dict[int, str]:
    """What areas are called, by id."""
    return {row.area_id: row.name for row in work.all(AreaName, AREA_NAMES, area_ids=list(area_ids))}
