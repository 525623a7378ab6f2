"""Payments: money that came in, once each, and what it paid."""

from services.payments.listing_repository import PAYMENTS
from services.payments.models import (
    Channel,
    PaidBill,
    Payment,
    PaymentHead,
    PaymentRow,
    PaymentStatus,
    RecordPayment,
)
from services.payments.rules import CHANNEL_WORDS, amount_fault
from services.payments.service import get, page, receipt_text, record, record_at, record_many, reverse
from services.searching import parse_receipt_no

__all__ = [
    "CHANNEL_WORDS",
    "PAYMENTS",
    "Channel",
    "PaidBill",
    "Payment",
    "PaymentHead",
    "PaymentRow",
    "PaymentStatus",
    "RecordPayment",
    "amount_fault",
    "get",
    "page",
    "parse_receipt_no",
    "receipt_text",
    "record",
    "record_at",
    "record_many",
    "reverse",
]
