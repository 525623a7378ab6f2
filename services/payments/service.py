"""Recording payments, reversing them and finding them again."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from services import allocations, audit, ledger, listing
from services.bulk import Outcome, Rejected
from services.paging import ListQuery, Page
from services.payments import bulk_repository, repository, rules, telling
from services.payments.listing_repository import PAYMENTS
from services.payments.models import Payment, PaymentRow, PaymentStatus, RecordPayment
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.money import format_money

OFFICE: Final = "office"


def record(work: Work, command: RecordPayment) -> Payment:
    """Record money that came in, give it the next receipt number and match it to the oldest debt.

    The same command again returns the same payment and changes nothing, also when many come at once.
    Raises Invalid (fields), Forbidden, Conflict when the id was used for another payment.
    """
    work.require(Permission.PAYMENT_RECORD)
    return record_at(work, command, OFFICE)


def record_at(work: Work, command: RecordPayment, counter: str, check: Callable[[], None] | None = None) -> Payment:
    """Like `record` with a receipt of another counter, for a use case that asked for a right of its own.

    `check` may refuse a payment that is new, once its account and the counter are locked.
    """
    wanted = rules.clean(command)
    wrong = rules.faults(wanted, work.actor.currency, work.today)
    account_id = None if wrong else repository.account_id(work, wanted.account_code)
    if not wrong and account_id is None:
        wrong["account_code"] = f"There is no account {wanted.account_code}."
    if wrong or account_id is None:
        raise Invalid(wrong)
    # Whoever records takes the same locks, so a twin of this command is either committed and seen, or waits here.
    ledger.lock_accounts(work, [account_id])
    number = repository.lock_counter(work, counter)
    earlier = repository.find_by_uuid(work, wanted.client_uuid)
    if earlier is not None:
        rules.check_same(earlier, wanted)
        return get(work, earlier.payment_id)
    if repository.is_deleted(work, account_id):
        raise Invalid({"account_code": rules.refusal("deleted", wanted.account_code)})
    if check is not None:
        check()
    payment_id = repository.add(work, wanted, account_id, counter, number)
    if payment_id is None:
        raise Conflict("The id of this payment belongs to another payment; give a new payment a new id.")
    repository.advance_counter(work, counter, number + 1)
    ledger.post_payments(work, counter, number, number)
    allocations.settle(work, [account_id])
    payment = get(work, payment_id)
    audit.record(work, "payment.recorded", f"payment {payment.receipt_no}", after=_particulars(wanted))
    telling.recorded(work, payment.head)
    return payment


def record_many(work: Work, commands: Iterable[RecordPayment], counter: str = OFFICE) -> Outcome:
    """Record many payments by the same rules, streamed, in one transaction and with consecutive receipt numbers.

    Rows that break a rule are returned with their number and reason and hinder no other; rows recorded before count
    as repeated. Give some 50,000 at a time: the accounts stay locked until the work ends.
    """
    work.require_everywhere(Permission.PAYMENT_RECORD)
    faulty: list[Rejected] = []
    bulk_repository.stage_payments(work, _good_rows(work, commands, faulty))
    first = repository.lock_counter(work, counter)
    accepted = bulk_repository.add_staged(work, counter, first)
    if accepted:
        repository.advance_counter(work, counter, first + accepted)
        ledger.post_payments(work, counter, first, first + accepted - 1)
        allocations.settle(work, bulk_repository.accounts(work))
        telling.recorded_many(work, counter, first, first + accepted - 1)
    faulty += [Rejected(each.row_no, rules.refusal(each.verdict, each.account_code))
               for each in bulk_repository.refused(work)]  # fmt: skip
    repeated = bulk_repository.known(work)
    bulk_repository.drop_staged(work)
    after = {"accepted": accepted, "repeated": repeated, "rejected": len(faulty)}
    audit.record(work, "payment.recorded", f"{accepted} payments", after=after)
    return Outcome(accepted, repeated, tuple(sorted(faulty, key=lambda each: each.row_no)))


def reverse(work: Work, payment_id: int, reason: str) -> Payment:
    """Take back a payment recorded by mistake: its bills are unpaid again, as far as other money does not pay them.

    Raises NotFound, Forbidden, Invalid (reason), Conflict when it was reversed before.
    """
    work.require(Permission.PAYMENT_REVERSE)
    text = rules.check_reason(reason)
    before = repository.get(work, payment_id) or not_found("payment", payment_id)
    ledger.lock_accounts(work, [before.account_id])
    repository.lock(work, payment_id)
    locked = repository.get(work, payment_id) or not_found("payment", payment_id)
    rules.check_can_reverse(locked)
    allocations.release(work, payment_id)
    ledger.post_payment_reversal(work, payment_id, text[:200])
    repository.mark_reversed(work, payment_id, text)
    allocations.settle(work, [locked.account_id])
    after = {"status": PaymentStatus.REVERSED, "reason": text}
    audit.record(work, "payment.reversed", f"payment {locked.receipt_no}", before={"status": locked.status}, after=after)
    telling.reversed_one(work, locked)
    return get(work, payment_id)


def get(work: Work, payment_id: int) -> Payment:
    """One payment with the bills it paid. Raises NotFound."""
    work.require(Permission.PAYMENT_READ)
    head = repository.get(work, payment_id) or not_found("payment", payment_id)
    return Payment(head, tuple(repository.paid_bills(work, payment_id)))


def page(work: Work, query: ListQuery) -> Page[PaymentRow]:
    """Payments as `PAYMENTS` says: the last recorded first unless sorted.

    Searches receipt number, reference (whole), account code, holder's name and phone. Raises Invalid.
    """
    return listing.page(work, PAYMENTS, query)


def receipt_text(payment: Payment, currency: str) -> str:
    """The receipt in a few plain lines, for a screen, a printer or a message."""
    head = payment.head
    lines = [
        f"Receipt {head.receipt_no}",
        f"Received {format_money(head.amount, currency)} by {head.channel} on {head.value_on:%d %b %Y}"
        + (f", reference {head.reference}" if head.reference else ""),
        f"For account {head.account_code}, {head.holder_name}",
    ]
    for each in payment.allocations:
        paid = f"bill {each.bill_no}" if each.bill_no else "the opening balance"
        lines.append(f"{format_money(each.amount, currency)} to {paid}")
    if payment.advance:
        lines.append(f"{format_money(payment.advance, currency)} kept as an advance")
    if head.status == PaymentStatus.REVERSED:
        lines.append(f"Reversed: {head.reversal_reason}")
    return "\n".join(lines)


def _good_rows(work: Work, commands: Iterable[RecordPayment], faulty: list[Rejected]) -> Iterator[tuple[object, ...]]:
    currency, today = work.actor.currency, work.today
    for row_no, command in enumerate(commands, start=1):
        row = rules.clean(command)
        wrong = rules.faults(row, currency, today)
        if wrong:
            faulty.append(Rejected(row_no, " ".join(wrong.values())))
        else:
            yield row_no, row.account_code, row.amount, row.channel, row.reference, row.value_on, row.client_uuid


def _particulars(command: RecordPayment) -> dict[str, object]:
    return {
        "account_code": command.account_code,
        "amount": command.amount,
        "channel": command.channel,
        "reference": command.reference,
        "value_on": command.value_on,
    }
