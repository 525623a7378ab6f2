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
from services.payments.repository import advance_counter, lock_counter
from services.payments.rules import CHANNEL_WORDS, NEEDS_REFERENCE, amount_fault
from services.payments.service import OFFICE, get, page, receipt_text, record, record_at, record_many, reverse
from services.searching import parse_receipt_no

__all__ = [
    "CHANNEL_WORDS",
    "NEEDS_REFERENCE",
    "OFFICE",
    "PAYMENTS",
    "Channel",
    "PaidBill",
    "Payment",
    "PaymentHead",
    "PaymentRow",
    "PaymentStatus",
    "RecordPayment",
    "advance_counter",
    "amount_fault",
    "get",
    "lock_counter",
    "page",
    "parse_receipt_no",
    "receipt_text",
    "record",
    "record_at",
    "record_many",
    "reverse",
]
