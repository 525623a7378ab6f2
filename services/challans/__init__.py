"""Challans: fines handed over on visits, paid whole with a receipt, or cancelled; no part of any account."""

from services.challans.listing_repository import CHALLANS
from services.challans.models import CHALLAN_STATES, Challan, ChallanPayment, ChallanRow, ChallanStatus, PayChallan
from services.challans.service import cancel, get, page, pay, pay_at, reverse

__all__ = [
    "CHALLANS",
    "CHALLAN_STATES",
    "Challan",
    "ChallanPayment",
    "ChallanRow",
    "ChallanStatus",
    "PayChallan",
    "cancel",
    "get",
    "page",
    "pay",
    "pay_at",
    "reverse",
]
