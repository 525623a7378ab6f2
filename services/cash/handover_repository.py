"""SQL of cash on its way to the bank: handovers and deposits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from services.cash.handover_models import Deposit, Last, NewDeposit, NewHandover, Waiting
from services.staff_fragments import REACHED
from services.work import Work

# Of two who accept the cash of one agent the second waits, and then sees that there is none.
TAKE_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('cash of ' || %(agent_id)s::bigint, %(org_id)s))"
AGENT: Final = """
SELECT p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.staff_id = %(agent_id)s
"""
AGENT_IN_REACH: Final = AGENT + " AND (%(is_holder)s OR %(own_area_ids)s::bigint[] IS NULL OR " + REACHED + ")"
KNOWN: Final = """
SELECT handover_id, agent_id, counted, reason, accepted_by FROM cash_handovers
WHERE org_id = %(org_id)s AND client_uuid = %(client_uuid)s
"""
LAST: Final = """
SELECT handover_no(h.handover_number) AS handover_no, p.full_name AS accepter_name, h.accepted_at, h.counted
FROM cash_handovers h
JOIN staff s ON s.org_id = h.org_id AND s.staff_id = h.accepted_by
JOIN people p ON p.person_id = s.person_id
WHERE h.org_id = %(org_id)s AND h.agent_id = %(agent_id)s ORDER BY h.handover_id DESC LIMIT 1
"""
NEXT_NUMBER: Final = """
INSERT INTO cash_handover_counters (org_id, last_number) VALUES (%(org_id)s, 1)
ON CONFLICT (org_id) DO UPDATE SET last_number = cash_handover_counters.last_number + 1 RETURNING last_number
"""
LOCK_CASH: Final = """
SELECT receipt_id, amount FROM cash_receipts WHERE org_id = %(org_id)s AND agent_id = %(agent_id)s AND status = 'collected'
ORDER BY receipt_id FOR UPDATE
"""
ADD: Final = """
INSERT INTO cash_handovers (org_id, handover_number, agent_id, receipt_count, expected, counted, reason, accepted_by, accepted_at,
    status, client_uuid)
VALUES (%(org_id)s, %(number)s, %(agent_id)s, %(receipt_count)s, %(expected)s, %(counted)s, %(reason)s, %(staff_id)s, %(now)s,
    'handed_over', %(client_uuid)s)
RETURNING handover_id
"""
HAND_OVER: Final = """
UPDATE cash_receipts SET status = 'handed_over', handover_id = %(handover_id)s
WHERE org_id = %(org_id)s AND receipt_id = ANY (%(receipt_ids)s::bigint[])
"""
TAKE_DEPOSITS: Final = "SELECT pg_advisory_xact_lock(hashtextextended('cash is deposited', %(org_id)s))"
KNOWN_DEPOSIT: Final = """
SELECT d.deposit_id, d.bank, d.slip_no, d.deposited_on, d.deposited_by, ARRAY(SELECT h.handover_id FROM cash_handovers h
    WHERE h.org_id = d.org_id AND h.deposit_id = d.deposit_id ORDER BY 1) AS handover_ids
FROM cash_deposits d WHERE d.org_id = %(org_id)s AND d.client_uuid = %(client_uuid)s
"""
IS_SLIP_KNOWN: Final = """
SELECT EXISTS (SELECT FROM cash_deposits WHERE org_id = %(org_id)s AND bank = %(bank)s AND slip_no = %(slip_no)s)
"""
WAITING: Final = """
SELECT h.handover_id, handover_no(h.handover_number) AS handover_no, h.status, h.counted, h.accepted_at FROM cash_handovers h
WHERE h.org_id = %(org_id)s AND h.handover_id = ANY (%(handover_ids)s::bigint[]) ORDER BY h.handover_id FOR UPDATE
"""
ADD_DEPOSIT: Final = """
INSERT INTO cash_deposits (org_id, bank, slip_no, deposited_on, amount, deposited_by, deposited_at, client_uuid)
VALUES (%(org_id)s, %(bank)s, %(slip_no)s, %(deposited_on)s, %(amount)s, %(staff_id)s, %(now)s, %(client_uuid)s)
RETURNING deposit_id
"""
MOVE: Final = """
WITH moved AS (
    UPDATE cash_handovers SET status = %(status)s, deposit_id = %(deposit_id)s
    WHERE org_id = %(org_id)s AND handover_id = ANY (%(handover_ids)s::bigint[]) RETURNING handover_id
)
UPDATE cash_receipts r SET status = %(status)s FROM moved m
WHERE r.org_id = %(org_id)s AND r.handover_id = m.handover_id AND r.status <> 'reversed'
"""
LOCK_DEPOSIT: Final = """
SELECT deposit_id FROM cash_deposits WHERE org_id = %(org_id)s AND deposit_id = %(deposit_id)s FOR UPDATE
"""
DEPOSIT: Final = """
SELECT d.deposit_id, d.bank, d.slip_no, d.deposited_on, d.amount, d.deposited_by, d.credited_on, p.full_name AS reconciler_name
FROM cash_deposits d
LEFT JOIN staff s ON s.org_id = d.org_id AND s.staff_id = d.reconciled_by
LEFT JOIN people p ON p.person_id = s.person_id
WHERE d.org_id = %(org_id)s AND d.deposit_id = %(deposit_id)s
"""
HANDOVERS_OF: Final = """
SELECT coalesce(array_agg(handover_id), '{}') FROM cash_handovers WHERE org_id = %(org_id)s AND deposit_id = %(deposit_id)s
"""
RECONCILE: Final = """
UPDATE cash_deposits SET credited_on = %(credited_on)s, reconciled_by = %(staff_id)s, reconciled_at = %(now)s
WHERE org_id = %(org_id)s AND deposit_id = %(deposit_id)s
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A handover that was sent before under an id."""

    handover_id: int
    agent_id: int
    counted: Decimal
    reason: str
    accepted_by: int


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt whose cash is in hand."""

    receipt_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class KnownDeposit:
    """A deposit that was sent before under an id."""

    deposit_id: int
    bank: str
    slip_no: str
    deposited_on: date
    deposited_by: int
    handover_ids: list[int]


def agent(work: Work, agent_id: int) -> str | None:
    """The name of a member of staff; nobody else accepts their cash until this work ends."""
    work.execute(TAKE_TURN, agent_id=agent_id)
    return work.scalar(AGENT, agent_id=agent_id)


def name(work: Work, agent_id: int, *, is_holder: bool) -> str | None:
    """The name of a member of staff within reach, or whose cash is."""
    actor = work.actor
    areas = None if actor.area_ids is None else list(actor.area_ids)
    own = {"own_staff_id": actor.staff_id, "own_area_ids": areas, "reached_on": work.today}
    return work.scalar(AGENT_IN_REACH, agent_id=agent_id, is_holder=is_holder, **own)


def known(work: Work, client_uuid: UUID) -> Known | None:
    """What came under this id before."""
    return work.one(Known, KNOWN, client_uuid=client_uuid)


def last(work: Work, agent_id: int) -> Last | None:
    """The newest handover of an agent."""
    return work.one(Last, LAST, agent_id=agent_id)


def lock_cash(work: Work, agent_id: int) -> list[Held]:
    """The receipts whose cash an agent holds, locked against their reversal."""
    return work.all(Held, LOCK_CASH, agent_id=agent_id)


def add(work: Work, new: NewHandover, receipt_ids: Sequence[int], expected: Decimal, reason: str) -> int:
    """Add a handover under the next number, and put the receipts into it."""
    handover_id = work.scalar(
        ADD,
        number=work.scalar(NEXT_NUMBER),
        agent_id=new.agent_id,
        receipt_count=len(receipt_ids),
        expected=expected,
        counted=new.counted,
        reason=reason,
        staff_id=work.actor.staff_id,
        client_uuid=new.client_uuid,
    )
    work.execute(HAND_OVER, handover_id=handover_id, receipt_ids=list(receipt_ids))
    return handover_id


def known_deposit(work: Work, client_uuid: UUID) -> KnownDeposit | None:
    """What came under this id before; nobody else deposits until this work ends."""
    work.execute(TAKE_DEPOSITS)
    return work.one(KnownDeposit, KNOWN_DEPOSIT, client_uuid=client_uuid)


def is_slip_known(work: Work, bank: str, slip_no: str) -> bool:
    """Whether a slip of this bank was recorded before."""
    return work.scalar(IS_SLIP_KNOWN, bank=bank, slip_no=slip_no)


def waiting(work: Work, handover_ids: Sequence[int]) -> list[Waiting]:
    """The handovers of these ids, locked."""
    return work.all(Waiting, WAITING, handover_ids=list(handover_ids))


def add_deposit(work: Work, new: NewDeposit, amount: Decimal) -> int:
    """Add a deposit of its handovers."""
    deposit_id = work.scalar(
        ADD_DEPOSIT,
        bank=new.bank,
        slip_no=new.slip_no,
        deposited_on=new.deposited_on,
        amount=amount,
        staff_id=work.actor.staff_id,
        client_uuid=new.client_uuid,
    )
    work.execute(MOVE, status="deposited", deposit_id=deposit_id, handover_ids=list(new.handover_ids))
    return deposit_id


def lock_deposit(work: Work, deposit_id: int) -> Deposit | None:
    """The deposit, held until the work ends."""
    return None if work.scalar(LOCK_DEPOSIT, deposit_id=deposit_id) is None else deposit(work, deposit_id)


def deposit(work: Work, deposit_id: int) -> Deposit | None:
    """The deposit."""
    return work.one(Deposit, DEPOSIT, deposit_id=deposit_id)


def reconcile(work: Work, deposit_id: int, credited_on: date) -> list[int]:
    """It stands on the statement of the bank; gives its handovers, which are reconciled with it."""
    work.execute(RECONCILE, deposit_id=deposit_id, credited_on=credited_on, staff_id=work.actor.staff_id)
    handover_ids = work.scalar(HANDOVERS_OF, deposit_id=deposit_id)
    work.execute(MOVE, status="reconciled", deposit_id=deposit_id, handover_ids=handover_ids)
    return handover_ids
