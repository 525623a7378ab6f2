"""Cash on its way from an agent to the bank: a handover, a deposit of some of them, and what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.cash.models import CashRow


@dataclass(frozen=True, slots=True)
class NewHandover:
    """All the cash of an agent, as somebody counted it; `seen` is the mark of what they saw that the agent holds.

    A sum other than that of the receipts needs a `reason`. `client_uuid` is made by who sends it.
    """

    agent_id: int
    counted: Decimal
    client_uuid: UUID
    reason: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class NewDeposit:
    """Handovers that were brought to the bank together, under one slip."""

    handover_ids: tuple[int, ...]
    bank: str
    slip_no: str
    deposited_on: date
    client_uuid: UUID


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover as lists show it; `difference` is what was counted less the receipts. What has not happened yet is None."""

    handover_id: int
    handover_no: str
    agent_id: int
    agent_name: str
    accepted_at: datetime
    accepter_name: str
    receipt_count: int
    expected: Decimal
    counted: Decimal
    difference: Decimal
    reason: str
    status: str
    deposit_id: int | None
    bank: str | None
    slip_no: str | None
    deposited_on: date | None
    depositor_id: int | None
    depositor_name: str | None
    credited_on: date | None
    reconciler_name: str | None


@dataclass(frozen=True, slots=True)
class Handover:
    """One handover with its receipts, the first two hundred of them."""

    row: HandoverRow
    receipts: Sequence[CashRow]


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit as it stands, for whoever looks for it on the statement of the bank."""

    deposit_id: int
    bank: str
    slip_no: str
    deposited_on: date
    amount: Decimal
    deposited_by: int
    credited_on: date | None
    reconciler_name: str | None

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"deposit {self.slip_no}"


@dataclass(frozen=True, slots=True)
class Last:
    """The newest handover of an agent."""

    handover_no: str
    accepter_name: str
    accepted_at: datetime
    counted: Decimal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A handover as it is locked for a deposit."""

    handover_id: int
    handover_no: str
    status: str
    counted: Decimal
    accepted_at: datetime
