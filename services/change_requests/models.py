"""Change requests: what is to change of a unit or its consumer, who proposed it, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.change_requests.listing_repository import KIND_WORDS, RequestRow
from utils.marks import mark_of


class Kind(StrEnum):
    """What a change request is about."""

    CONSUMER = "consumer"
    PREMISES = "premises"
    NOT_A_UNIT = "not_a_unit"
    DUPLICATE = "duplicate"


class RequestStatus(StrEnum):
    """Where a change request stands; approved is what waits to be applied."""

    PENDING = "pending"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"


class Decision(StrEnum):
    """What is decided about several at once."""

    APPROVE = "approve"
    REJECT = "reject"


KINDS: Final = KIND_WORDS


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is proposed: of a unit, else of an account (its consumer only).

    `changes` are fields of an account or a unit by name, as its own forms take them; `duplicate_of` is the code of the
    unit that is kept.
    """

    kind: str
    client_uuid: UUID
    unit_id: int | None = None
    account_id: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    duplicate_of: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a change request is about, as it is: a unit with its account, or an account alone."""

    unit_id: int | None
    unit_code: str | None
    unit_status: str | None
    survivor_code: str | None
    is_deleted: bool
    account_id: int
    account_code: str
    area_id: int

    @property
    def name(self) -> str:
        """'unit U-000123', or 'account A-17'."""
        return f"unit {self.unit_code}" if self.unit_code else f"account {self.account_code}"


@dataclass(frozen=True, slots=True)
class State:
    """What a decision looks at, as it is locked."""

    request_id: int
    request_no: str
    kind: str
    unit_id: int | None
    account_id: int
    area_id: int
    duplicate_of: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    status: str
    proposed_by: int
    decider_name: str | None
    version: int

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"change request {self.request_no}"


@dataclass(frozen=True, slots=True)
class Request:
    """One change request against the register as it is now.

    `now` holds the fields of `before` as they are (None: out of reach), `changed` the names of those that somebody changed
    since it was proposed. `obstacle` is why it cannot be applied at all, `waits_for` what passes by itself, `open_balance`
    what is open on the account of a duplicate.
    """

    row: RequestRow
    now: Mapping[str, Any] | None
    changed: Sequence[str]
    obstacle: str = ""
    waits_for: str = ""
    open_balance: str = ""

    @property
    def mark(self) -> str:
        """Changes with every step, and with what it would change."""
        return mark_of((self.row.request_id, self.row.version, sorted((self.now or {}).items())))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several; `reason` says why it was refused, or what an approved one waits for."""

    request_id: int
    request_no: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of several that were decided about at once."""

    done: Sequence[Outcome]
    waiting: Sequence[Outcome]
    refused: Sequence[Outcome]
