"""What the list of closed days holds, how it is narrowed and in which orders it comes."""

from typing import Final

from services.field_days.models import ClosedDay
from services.listing import Condition, Days, Field, Kind, Listing, Same, Sort, Whether
from services.permissions import Permission
from services.searching import cleaned
from services.work import Work

JOINS: Final = """
JOIN staff gs ON gs.org_id = d.org_id AND gs.staff_id = d.agent_id
JOIN people gp ON gp.person_id = gs.person_id"""
SOUGHT: Final = """d.agent_id IN (SELECT w.staff_id FROM staff w JOIN people n ON n.person_id = w.person_id
        WHERE w.org_id = %(org_id)s AND strpos(lower(n.full_name), %(name)s) > 0)"""


def _sought(_: Work, text: str) -> Condition:
    typed = cleaned(text)
    return Condition(SOUGHT, {"name": typed.lower()}) if typed else Condition("")


def _reach(work: Work) -> Condition:
    """Who neither plans nor decides about visits, and makes some, sees the own days."""
    actor = work.actor
    sees_all = any(map(actor.may, (Permission.VISIT_PLAN, Permission.VISIT_REVIEW)))
    if sees_all or not actor.may(Permission.VISIT_MAKE):
        return Condition("")
    return Condition("d.agent_id = %(own_staff_id)s", {"own_staff_id": actor.staff_id})


CLOSED_DAYS: Final = Listing(
    noun="closed day",
    nouns="closed days",
    permission=Permission.VISIT_READ,
    row=ClosedDay,
    base="closed_days d",
    alias="d",
    key=("d.closed_id",),
    joins=JOINS,
    ids=(("d.closed_id", "closed_id"), ("d.agent_id", "agent_id")),
    fields=(
        Field("day", "Day", Kind.DATE, "d.day"),
        Field("agent_name", "Agent", Kind.TEXT, "gp.full_name"),
        Field("made_count", "Visits made", Kind.NUMBER, "d.made_count"),
        Field("missed_count", "Missed", Kind.NUMBER, "d.missed_count"),
        Field("ticket_count", "Tickets opened", Kind.NUMBER, "d.ticket_count"),
        Field("receipt_count", "Receipts", Kind.NUMBER, "d.receipt_count"),
        Field("cash_taken", "Cash taken", Kind.MONEY, "d.cash_taken", is_summed=True),
        Field("cash_handed_over", "Handed over", Kind.MONEY, "d.cash_handed_over", is_summed=True),
        Field("cash_in_hand", "In hand", Kind.MONEY, "d.cash_in_hand"),
        Field("note", "Note", Kind.TEXT, "d.note"),
        Field("closed_at", "Closed", Kind.MOMENT, "d.closed_at"),
    ),
    sorts=(
        Sort("day", "Latest day first", (("d.day", "day"), ("d.closed_id", "closed_id")), is_descending=True),
        Sort("newest", "Closed last first", (("d.closed_id", "closed_id"),), is_descending=True),
    ),
    filters=(
        Same("agent", "Agent", "d.agent_id"),
        Days("day", "Day", "d.day"),
        Whether("missed", "With missed visits", "d.missed_count > 0", "d.missed_count = 0"),
        Whether("cash", "With cash in hand", "d.cash_in_hand > 0", "d.cash_in_hand = 0"),
    ),
    search=_sought,
    reach=_reach,
)
