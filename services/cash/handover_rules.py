"""What a handover and a deposit must be like, and the sentences for who comes too late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from services.cash.handover_models import Deposit, Last, NewDeposit, NewHandover, Waiting
from services.payments import amount_fault
from utils.clock import local_date
from utils.errors import Conflict, Invalid
from utils.money import format_money
from utils.text import is_line

LONGEST_REASON: Final = 500
LONGEST_BANK: Final = 100
LONGEST_SLIP: Final = 60
MOST_HANDOVERS: Final = 200
EARLIEST: Final = timedelta(days=366)


def check_counted(new: NewHandover, currency: str) -> None:
    """Raise Invalid for a sum that nobody counts; nothing at all may be what is there."""
    fault = None if new.counted == 0 else amount_fault(new.counted, currency)
    if fault:
        raise Invalid({"counted": fault})


def check_reason(new: NewHandover, expected: Decimal, currency: str) -> str:
    """The reason without outer blanks, '' where nothing differs. Raises Invalid."""
    reason = new.reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    if new.counted == expected:
        if reason:
            raise Invalid({"reason": "What you counted is the sum of the receipts; there is nothing to explain."})
        return ""
    if not reason:
        differs = format_money(abs(new.counted - expected), currency)
        less = "less" if new.counted < expected else "more"
        total = format_money(expected, currency)
        raise Invalid({"reason": f"That is {differs} {less} than the receipts, which are {total}. Say why, or count again."})
    return reason


def empty(agent_name: str, last: Last | None, now: datetime, time_zone: str, currency: str) -> str:
    """Why there is nothing to accept: who was faster, where that was today."""
    if last is None or local_date(last.accepted_at, time_zone) != local_date(now, time_zone):
        return f"{agent_name} has no cash in hand."
    at = f"{last.accepted_at.astimezone(ZoneInfo(time_zone)):%H:%M}"
    counted = format_money(last.counted, currency)
    return f"{last.accepter_name} has accepted the cash of {agent_name} at {at}: {counted}, {last.handover_no}."


def clean(new: NewDeposit) -> NewDeposit:
    """The command with single blanks, the slip in capitals, and each handover once."""
    return replace(
        new,
        handover_ids=tuple(sorted(set(new.handover_ids))),
        bank=" ".join(new.bank.split()),
        slip_no=" ".join(new.slip_no.split()).upper(),
    )


def check_deposit(new: NewDeposit, today: date) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if not new.handover_ids:
        wrong["handover_ids"] = "Choose at least one handover."
    elif len(new.handover_ids) > MOST_HANDOVERS:
        wrong["handover_ids"] = f"A deposit holds at most {MOST_HANDOVERS} handovers."
    for name, text, most, noun in (
        ("bank", new.bank, LONGEST_BANK, "the bank"),
        ("slip_no", new.slip_no, LONGEST_SLIP, "the slip"),
    ):
        if not text:
            wrong[name] = f"Name {noun}."
        elif len(text) > most or not is_line(text):
            wrong[name] = f"The name of {noun} is one line of at most {most} characters."
    if new.deposited_on > today:
        wrong["deposited_on"] = "A deposit cannot have been made after today."
    elif today - new.deposited_on > EARLIEST:
        wrong["deposited_on"] = "A deposit is recorded within a year."
    if wrong:
        raise Invalid(wrong)


def check_waiting(found: Sequence[Waiting], deposited_on: date, time_zone: str) -> None:
    """Raise Conflict for a handover that is at the bank already, Invalid for a deposit from before it was accepted."""
    gone = [each.handover_no for each in found if each.status != "handed_over"]
    if gone:
        raise Conflict(f"Handover {gone[0]} was deposited before; look at the list again.")
    if any(local_date(each.accepted_at, time_zone) > deposited_on for each in found):
        raise Invalid({"deposited_on": "Cash cannot have been deposited before it was handed over."})


def check_reconcile(deposit: Deposit, credited_on: date, today: date, staff_id: int) -> None:
    """Raise Conflict for an own deposit and one that is reconciled, Invalid for a day on which it cannot have been credited."""
    if deposit.credited_on is not None:
        raise Conflict(f"{deposit.reconciler_name} has found slip {deposit.slip_no} on the statement before.")
    if deposit.deposited_by == staff_id:
        raise Conflict("You recorded this deposit; somebody else looks for it on the statement of the bank.")
    if not deposit.deposited_on <= credited_on <= today:
        raise Invalid({"credited_on": "The bank credited it between the day of the deposit and today."})
