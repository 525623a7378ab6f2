"""The ledger: append-only entries of each account, from which every balance is a sum."""

from services.ledger.models import (
    Allocated,
    Balance,
    BillAmount,
    EntryKind,
    NewOpening,
    StatementLine,
)
from services.ledger.service import (
    allocate,
    balance_of,
    lock_accounts,
    lock_matchable,
    post_demands,
    post_opening,
    post_openings,
    post_payment_reversal,
    post_payments,
    release,
    statement,
)

__all__ = [
    "Allocated",
    "Balance",
    "BillAmount",
    "EntryKind",
    "NewOpening",
    "StatementLine",
    "allocate",
    "balance_of",
    "lock_accounts",
    "lock_matchable",
    "post_demands",
    "post_opening",
    "post_openings",
    "post_payment_reversal",
    "post_payments",
    "release",
    "statement",
]
