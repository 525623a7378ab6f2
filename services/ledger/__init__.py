"""The ledger: append-only entries of each account, from which every balance is a sum."""

from services.ledger.models import (
    Allocated,
    Balance,
    BillAmount,
    EntryKind,
    KindTotal,
    NewOpening,
    Statement,
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
    reverse_openings,
    statement,
)
from services.ledger.statements import as_csv, statement_between, statement_of

__all__ = [
    "Allocated",
    "Balance",
    "BillAmount",
    "EntryKind",
    "KindTotal",
    "NewOpening",
    "Statement",
    "StatementLine",
    "allocate",
    "as_csv",
    "balance_of",
    "lock_accounts",
    "lock_matchable",
    "post_demands",
    "post_opening",
    "post_openings",
    "post_payment_reversal",
    "post_payments",
    "release",
    "reverse_openings",
    "statement",
    "statement_between",
    "statement_of",
]
