"""Deciding about a suspect reading: accepted as it is, edited to what it was, or rejected and estimated."""

from decimal import Decimal

from services import audit
from services.metering import repository, rules
from services.metering.listing_repository import ReadingRow
from services.metering.rules import BECOMES, Decision
from services.metering.service import get
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found


def decide(
    work: Work, reading_id: int, decision: Decision, reason: str, quantity: Decimal | None = None, *, is_estimated: bool = False
) -> ReadingRow:
    """Accept, edit (with the right `quantity`) or reject a suspect reading, once, with a reason; gives it as it is now.

    With `is_estimated` a rejected one is replaced by an estimate from the meter's earlier readings. Raises Invalid,
    Conflict, NotFound, Forbidden.
    """
    work.require(Permission.READING_DECIDE)
    status = repository.lock(work, reading_id) or not_found("reading", reading_id)
    rules.check_can_decide(status)
    wrong = rules.decision_faults(decision, reason, quantity)
    if wrong:
        raise Invalid(wrong)
    before = get(work, reading_id)
    repository.mark_decided(work, reading_id, BECOMES[decision], quantity)
    after: dict[str, object] = {"status": BECOMES[decision], "reason": reason.strip()}
    old: dict[str, object] = {"status": before.status}
    if quantity is not None:
        old["quantity"], after["quantity"] = before.quantity, quantity
    if decision is Decision.REJECT and is_estimated:
        after["estimate"] = _estimate(work, before)
    audit.record(work, f"reading.{BECOMES[decision]}", f"reading {reading_id}", old, after)
    return get(work, reading_id)


def _estimate(work: Work, reading: ReadingRow) -> Decimal:
    earlier = repository.earlier(work, reading.meter_id, reading.period)
    if not earlier:
        raise Conflict("This meter has no earlier reading to estimate from; reject it without an estimate.")
    quantity = rules.estimate(earlier)
    repository.add_estimate(work, reading.reading_id, quantity)
    return quantity
