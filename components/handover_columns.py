"""The columns of handovers of cash."""

from collections.abc import Sequence

from components.screens import HANDOVER
from components.table import Column, Kind
from services.cash import HandoverRow


def columns(*, has_agents: bool) -> Sequence[Column[HandoverRow]]:
    """Columns of a list of handovers; who sees the own ones alone needs no name beside each."""
    found = [
        Column[HandoverRow]("Handover", "handover_no", Kind.CODE),
        Column[HandoverRow]("Accepted", "accepted_at", Kind.MOMENT, sub="accepter_name"),
        Column[HandoverRow]("Agent", "agent_name"),
        Column[HandoverRow]("Receipts", "receipt_count", Kind.NUMBER, is_desk_only=True),
        Column[HandoverRow]("By receipts", "expected", Kind.MONEY, is_desk_only=True),
        Column[HandoverRow]("Difference", lambda row: row.difference or None, Kind.MONEY, sub="reason", name="difference"),
        Column[HandoverRow]("Slip", lambda row: row.slip_no or "", Kind.CODE, sub="bank", name="slip_no", is_desk_only=True),
        Column[HandoverRow]("State", "status", Kind.STATUS, noun="cash"),
        Column[HandoverRow]("Counted", "counted", Kind.MONEY, is_lead=True),
    ]
    return [each for each in found if has_agents or each.key != "agent_name"]


def href(row: HandoverRow) -> str:
    """The address of a handover."""
    return HANDOVER.link(handover=row.handover_id)
