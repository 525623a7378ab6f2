"""Whoever follows a bill is told what becomes of it."""

from collections.abc import Iterable
from datetime import date

from services import notices
from services.bills import repository, rules
from services.notices import About
from services.work import Work
from utils.money import format_money


def decided(work: Work, period: date, bill_id: int, word: str) -> None:
    """It was held back or released."""
    head = repository.get(work, period, bill_id)
    if head is not None:
        about = About("bill", head.bill_no, head.area_id, head.account_id)
        subject = f"{work.actor.full_name} {word} bill {head.bill_no} of account {head.account_code}."
        notices.tell_followers(work, about, subject, f"bill {head.bill_no} {word} {work.now.isoformat()}")


def settled(work: Work, bills: Iterable[tuple[date, int]]) -> None:
    """Money was matched to them, or taken from them."""
    followed = notices.followed(work, "bill")
    for period, bill_id in bills if followed else ():
        if rules.bill_no(period, bill_id) not in followed:
            continue
        head = repository.get(work, period, bill_id)
        if head is not None:
            about = About("bill", head.bill_no, head.area_id, head.account_id)
            left = format_money(head.outstanding, work.actor.currency)
            said = "is paid" if not head.outstanding else f"has {left} unpaid"
            subject = f"Bill {head.bill_no} of account {head.account_code} {said} now."
            notices.tell_followers(work, about, subject, f"bill {head.bill_no} settled {work.now.isoformat()} {left}")
