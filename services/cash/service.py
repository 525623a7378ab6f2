"""Taking cash in the field, finding receipts again, and how much of it one may hold."""

from decimal import Decimal
from typing import Final

from services import audit, challans, listing, payments
from services.cash import repository, rules
from services.cash.listing_repository import CASH_RECEIPTS
from services.cash.models import CashReceipt, CashRow, CashStatus, Holder, InHand, NewCash, NewChallanCash, Offer
from services.challans import PayChallan
from services.paging import ListQuery, Page
from services.payments import Channel, RecordPayment
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Forbidden, Invalid, NotFound, not_found
from utils.money import format_money

LIMIT: Final = "limit of cash in hand"


def offer(work: Work, unit_id: int) -> Offer:
    """What is to be known before cash is taken at a unit. Raises Forbidden, NotFound, Invalid for one without an account."""
    work.require(Permission.CASH_COLLECT)
    unit = repository.unit(work, unit_id) or not_found("unit", unit_id)
    if unit.account_id is None or unit.account_code is None:
        raise Invalid({"unit_id": f"Unit {unit.code} has no account that you see; tell the office."})
    held = repository.in_hand(work, work.actor.staff_id).amount
    who = (unit.account_id, unit.account_code, unit.holder_name or "")
    return Offer(unit.unit_id, unit.code, unit.address, *who, unit.owed, held, _most(work))


def collect(work: Work, new: NewCash) -> CashReceipt:
    """Take cash at a unit: a payment that pays the oldest debt, under the next number of the person's own receipts.

    The same again gives the same receipt. Raises Forbidden, NotFound for a unit out of reach, Invalid (fields) also for
    more than one may hold, Conflict when the id was used for something else.
    """
    work.require(Permission.CASH_COLLECT)
    staff_id, currency = work.actor.staff_id, work.actor.currency
    taken_on = new.taken_on or work.today
    rules.check(new, taken_on, work.today, currency)
    offered = offer(work, new.unit_id)
    if new.visit_id is not None and not repository.is_own_visit(work, new.visit_id, new.unit_id):
        raise Invalid({"visit_id": f"This is no visit of yours to unit {offered.unit_code}."})

    def check_room() -> None:
        # The own counter is locked by now: nobody else adds to what this person holds.
        rules.check_room(new.amount, repository.in_hand(work, staff_id).amount, _most(work), currency)

    counter = rules.counter_of(staff_id)
    command = RecordPayment(offered.account_code, new.amount, Channel.CASH, "", taken_on, new.client_uuid)
    payment = payments.record_at(work, command, counter, check_room)
    known = repository.of_payment(work, payment.payment_id)
    if known is not None:
        earlier = get(work, known)
        rules.check_same(earlier, new, staff_id)
        return earlier
    receipt_id = repository.add(work, new, payment.payment_id, counter)
    if receipt_id is None:
        raise Conflict(f"The id of this cash belongs to payment {payment.receipt_no}; give new cash a new id.")
    return get(work, receipt_id)


def collect_challan(work: Work, new: NewChallanCash) -> CashReceipt:
    """Take cash for the whole of a challan of the person's reach, under the next number of their own receipts.

    The same again gives the same receipt. Raises Forbidden, NotFound, Invalid (fields), Conflict for one paid or cancelled.
    """
    work.require(Permission.CASH_COLLECT)
    staff_id, currency = work.actor.staff_id, work.actor.currency
    taken_on = new.taken_on or work.today
    if wrong := rules.faults_of(new.payer, new.note, taken_on, work.today):
        raise Invalid(wrong)

    def check_room(row: challans.ChallanRow) -> None:
        rules.check_room(row.amount, repository.in_hand(work, staff_id).amount, _most(work), currency)

    command = PayChallan(new.challan_id, Channel.CASH, "", taken_on, new.client_uuid)
    _, paid_by = challans.pay_at(work, command, rules.counter_of(staff_id), check_room)
    known = repository.of_challan_payment(work, paid_by)
    if known is not None:
        earlier = get(work, known)
        rules.check_same(earlier, new, staff_id)
        return earlier
    return get(work, repository.add_of_challan(work, paid_by, new.payer, new.note))


def get(work: Work, receipt_id: int) -> CashReceipt:
    """One receipt with what it paid and what is still owed. Raises Forbidden, NotFound."""
    found = page(work, ListQuery(filters={"receipt": str(receipt_id)}, size=1)).rows
    row = found[0] if found else not_found("receipt", receipt_id)
    return CashReceipt(row, _payment(work, row), repository.owed(work, row.account_id))


def of_payment(work: Work, payment_id: int) -> int | None:
    """The receipt of a payment that was taken in the field; None for any other, and for who may not read receipts."""
    return repository.of_payment(work, payment_id) if work.actor.may(Permission.CASH_READ) else None


def page(work: Work, query: ListQuery) -> Page[CashRow]:
    """Receipts as `CASH_RECEIPTS` says, an agent's own. Raises Forbidden, Invalid."""
    return listing.page(work, CASH_RECEIPTS, query)


def in_hand(work: Work, agent_id: int | None = None) -> InHand:
    """What a person holds (None: the actor). Raises Forbidden for somebody else's where one sees the own only."""
    work.require(Permission.CASH_READ)
    actor = work.actor
    wanted = actor.staff_id if agent_id is None else agent_id
    if wanted != actor.staff_id and actor.may(Permission.CASH_COLLECT) and not actor.may(Permission.CASH_ACCEPT):
        raise Forbidden("Everybody sees the cash in their own hand.")
    return repository.in_hand(work, wanted)


def holders(work: Work) -> list[Holder]:
    """Who holds cash within reach, who has held it longest first; an agent finds nobody but themselves."""
    work.require(Permission.CASH_READ)
    actor = work.actor
    found = repository.holders(work)
    is_own = actor.may(Permission.CASH_COLLECT) and not actor.may(Permission.CASH_ACCEPT)
    return [each for each in found if not is_own or each.agent_id == actor.staff_id]


def limit(work: Work) -> Decimal:
    """The most cash that one person may hold. Raises Forbidden."""
    work.require(Permission.CASH_READ)
    return _most(work)


def set_limit(work: Work, amount: Decimal) -> Decimal:
    """Let people hold at most so much from now on; who holds more takes nothing until it is handed over. Raises Invalid."""
    work.require_everywhere(Permission.CASH_SET)
    rules.check_most(amount, work.actor.currency)
    before = _most(work)
    if before != amount:
        repository.set_limit(work, amount)
        audit.record(work, "cash.limit_set", LIMIT, before={"amount": before}, after={"amount": amount})
    return amount


def receipt_text(receipt: CashReceipt, organization: str, currency: str) -> str:
    """The receipt in a few plain lines, to be sent as a message."""
    row = receipt.row
    paid = payments.receipt_text(receipt.payment, currency).split("\n") if receipt.payment else [f"Receipt {row.receipt_no}"]
    lines = [organization, *paid]
    if row.challan_no:
        lines.append(f"{format_money(row.amount, currency)} in cash for challan {row.challan_no} on {row.taken_on:%d %b %Y}")
        if row.status == CashStatus.REVERSED:
            lines.append("Reversed")
    if row.unit_code:
        lines.append(f"Unit {row.unit_code}")
    lines.append(f"Taken by {row.agent_name}" + (f" from {row.payer}" if row.payer else ""))
    if receipt.owed is not None and not row.challan_no and row.status != CashStatus.REVERSED:
        lines.append(f"Still owed: {format_money(receipt.owed, currency)}")
    return "\n".join(lines)


def _payment(work: Work, row: CashRow) -> payments.Payment | None:
    if row.payment_id is None:
        return None
    try:
        return payments.get(work, row.payment_id)
    except NotFound:  # the area was taken away from whoever took it
        return None


def _most(work: Work) -> Decimal:
    return repository.limit(work) or rules.USUAL_MOST
