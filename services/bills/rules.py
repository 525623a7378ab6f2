"""The states of a bill and what may follow what."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from services.bills.models import BillStatus, ExceptionKind
from utils import month
from utils.errors import Conflict, Invalid

S = BillStatus
TRANSITIONS: Final[Mapping[BillStatus, frozenset[BillStatus]]] = {
    S.DRAFT: frozenset({S.HELD, S.ISSUED, S.CANCELLED}),
    S.HELD: frozenset({S.DRAFT, S.CANCELLED}),
    S.ISSUED: frozenset({S.PARTLY_PAID, S.PAID, S.VOIDED, S.WRITTEN_OFF}),
    # A reversed payment steps back.
    S.PARTLY_PAID: frozenset({S.ISSUED, S.PAID, S.VOIDED, S.WRITTEN_OFF}),
    S.PAID: frozenset({S.PARTLY_PAID, S.ISSUED}),
    S.CANCELLED: frozenset(),
    S.VOIDED: frozenset({S.SUPERSEDED}),
    S.SUPERSEDED: frozenset(),
    # Money that comes late.
    S.WRITTEN_OFF: frozenset({S.PARTLY_PAID, S.PAID}),
}

WHY_NOT: Final[Mapping[BillStatus, str]] = {
    S.DRAFT: "it is a draft, and a draft is held, issued or cancelled",
    S.HELD: "it is held back, and someone must release it first",
    S.ISSUED: "it is issued, and an issued bill is never edited: it is paid, voided or written off",
    S.PARTLY_PAID: "it is partly paid, and only money, a void or a write-off changes it",
    S.PAID: "it is paid; reverse its payments first",
    S.CANCELLED: "it was cancelled before it was issued, which is final",
    S.VOIDED: "it was voided; the bill that replaces it is the one to change",
    S.SUPERSEDED: "another bill has replaced it, which is final",
    S.WRITTEN_OFF: "it was written off, and only money changes that",
}

# Bills that count as charged: each has exactly one demand entry, and no other has one.
CHARGED: Final = (S.ISSUED, S.PARTLY_PAID, S.PAID, S.WRITTEN_OFF)
PAST: Final = (S.CANCELLED, S.VOIDED, S.SUPERSEDED)
WITHOUT_PRICE: Final = frozenset({ExceptionKind.NO_TARIFF, ExceptionKind.NO_PRICE})
LONGEST_REASON: Final = 500


def check_transition(bill_no: str, now: BillStatus, then: BillStatus) -> None:
    """Raise Conflict, saying why, unless a bill may go from one status to the other."""
    if then not in TRANSITIONS[now]:
        raise Conflict(f"Bill {bill_no} cannot become {words(then)}: {WHY_NOT[now]}.")


def words(status: BillStatus) -> str:
    """A status in words: "partly paid"."""
    return status.value.replace("_", " ")


def status_for(demand: Decimal, outstanding: Decimal) -> BillStatus:
    """The status of a charged bill by what is left of its demand; a demand of nothing stays issued."""
    if outstanding == demand:
        return BillStatus.ISSUED
    return BillStatus.PAID if outstanding == 0 else BillStatus.PARTLY_PAID


def check_release(bill_no: str, open_kinds: Sequence[ExceptionKind]) -> None:
    """Raise Conflict when an open exception leaves the bill without a complete price."""
    if any(kind in WITHOUT_PRICE for kind in open_kinds):
        raise Conflict(
            f"Bill {bill_no} cannot be released: it has no complete price, because no tariff covers all of it. "
            "Add the missing price to the tariff and calculate the run again, or leave it held and issue the others."
        )


def check_run_in_review(bill_no: str, run_status: str) -> None:
    """Raise Conflict unless the run of the bill is under review."""
    if run_status != "review":
        raise Conflict(f"Bill {bill_no} can be held or released only while its run is in review; the run is {run_status} now.")


def check_not_archived(bill_no: str, period: date, *, is_archived: bool) -> None:
    """Raise Conflict when a bill lies in the archive, where it can be read and nothing else."""
    if is_archived:
        raise Conflict(
            f"Bill {bill_no} is archived and can only be read. A head administrator can bring {month.show(period)} back "
            "from the archive first."
        )


def check_reason(reason: str) -> str:
    """The reason without outer blanks. Raises Invalid when there is none or it is too long."""
    text = reason.strip()
    if not text:
        raise Invalid({"reason": "Say why; the reason is kept with the bill."})
    if len(text) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    return text


def bill_no(period: date, bill_id: int) -> str:
    """The number of a bill, as the SQL function of this name makes it: 202609-0000123."""
    return f"{period:%Y%m}-{bill_id:07d}"
