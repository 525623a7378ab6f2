"""SQL of what tickets are about and of what their priorities promise."""

from typing import Final

from services.tickets.models import Priority, TicketType
from services.work import Work

LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('ticket kinds ' || %(org_id)s, 0))"
TYPES: Final = """
SELECT code, name, needs_unit, is_active FROM ticket_types
WHERE org_id = %(org_id)s ORDER BY NOT is_active, code = 'other', name
"""
SET_TYPE: Final = """
INSERT INTO ticket_types (org_id, code, name, needs_unit, is_active)
VALUES (%(org_id)s, %(code)s, %(name)s, %(needs_unit)s, %(is_active)s)
ON CONFLICT (org_id, code) DO UPDATE SET name = excluded.name, needs_unit = excluded.needs_unit, is_active = excluded.is_active
"""
PRIORITIES: Final = """
SELECT code, name, response_minutes, resolution_minutes, rank, is_active FROM ticket_priorities
WHERE org_id = %(org_id)s ORDER BY NOT is_active, rank, code
"""
SET_PRIORITY: Final = """
INSERT INTO ticket_priorities (org_id, code, name, response_minutes, resolution_minutes, rank, is_active)
VALUES (%(org_id)s, %(code)s, %(name)s, %(response_minutes)s, %(resolution_minutes)s, %(rank)s, %(is_active)s)
ON CONFLICT (org_id, code) DO UPDATE SET name = excluded.name, response_minutes = excluded.response_minutes,
    resolution_minutes = excluded.resolution_minutes, rank = excluded.rank, is_active = excluded.is_active
"""


def lock(work: Work) -> None:
    """Let one person after the other change them, until the end of the transaction."""
    work.execute(LOCK)


def types(work: Work) -> list[TicketType]:
    """What tickets may be about, those in use first."""
    return work.all(TicketType, TYPES)


def set_type(work: Work, new: TicketType) -> None:
    """Add a type, or change the one of its code."""
    work.execute(SET_TYPE, code=new.code, name=new.name, needs_unit=new.needs_unit, is_active=new.is_active)


def priorities(work: Work) -> list[Priority]:
    """The priorities, those in use first, of them the most urgent first."""
    return work.all(Priority, PRIORITIES)


def set_priority(work: Work, new: Priority) -> None:
    """Add a priority, or change the one of its code."""
    work.execute(
        SET_PRIORITY,
        code=new.code,
        name=new.name,
        response_minutes=new.response_minutes,
        resolution_minutes=new.resolution_minutes,
        rank=new.rank,
        is_active=new.is_active,
    )
