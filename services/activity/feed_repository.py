"""What the feed of activity holds: audit entries about what a person may see today, and their own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.activity.listing_repository import AUDIT, NOUN, PEOPLE, TARGET, Doer, Entry
from services.audit import IN_NO_AREA
from services.listing import Condition, Listing
from services.permissions import Permission
from services.work import Work

P = Permission

# What a role must grant to read of changes of each kind; what is not named here, everybody reads of themselves alone.
NEEDS: Final[Mapping[str, Permission]] = {
    "account": P.ACCOUNT_READ,
    "archive": P.ARCHIVE_MOVE,
    "area": P.AREA_READ,
    "attachment": P.ATTACHMENT_READ,
    "bill": P.BILL_READ,
    "bill_run": P.BILL_RUN_READ,
    "billing_cycle": P.BILL_RUN_READ,
    "bulk_change": P.BULK_CHANGE,
    "business_calendar": P.BUSINESS_CALENDAR_READ,
    "challan": P.VISIT_READ,
    "export": P.AUDIT_READ,
    "file": P.AUDIT_READ,
    "fine": P.VISIT_READ,
    "import": P.IMPORT,
    "job": P.JOB_READ,
    "ledger": P.LEDGER_READ,
    "meter": P.READING_READ,
    "organization": P.STAFF_READ,
    "payment": P.PAYMENT_READ,
    "reading": P.READING_READ,
    "reminder": P.REMINDER_SET,
    "retention": P.RETENTION_SET,
    "second_factor": P.STAFF_WRITE,
    "service": P.UNIT_READ,
    "session": P.STAFF_WRITE,
    "staff": P.STAFF_READ,
    "tariff": P.TARIFF_READ,
    "ticket": P.TICKET_READ,
    "unit": P.UNIT_READ,
    "visit": P.VISIT_READ,
}

OF_ALL: Final = "(l.staff_id = %(own_staff_id)s OR " + NOUN + " = ANY (%(nouns)s::text[]))"
# The area as it was then, and the record as it is seen now: row level security looks it up.
OF_AREAS: Final = (
    "(l.staff_id = %(own_staff_id)s OR " + NOUN + " = ANY (%(everywhere)s::text[]) AND l.area_id IS NULL OR "
    + NOUN + " = ANY (%(nouns)s::text[]) AND l.area_id = ANY (%(reached)s::bigint[]) AND (" + TARGET + ") IS NOT NULL"
    """ AND (NOT %(is_own_way)s OR l.ref !~ '^(visit|challan) ' OR EXISTS (SELECT FROM visits v
        LEFT JOIN challans c ON c.org_id = v.org_id AND c.visit_id = v.visit_id
        WHERE v.org_id = l.org_id AND v.agent_id = %(own_staff_id)s AND CASE WHEN starts_with(l.ref, 'visit ')
            THEN v.visit_number ELSE c.challan_number END = substring(l.ref FROM '([0-9]{1,15})$')::bigint)))"""
)  # fmt: skip
DOERS_IN_AREAS: Final = """
SELECT s.staff_id, p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.role <> 'consumer' AND (s.staff_id = %(own_staff_id)s
    OR EXISTS (SELECT FROM audit_log l WHERE l.org_id = s.org_id AND l.area_id = ANY (%(reached)s::bigint[])
        AND l.staff_id = s.staff_id))
ORDER BY lower(p.full_name), s.staff_id LIMIT 500
"""


def _reach(work: Work) -> Condition:
    """What is read of others: what the role may see, where the person sees it; and always what one did oneself."""
    actor = work.actor
    nouns = sorted(noun for noun, needed in NEEDS.items() if actor.may(needed))
    own = {"own_staff_id": actor.staff_id, "nouns": nouns}
    if actor.area_ids is None:
        return Condition(OF_ALL, own)
    # As in the list of visits: who neither plans nor decides sees the own ones.
    is_own_way = actor.may(P.VISIT_MAKE) and not any(map(actor.may, (P.VISIT_PLAN, P.VISIT_REVIEW)))
    everywhere = sorted({*IN_NO_AREA} & {*nouns})
    return Condition(OF_AREAS, {**own, "reached": list(actor.area_ids), "everywhere": everywhere, "is_own_way": is_own_way})


FEED: Final[Listing[Entry]] = replace(
    AUDIT,
    noun="activity entry",
    nouns="activity entries",
    permission=P.ACTIVITY_READ,
    # From where somebody did it stays in the audit trail.
    ids=(*(each for each in AUDIT.ids if each[1] not in ("address", "device")), ("''", "address"), ("''", "device")),
    filters=tuple(each for each in AUDIT.filters if each.name in ("day", "staff", "noun")),
    reach=_reach,
)


def doers(work: Work) -> list[Doer]:
    """Who did something that the actor may read of, by name."""
    if work.actor.area_ids is None:
        return work.all(Doer, PEOPLE)
    return work.all(Doer, DOERS_IN_AREAS, own_staff_id=work.actor.staff_id, reached=list(work.actor.area_ids))
