"""What the list of handovers holds, how it is narrowed and in which orders it comes."""

import re
from typing import Final

from services.cash.handover_models import HandoverRow
from services.cash.models import CASH_STATES, CashStatus
from services.listing import Condition, Days, Field, Kind, Listing, OneOf, Same, Sort, Whether
from services.permissions import Permission
from services.searching import cleaned
from services.work import Work

STATES: Final = tuple(each for each in CASH_STATES if each[0] not in (CashStatus.COLLECTED, CashStatus.REVERSED))
JOINS: Final = """
JOIN staff gs ON gs.org_id = h.org_id AND gs.staff_id = h.agent_id
JOIN people gp ON gp.person_id = gs.person_id
JOIN staff bs ON bs.org_id = h.org_id AND bs.staff_id = h.accepted_by
JOIN people bp ON bp.person_id = bs.person_id
LEFT JOIN cash_deposits d ON d.org_id = h.org_id AND d.deposit_id = h.deposit_id
LEFT JOIN staff ds ON ds.org_id = d.org_id AND ds.staff_id = d.deposited_by
LEFT JOIN people dp ON dp.person_id = ds.person_id
LEFT JOIN staff rs ON rs.org_id = d.org_id AND rs.staff_id = d.reconciled_by
LEFT JOIN people rp ON rp.person_id = rs.person_id"""
SOUGHT: Final = """(h.handover_number = %(handover_number)s OR h.deposit_id IN (SELECT w.deposit_id FROM cash_deposits w
        WHERE w.org_id = %(org_id)s AND w.slip_no = %(slip_no)s)
    OR h.agent_id IN (SELECT w.staff_id FROM staff w JOIN people n ON n.person_id = w.person_id
        WHERE w.org_id = %(org_id)s AND strpos(lower(n.full_name), %(name)s) > 0))"""
_NUMBER: Final = re.compile(r"(?:[hH]-?|#)?0*([0-9]{1,15})")


def _sought(_: Work, text: str) -> Condition:
    typed = cleaned(text)
    if not typed:
        return Condition("")
    number = _NUMBER.fullmatch(typed)
    given = {"handover_number": int(number[1]) if number else None, "slip_no": typed, "name": typed.lower()}
    return Condition(SOUGHT, given)


def _reach(work: Work) -> Condition:
    """Who takes cash and accepts none sees the own handovers."""
    actor = work.actor
    if actor.may(Permission.CASH_COLLECT) and not actor.may(Permission.CASH_ACCEPT):
        return Condition("h.agent_id = %(own_staff_id)s", {"own_staff_id": actor.staff_id})
    return Condition("")


CASH_HANDOVERS: Final = Listing(
    noun="handover",
    nouns="cash handovers",
    permission=Permission.CASH_READ,
    row=HandoverRow,
    base="cash_handovers h",
    alias="h",
    key=("h.handover_id",),
    joins=JOINS,
    ids=(
        ("h.handover_id", "handover_id"),
        ("h.agent_id", "agent_id"),
        ("h.deposit_id", "deposit_id"),
        ("d.deposited_by", "depositor_id"),
    ),
    fields=(
        Field("handover_no", "Handover", Kind.CODE, "handover_no(h.handover_number)", is_made=True),
        Field("accepted_at", "Accepted", Kind.MOMENT, "h.accepted_at"),
        Field("agent_name", "Agent", Kind.TEXT, "gp.full_name"),
        Field("accepter_name", "Accepted by", Kind.TEXT, "bp.full_name"),
        Field("receipt_count", "Receipts", Kind.NUMBER, "h.receipt_count"),
        Field("expected", "By receipts", Kind.MONEY, "h.expected", is_summed=True),
        Field("counted", "Counted", Kind.MONEY, "h.counted", is_summed=True),
        Field("difference", "Difference", Kind.MONEY, "h.difference", is_summed=True),
        Field("reason", "Why it differs", Kind.TEXT, "h.reason"),
        Field("status", "State", Kind.CHOICE, "h.status"),
        Field("bank", "Bank", Kind.TEXT, "d.bank"),
        Field("slip_no", "Slip", Kind.CODE, "d.slip_no"),
        Field("deposited_on", "Deposited on", Kind.DATE, "d.deposited_on"),
        Field("depositor_name", "Deposited by", Kind.TEXT, "dp.full_name"),
        Field("credited_on", "Credited on", Kind.DATE, "d.credited_on"),
        Field("reconciler_name", "Reconciled by", Kind.TEXT, "rp.full_name"),
    ),
    sorts=(Sort("newest", "Newest first", (("h.handover_id", "handover_id"),), is_descending=True),),
    filters=(
        OneOf("status", "State", "h.status", STATES),
        Whether("differs", "Differs", "h.difference <> 0", "h.difference = 0"),
        Same("agent", "Agent", "h.agent_id"),
        Days("accepted", "Accepted", "h.accepted_at", is_moment=True),
        Same("deposit", "Deposit", "h.deposit_id"),
        Same("handover", "Handover", "h.handover_id"),
    ),
    search=_sought,
    reach=_reach,
)
