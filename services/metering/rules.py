"""When a reading looks wrong, what may be decided about it, and what an estimate is."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final

from utils.errors import Conflict
from utils.money import format_number

MOST: Final = Decimal("99999999999.999")
FEWEST: Final = 6
LONGEST_REASON: Final = 500
THOUSANDTH: Final = Decimal("0.001")


class Decision(StrEnum):
    """What a person says of a suspect reading."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


BECOMES: Final = {Decision.ACCEPT: "accepted", Decision.EDIT: "edited", Decision.REJECT: "rejected"}


def quantity_fault(quantity: Decimal) -> str | None:
    """Why a quantity cannot be one, None where it can."""
    if not quantity.is_finite() or not 0 <= quantity <= MOST:
        return "A quantity is nothing or more, and below 100,000,000,000."
    if quantity != round(quantity, 3):
        return "A quantity has at most three decimals."
    return None


def suspicion(quantity: Decimal, earlier: Sequence[Decimal], unit: str) -> str:
    """Why a reading looks wrong, '' where it does not: above mean + 2 standard deviations of at least six earlier ones.

    `earlier` are actual readings that count, without the one tested.
    """
    if len(earlier) < FEWEST:
        return ""
    mean = mean_of(earlier)
    deviation = mean_of([(each - mean) ** 2 for each in earlier]).sqrt()
    most = mean + 2 * deviation
    if quantity <= most:
        return ""
    return (
        f"{format_number(quantity)} {unit} is above {format_number(round(most, 1))}, the mean of {len(earlier)} earlier "
        "readings and two standard deviations."
    )


def mean_of(quantities: Sequence[Decimal]) -> Decimal:
    """The mean; of at least one quantity."""
    return sum(quantities, Decimal(0)) / len(quantities)


def estimate(earlier: Sequence[Decimal]) -> Decimal:
    """What stands in for a rejected reading: the mean of the earlier ones to three decimals."""
    return mean_of(earlier).quantize(THOUSANDTH)


def check_can_decide(status: str) -> None:
    """Raise Conflict unless the reading waits for a decision."""
    if status != "suspect":
        raise Conflict(f"This reading is {status}; only a suspect one waits for a decision.")


def decision_faults(decision: Decision, reason: str, quantity: Decimal | None) -> dict[str, str]:
    """Each wrong field with a sentence; empty when all is well."""
    wrong: dict[str, str] = {}
    if not reason.strip():
        wrong["reason"] = "Say what you looked at, so that it can be understood later."
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = f"A reason has at most {LONGEST_REASON} characters."
    if decision is Decision.EDIT:
        fault = "Write the right quantity." if quantity is None else quantity_fault(quantity)
        if fault:
            wrong["quantity"] = fault
    elif quantity is not None:
        wrong["quantity"] = "Only an edit takes a quantity."
    return wrong
