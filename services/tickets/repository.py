"""SQL of tickets, their conversation and their pauses."""

from dataclasses import dataclass
from datetime import datetime

from services.service_levels import Pause
from services.tickets.models import Comment, NewTicket, Origin, Place, State
from services.work import Work

PLACE_OF_UNIT = """
SELECT area_id, account_id, unit_id FROM survey_units
WHERE org_id = %(org_id)s AND unit_id = %(unit_id)s AND deleted_at IS NULL
"""
PLACE_OF_UNIT_CODE = """
SELECT area_id, account_id, unit_id FROM survey_units
WHERE org_id = %(org_id)s AND code = ANY (%(codes)s::text[]) AND deleted_at IS NULL ORDER BY code = %(code)s DESC LIMIT 1
"""
PLACE_OF_ACCOUNT = """
SELECT area_id, account_id, NULL::bigint AS unit_id FROM accounts
WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND deleted_at IS NULL
"""
UNITS_OF_ACCOUNT = """
SELECT unit_id FROM survey_units WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND deleted_at IS NULL
    AND merged_into IS NULL ORDER BY unit_id LIMIT 2
"""
MERGED_UNITS = """
SELECT unit_id FROM survey_units WHERE org_id = %(org_id)s AND merged_into = %(unit_id)s ORDER BY unit_id LIMIT 100
"""
PLACE_NOW = """
SELECT u.code AS unit_code, u.status AS unit_status, u.deleted_at IS NOT NULL AS is_unit_deleted,
    u.merged_into IS NOT NULL AS is_merged, k.unit_id AS kept_unit_id, k.code AS kept_unit_code, c.code AS account_code,
    c.is_active AS is_account_active, c.deleted_at IS NOT NULL AS is_account_deleted
FROM tickets t
LEFT JOIN survey_units u ON u.org_id = t.org_id AND u.unit_id = t.unit_id
LEFT JOIN survey_units k ON k.org_id = u.org_id AND k.unit_id = u.merged_into
LEFT JOIN accounts c ON c.org_id = t.org_id AND c.account_id = t.account_id
WHERE t.org_id = %(org_id)s AND t.ticket_id = %(ticket_id)s
"""
NEXT_NUMBER = """
INSERT INTO ticket_counters (org_id, last_number) VALUES (%(org_id)s, 1)
ON CONFLICT (org_id) DO UPDATE SET last_number = ticket_counters.last_number + 1 RETURNING last_number
"""
# Of two with one id the second waits for the first, and then sees it.
TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('ticket ' || %(client_uuid)s::text, %(org_id)s))"
SAME = "SELECT ticket_id FROM tickets WHERE org_id = %(org_id)s AND client_uuid = %(client_uuid)s"
ADD = """
INSERT INTO tickets (org_id, ticket_number, subject, description, type_code, priority_code, status, area_id, account_id, unit_id,
    channel, opened_by, opened_at, promised_from, response_due_at, resolution_due_at, client_uuid,
    bill_period, bill_id, visit_id)
VALUES (%(org_id)s, %(number)s, %(subject)s, %(description)s, %(type_code)s, %(priority_code)s, 'new', %(area_id)s,
    %(account_id)s, %(unit_id)s, %(channel)s, %(staff_id)s, %(now)s, %(now)s, %(response_due_at)s, %(resolution_due_at)s,
    %(client_uuid)s, %(bill_period)s, %(bill_id)s, %(visit_id)s)
RETURNING ticket_id
"""
REF = "SELECT 'ticket ' || ticket_no(ticket_number) FROM tickets WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s"
STATE = """
SELECT t.ticket_id, ticket_no(t.ticket_number) AS ticket_no, t.status, t.priority_code, t.area_id, t.assignee_id, t.opened_at,
    t.first_responded_at, t.ended_at, t.version, t.subject, t.opened_by, t.account_id, t.unit_id, t.promised_from,
    t.merged_into_id, (SELECT ticket_no(v.ticket_number) FROM tickets v
        WHERE v.org_id = t.org_id AND v.ticket_id = t.merged_into_id) AS merged_into_no
FROM tickets t WHERE t.org_id = %(org_id)s AND t.ticket_id = %(ticket_id)s
"""
LOCK = STATE + "FOR UPDATE OF t"
ASSIGN = """
UPDATE tickets SET assignee_id = %(assignee_id)s, status = %(status)s, version = version + 1
WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
"""
MOVE = """
UPDATE tickets SET status = %(status)s, ended_at = %(ended_at)s, version = version + 1
WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
"""
PROMISE = """
UPDATE tickets SET priority_code = %(priority_code)s, resolution_due_at = %(resolution_due_at)s,
    response_due_at = coalesce(%(response_due_at)s::timestamptz, response_due_at)
WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
"""
NEW_VERSION = "UPDATE tickets SET version = version + 1 WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s"
RESPONDED = """
UPDATE tickets SET first_responded_at = %(now)s
WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s AND first_responded_at IS NULL
"""
SAY = """
INSERT INTO ticket_comments (org_id, ticket_id, body, is_internal, step, written_by, written_at)
VALUES (%(org_id)s, %(ticket_id)s, %(body)s, %(is_internal)s, %(step)s, %(staff_id)s, %(now)s) RETURNING comment_id
"""
COMMENTS = """
SELECT m.comment_id, m.body, m.is_internal, m.step, p.full_name AS writer_name, m.written_at,
    CASE WHEN m.ticket_id <> %(ticket_id)s THEN ticket_no(t.ticket_number) END AS merged_no
FROM ticket_comments m
JOIN tickets t ON t.org_id = m.org_id AND t.ticket_id = m.ticket_id
JOIN staff s ON s.org_id = m.org_id AND s.staff_id = m.written_by
JOIN people p ON p.person_id = s.person_id
WHERE m.org_id = %(org_id)s AND m.ticket_id = ANY (%(ticket_id)s::bigint || ARRAY(SELECT o.ticket_id FROM tickets o
    WHERE o.org_id = %(org_id)s AND o.merged_into_id = %(ticket_id)s))
ORDER BY m.written_at, m.comment_id
"""
PAUSES = """
SELECT started_at, ended_at FROM ticket_pauses WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s ORDER BY started_at
"""
PAUSE = """
INSERT INTO ticket_pauses (org_id, ticket_id, started_at, ended_at)
VALUES (%(org_id)s, %(ticket_id)s, %(started_at)s, %(ended_at)s)
ON CONFLICT (org_id, ticket_id, started_at) DO UPDATE SET ended_at = excluded.ended_at
"""
END_PAUSE = """
UPDATE ticket_pauses SET ended_at = %(now)s WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """The unit and account of a ticket as they are in the register; None where there is none or it is out of reach."""

    unit_code: str | None
    unit_status: str | None
    is_unit_deleted: bool
    is_merged: bool
    kept_unit_id: int | None
    kept_unit_code: str | None
    account_code: str | None
    is_account_active: bool | None
    is_account_deleted: bool


def place_now(work: Work, ticket_id: int) -> PlaceNow | None:
    """What the register says now of where a ticket belongs."""
    return work.one(PlaceNow, PLACE_NOW, ticket_id=ticket_id)


def place_of_unit(work: Work, unit_id: int) -> Place | None:
    """The area and account of a unit."""
    return work.one(Place, PLACE_OF_UNIT, unit_id=unit_id)


def place_of_unit_code(work: Work, code: str) -> Place | None:
    """The area and account of the unit of a code, in whichever letters it was typed."""
    return work.one(Place, PLACE_OF_UNIT_CODE, code=code, codes=[code, code.upper(), code.lower()])


def place_of_account(work: Work, account_id: int) -> Place | None:
    """The area of an account."""
    return work.one(Place, PLACE_OF_ACCOUNT, account_id=account_id)


def merged_units(work: Work, unit_id: object) -> list[int]:
    """The units within reach that were merged into another one."""
    return [row[0] for row in work.execute(MERGED_UNITS, unit_id=unit_id).fetchall()]


def units_of_account(work: Work, account_id: int) -> list[int]:
    """The units of an account that are still there, as far as it takes to know whether it is one."""
    return [row[0] for row in work.execute(UNITS_OF_ACCOUNT, account_id=account_id).fetchall()]


def same(work: Work, new: NewTicket) -> int | None:
    """The ticket that was opened by the same id before; nobody else opens one by it until this work ends."""
    work.execute(TAKE_TURN, client_uuid=new.client_uuid)
    return work.scalar(SAME, client_uuid=new.client_uuid)


def add(
    work: Work, new: NewTicket, place: Place, origin: Origin, response_due_at: datetime, resolution_due_at: datetime | None
) -> int:
    """Open a ticket under the next number."""
    return work.scalar(
        ADD,
        number=work.scalar(NEXT_NUMBER),
        subject=" ".join(new.subject.split()),
        description=new.description.strip(),
        type_code=new.type_code,
        priority_code=new.priority_code,
        area_id=place.area_id,
        account_id=place.account_id,
        unit_id=place.unit_id,
        channel=new.channel,
        staff_id=work.actor.staff_id,
        response_due_at=response_due_at,
        resolution_due_at=resolution_due_at,
        client_uuid=new.client_uuid,
        bill_period=origin.bill_period,
        bill_id=origin.bill_id,
        visit_id=origin.visit_id,
    )


def ref(work: Work, ticket_id: int) -> str | None:
    """What the audit calls a ticket within reach."""
    return work.scalar(REF, ticket_id=ticket_id)


def state(work: Work, ticket_id: int) -> State | None:
    """The ticket as it stands, which anybody may change meanwhile."""
    return work.one(State, STATE, ticket_id=ticket_id)


def lock(work: Work, ticket_id: int) -> State | None:
    """The ticket, held until the end of the transaction."""
    return work.one(State, LOCK, ticket_id=ticket_id)


def assign(work: Work, ticket_id: int, assignee_id: int, status: str) -> None:
    """Give it to somebody."""
    work.execute(ASSIGN, ticket_id=ticket_id, assignee_id=assignee_id, status=status)


def move(work: Work, ticket_id: int, status: str, ended_at: datetime | None) -> None:
    """Put it into another state."""
    work.execute(MOVE, ticket_id=ticket_id, status=status, ended_at=ended_at)


def promise(
    work: Work, ticket_id: int, priority_code: str, response_due_at: datetime | None, resolution_due_at: datetime | None
) -> None:
    """Keep a priority and the due times that follow; a response due time of None stays what it was."""
    work.execute(
        PROMISE,
        ticket_id=ticket_id,
        priority_code=priority_code,
        response_due_at=response_due_at,
        resolution_due_at=resolution_due_at,
    )


def mark_changed(work: Work, ticket_id: int) -> None:
    """Make what others looked at an older version."""
    work.execute(NEW_VERSION, ticket_id=ticket_id)


def mark_responded(work: Work, ticket_id: int) -> None:
    """The first answer was given now, unless it was given before."""
    work.execute(RESPONDED, ticket_id=ticket_id)


def say(work: Work, ticket_id: int, body: str, step: str | None, *, is_internal: bool) -> int:
    """Add to the conversation."""
    return work.scalar(SAY, ticket_id=ticket_id, body=body, step=step, is_internal=is_internal, staff_id=work.actor.staff_id)


def comments(work: Work, ticket_id: int) -> list[Comment]:
    """The conversation, the oldest first."""
    return work.all(Comment, COMMENTS, ticket_id=ticket_id)


def pauses(work: Work, ticket_id: int) -> list[Pause]:
    """When its clock stood still."""
    return work.all(Pause, PAUSES, ticket_id=ticket_id)


def pause(work: Work, ticket_id: int, started_at: datetime, ended_at: datetime | None) -> None:
    """Let its clock stand still."""
    work.execute(PAUSE, ticket_id=ticket_id, started_at=started_at, ended_at=ended_at)


def end_pause(work: Work, ticket_id: int) -> None:
    """Let its clock run again."""
    work.execute(END_PAUSE, ticket_id=ticket_id)
