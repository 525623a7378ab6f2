"""Matching money to debt and taking it back: the ledger and the bills move together, here and nowhere else."""

from collections.abc import Sequence

from services import bills, ledger
from services.ledger import Allocated
from services.work import Work


def settle(work: Work, account_ids: Sequence[int] | None) -> Allocated:
    """Match unmatched money to unpaid demand, oldest debt first, in these accounts (None: in all).

    Set-based: accounts without both debt and money cost next to nothing. Locks the accounts it changes.
    """
    matchable = ledger.lock_matchable(work, account_ids)
    if not matchable:
        return Allocated(())
    allocated = ledger.allocate(work, matchable)
    bills.apply_allocations(work, allocated.amounts)
    return allocated


def release(work: Work, payment_id: int) -> Allocated:
    """Take a payment's money from its bills, which step back; the caller has locked the account. Amounts are negative."""
    released = ledger.release(work, payment_id)
    bills.apply_allocations(work, released.amounts)
    return released
