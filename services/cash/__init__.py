"""Cash: what agents take in the field, each with a receipt of their own counter, and how much of it they hold."""

from services.cash.handing import accept, deposit, handover, handovers, holder, reconcile
from services.cash.handover_listing_repository import CASH_HANDOVERS
from services.cash.handover_models import Deposit, Handover, HandoverRow, NewDeposit, NewHandover
from services.cash.listing_repository import CASH_RECEIPTS
from services.cash.models import CASH_STATES, CashReceipt, CashRow, CashStatus, Holder, InHand, NewCash, NewChallanCash, Offer
from services.cash.rules import EARLIEST_DAYS
from services.cash.service import (
    collect,
    collect_challan,
    get,
    holders,
    in_hand,
    limit,
    of_payment,
    offer,
    page,
    receipt_text,
    set_limit,
)

__all__ = [
    "CASH_HANDOVERS",
    "CASH_RECEIPTS",
    "CASH_STATES",
    "EARLIEST_DAYS",
    "CashReceipt",
    "CashRow",
    "CashStatus",
    "Deposit",
    "Handover",
    "HandoverRow",
    "Holder",
    "InHand",
    "NewCash",
    "NewChallanCash",
    "NewDeposit",
    "NewHandover",
    "Offer",
    "accept",
    "collect",
    "collect_challan",
    "deposit",
    "get",
    "handover",
    "handovers",
    "holder",
    "holders",
    "in_hand",
    "limit",
    "of_payment",
    "offer",
    "page",
    "receipt_text",
    "reconcile",
    "set_limit",
]
