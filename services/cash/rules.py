"""What cash must be like to be taken in the field, and how much of it one person may hold."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.cash.models import CashReceipt, NewCash, NewChallanCash
from services.payments import amount_fault
from utils.errors import Conflict, Invalid
from utils.money import format_money
from utils.text import is_line

# What is typed without a signal is sent when there is one; later than that the office records it.
EARLIEST_DAYS: Final = 7
USUAL_MOST: Final = Decimal("50000.00")
LARGEST_MOST: Final = Decimal(10_000_000)
LONGEST_PAYER: Final = 100
LONGEST_NOTE: Final = 500


def counter_of(staff_id: int) -> str:
    """The counter of a person's receipts: each agent has one, and so a book of receipts of the own."""
    return f"a{staff_id}"


def check(new: NewCash, taken_on: date, today: date, currency: str) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong = faults_of(new.payer, new.note, taken_on, today)
    if fault := amount_fault(new.amount, currency):
        wrong["amount"] = fault
    if wrong:
        raise Invalid(wrong)


def faults_of(payer: str, note: str, taken_on: date, today: date) -> dict[str, str]:
    """Each wrong field of a receipt, its amount aside, with a sentence."""
    wrong: dict[str, str] = {}
    if taken_on > today:
        wrong["taken_on"] = "Cash cannot have been taken after today."
    elif today - taken_on > timedelta(days=EARLIEST_DAYS):
        wrong["taken_on"] = f"Cash is recorded within {EARLIEST_DAYS} days; what was taken earlier is recorded by the office."
    if len(payer.strip()) > LONGEST_PAYER or not is_line(payer.strip()):
        wrong["payer"] = f"Who paid is one line of at most {LONGEST_PAYER} characters."
    if len(note.strip()) > LONGEST_NOTE:
        wrong["note"] = f"A note has at most {LONGEST_NOTE} characters."
    return wrong


def check_room(amount: Decimal, in_hand: Decimal, most: Decimal, currency: str) -> None:
    """Raise Invalid where the person would then hold more than is allowed."""
    if in_hand + amount > most:
        held = f"you hold {format_money(in_hand, currency)}" if in_hand else "you hold nothing yet"
        raise Invalid({
            "amount": f"Nobody may hold more than {format_money(most, currency)} in cash, and {held}; "
            "hand over at the office first, or take less."
        })  # fmt: skip


def check_same(earlier: CashReceipt, new: NewCash | NewChallanCash, agent_id: int) -> None:
    """Raise Conflict unless a command repeats what was recorded under its id; the payment itself was compared before."""
    row = earlier.row
    place = (row.unit_id, row.visit_id) if isinstance(new, NewChallanCash) else (new.unit_id, new.visit_id)
    again = (*place, new.payer.strip(), new.note.strip(), agent_id)
    if again != (row.unit_id, row.visit_id, row.payer, row.note, row.agent_id):
        raise Conflict(f"This cash was recorded before, as {row.receipt_no}, with other particulars; give new cash a new id.")


def check_most(amount: Decimal, currency: str) -> None:
    """Raise Invalid for a limit that is none."""
    if fault := amount_fault(amount, currency):
        raise Invalid({"amount": fault})
    if amount > LARGEST_MOST:
        raise Invalid({"amount": f"A limit is at most {format_money(LARGEST_MOST, currency)}."})
