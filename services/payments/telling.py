"""Whoever pays, and who follows the account or its unit, is told of money that came in and of money taken back."""

from datetime import date, timedelta
from typing import Final

from services import notices
from services.notices import About
from services.payments import bulk_repository
from services.payments.bulk_repository import NewMoney
from services.payments.models import PaymentRow
from services.work import Work
from utils.money import format_money

# Older money that comes in many at once is history being brought in, and no news to anybody.
NEWS: Final = timedelta(days=31)


def recorded(work: Work, head: PaymentRow) -> None:
    """One payment was recorded."""
    _came_in(work, NewMoney(head.payment_id, head.receipt_no, head.account_id, head.account_code, head.area_id,
                            head.amount, head.value_on))  # fmt: skip


def recorded_many(work: Work, counter: str, first: int, last: int) -> None:
    """Payments were recorded under these receipt numbers: those of the last month that concern somebody are told."""
    for money in bulk_repository.concerning(work, counter, first, last, work.today - NEWS):
        _came_in(work, money)


def reversed_one(work: Work, head: PaymentRow) -> None:
    """One payment was taken back; why is for the office."""
    amount = format_money(head.amount, work.actor.currency)
    subject = f"{amount} for account {head.account_code}, receipt {head.receipt_no}, were taken back: unpaid again."
    _tell(work, head.payment_id, head.account_id, head.area_id, subject, f"payment {head.receipt_no} reversed")


def _came_in(work: Work, money: NewMoney) -> None:
    amount, day = format_money(money.amount, work.actor.currency), _day(money.value_on)
    subject = f"{amount} for account {money.account_code} came in on {day}: receipt {money.receipt_no}."
    _tell(work, money.payment_id, money.account_id, money.area_id, subject, f"payment {money.receipt_no} recorded")


def _tell(work: Work, payment_id: int, account_id: int, area_id: int, subject: str, event: str) -> None:
    about = About("payment", payment_id, area_id, account_id)
    notices.tell(work, notices.PAYMENT_RECORDED, None, about, subject, event)
    notices.tell_followers(work, about, subject, event, of=notices.of_account(work, account_id))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
