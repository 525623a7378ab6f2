"""Bills: the demand for one account and period, its lines, and what has become of it."""

from services.bills.explaining import ExplainedLine, explain
from services.bills.line_listing_repository import BILL_LINES
from services.bills.listing_repository import STATUSES
from services.bills.models import (
    Bill,
    BillException,
    BillHead,
    BillLine,
    BillPayment,
    BillRow,
    BillSort,
    BillStatus,
    ExceptionKind,
)
from services.bills.pages import BILLS, latest_for_account, page, period_choices
from services.bills.rules import CHARGED, TRANSITIONS, bill_no, check_transition, status_for
from services.bills.service import apply_allocations, get, get_by_no, hold, release
from services.searching import parse_bill_no

__all__ = [
    "BILLS",
    "BILL_LINES",
    "CHARGED",
    "STATUSES",
    "TRANSITIONS",
    "Bill",
    "BillException",
    "BillHead",
    "BillLine",
    "BillPayment",
    "BillRow",
    "BillSort",
    "BillStatus",
    "ExceptionKind",
    "ExplainedLine",
    "apply_allocations",
    "bill_no",
    "check_transition",
    "explain",
    "get",
    "get_by_no",
    "hold",
    "latest_for_account",
    "page",
    "parse_bill_no",
    "period_choices",
    "release",
    "status_for",
]
