"""Reading challans, taking their money, and cancelling them."""

from collections.abc import Callable
from dataclasses import replace

from services import audit, listing, payments
from services.challans import repository, rules
from services.challans.listing_repository import CHALLANS
from services.challans.models import Challan, ChallanRow, PayChallan
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, not_found


def page(work: Work, query: ListQuery) -> Page[ChallanRow]:
    """Challans as `CHALLANS` says, the newest first; an agent's own. Raises Forbidden, Invalid."""
    return listing.page(work, CHALLANS, query)


def get(work: Work, challan_id: int) -> Challan:
    """One challan with what was paid for it. Raises Forbidden, NotFound."""
    found = page(work, ListQuery(filters={"challan": str(challan_id)}, size=1)).rows
    row = found[0] if found else not_found("challan", challan_id)
    return Challan(row, repository.payments(work, challan_id))


def pay(work: Work, command: PayChallan) -> Challan:
    """The office takes the money for a challan, whole, with its next receipt number; no account and no ledger is touched.

    The same again gives the same. Raises Forbidden, NotFound, Invalid, Conflict for one that is paid or cancelled.
    """
    work.require(Permission.PAYMENT_RECORD)
    return pay_at(work, command, payments.OFFICE)[0]


def pay_at(
    work: Work, command: PayChallan, counter: str, check: Callable[[ChallanRow], None] | None = None
) -> tuple[Challan, int]:
    """Like `pay` with a receipt of another counter, for a use case that asked for a right of its own; gives the payment's id too.

    `check` may refuse a payment that is new, once the challan and the counter are locked.
    """
    get(work, command.challan_id)
    wanted = replace(command, channel=command.channel.strip().lower(), reference=" ".join(command.reference.split()))
    rules.check_payment(wanted, work.today)
    _locked(work, wanted.challan_id)
    number = payments.lock_counter(work, counter)
    known = repository.known(work, wanted.client_uuid)
    if known is not None:
        again = (wanted.challan_id, counter, wanted.channel, wanted.reference, wanted.value_on)
        if again != (known.challan_id, known.counter, known.channel, known.reference, known.value_on):
            raise Conflict("This payment was recorded before with other particulars; give a new payment a new id.")
        return get(work, wanted.challan_id), known.challan_payment_id
    row = get(work, wanted.challan_id).row
    rules.check_unpaid(row, "paid again")
    if check is not None:
        check(row)
    paid_by = repository.add(work, wanted, counter, number)
    payments.advance_counter(work, counter, number + 1)
    done = get(work, wanted.challan_id)
    after = {"receipt": done.row.receipt_no, "amount": row.amount, "channel": wanted.channel, "value_on": wanted.value_on}
    audit.record(work, "challan.paid", row.ref, before={"status": row.status}, after={"status": "paid", **after})
    return done, paid_by


def cancel(work: Work, challan_id: int, reason: str) -> Challan:
    """It need not be paid, for a reason; by somebody else than who issued it. Raises Forbidden, NotFound, Invalid, Conflict."""
    work.require(Permission.VISIT_REVIEW)
    text = rules.check_reason(reason, "Say why the challan need not be paid.")
    row = _locked(work, challan_id)
    rules.check_unpaid(row, "cancelled; reverse its payment first")
    if row.issuer_id == work.actor.staff_id:
        raise Conflict("You issued this challan; somebody else decides whether it is cancelled.")
    repository.cancel(work, challan_id, text)
    after = {"status": "cancelled", "reason": text}
    audit.record(work, "challan.cancelled", row.ref, before={"status": row.status}, after=after)
    return get(work, challan_id)


def reverse(work: Work, challan_id: int, reason: str) -> Challan:
    """Take back the payment of a challan that was recorded by mistake; the challan is unpaid again, the number stays used.

    Raises Forbidden, NotFound, Invalid, Conflict for one that is not paid.
    """
    work.require(Permission.PAYMENT_REVERSE)
    text = rules.check_reason(reason, "Say why the payment is reversed; the reason is kept with it.")
    row = _locked(work, challan_id)
    posted = get(work, challan_id).posted
    if posted is None:
        raise Conflict(f"Challan {row.challan_no} is not paid; there is nothing to reverse.")
    repository.reverse(work, challan_id, posted.challan_payment_id, text)
    after = {"status": "unpaid", "receipt": posted.receipt_no, "reason": text}
    audit.record(work, "challan.payment_reversed", row.ref, before={"status": row.status}, after=after)
    return get(work, challan_id)


def _locked(work: Work, challan_id: int) -> ChallanRow:
    """The challan within the actor's reach, read once its lock is had."""
    get(work, challan_id)
    repository.lock(work, challan_id)
    return get(work, challan_id).row
