"""Reading one bill, holding it back or releasing it, and following what money does to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from services import archives, audit
from services.bills import repository, rules, telling
from services.bills.models import Bill, BillStatus, ExceptionKind
from services.ledger import BillAmount
from services.permissions import Permission
from services.searching import parse_bill_no
from services.work import Work
from utils.errors import Conflict, not_found


def get(work: Work, period: date, bill_id: int) -> Bill:
    """One bill with its lines, exceptions and the payments matched to it. Raises NotFound."""
    work.require(Permission.BILL_READ)
    head = repository.get(work, period, bill_id) or not_found("bill", rules.bill_no(period, bill_id))
    return Bill(
        head,
        tuple(repository.lines(work, period, bill_id)),
        tuple(repository.exceptions(work, period, bill_id)),
        tuple(repository.payments(work, head.account_id, period, bill_id)),
    )


def get_by_no(work: Work, bill_no: str) -> Bill:
    """The bill of a number such as 202609-0000123. Raises NotFound."""
    work.require(Permission.BILL_READ)
    period, bill_id = parse_bill_no(bill_no) or not_found("bill", bill_no)
    return get(work, period, bill_id)


def release(work: Work, period: date, bill_id: int, reason: str) -> None:
    """Let a held bill go with its run: a person has looked at every exception, and says why it is right.

    Only while the run is in review, and never without a complete price. Raises NotFound, Forbidden, Conflict, Invalid.
    """
    bill, text = _lock_for_decision(work, period, bill_id, BillStatus.DRAFT, reason)
    found = repository.exceptions(work, period, bill_id)
    rules.check_release(bill.bill_no, [ExceptionKind(each.kind) for each in found if each.resolved_at is None])
    repository.mark_released(work, period, bill_id, text)
    repository.count_held(work, bill.run_id, bill_id, -1)
    after = {"status": "draft", "reason": text}
    audit.record(work, "bill.released", f"bill {bill.bill_no}", before={"status": bill.status}, after=after)
    telling.decided(work, period, bill_id, "released")


def hold(work: Work, period: date, bill_id: int, reason: str) -> None:
    """Hold a draft back from its run, which is in review. Raises NotFound, Forbidden, Conflict, Invalid."""
    bill, text = _lock_for_decision(work, period, bill_id, BillStatus.HELD, reason)
    repository.mark_held(work, period, bill_id, text)
    repository.count_held(work, bill.run_id, bill_id, 1)
    after = {"status": "held", "reason": text}
    audit.record(work, "bill.held", f"bill {bill.bill_no}", before={"status": bill.status}, after=after)
    telling.decided(work, period, bill_id, "held back")


def apply_allocations(work: Work, amounts: Sequence[BillAmount]) -> None:
    """Bring bills into step with money matched to them (or, negative, taken from them), whose accounts are locked.

    A bill in the archive is brought back first. Opening debt among the amounts concerns no bill.
    Raises Conflict when a bill is not one that money can be matched to.
    """
    chosen: dict[tuple[date, int], Decimal] = defaultdict(Decimal)
    for each in amounts:
        if each.period is not None and each.bill_id is not None:
            chosen[each.period, each.bill_id] += each.amount
    left = chosen.keys() - _apply(work, chosen)
    if left:
        back = archives.bring_back(work, sorted(left))
        left -= _apply(work, {key: chosen[key] for key in back})
    if left:
        raise Conflict("Money was matched to a bill that is not issued; nothing was changed. Run `manage.py verify`.")
    telling.settled(work, chosen)


def _apply(work: Work, amounts: Mapping[tuple[date, int], Decimal]) -> set[tuple[date, int]]:
    if not amounts:
        return set()
    return repository.apply(work, [period for period, _ in amounts], [number for _, number in amounts], list(amounts.values()))


def _lock_for_decision(
    work: Work, period: date, bill_id: int, then: BillStatus, reason: str
) -> tuple[repository.LockedBill, str]:
    work.require(Permission.BILL_RELEASE)
    text = rules.check_reason(reason)
    ref = rules.bill_no(period, bill_id)
    run_status = repository.lock_run(work, period, bill_id)
    if run_status is None:
        rules.check_not_archived(ref, period, is_archived=repository.is_archived(work, period, bill_id))
        not_found("bill", ref)
    bill = repository.lock(work, period, bill_id) or not_found("bill", ref)
    rules.check_transition(bill.bill_no, BillStatus(bill.status), then)
    rules.check_run_in_review(bill.bill_no, run_status)
    return bill, text
