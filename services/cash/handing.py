"""Cash from the hand of an agent to the bank: accepted at the office, deposited, found on the statement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services import audit, listing, notices
from services.cash import handover_repository, handover_rules
from services.cash.handover_listing_repository import CASH_HANDOVERS
from services.cash.handover_models import Deposit, Handover, HandoverRow, NewDeposit, NewHandover
from services.cash.models import Holder, InHand
from services.cash.service import in_hand, page
from services.notices import About
from services.paging import MAX_SIZE, ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.money import format_money


def holder(work: Work, agent_id: int) -> Holder | None:
    """What a person holds now; None where it is nothing. Raises Forbidden, NotFound for nobody within reach."""
    held = in_hand(work, agent_id)
    name = handover_repository.name(work, agent_id, is_holder=held.since is not None) or not_found("staff", agent_id)
    return Holder(agent_id, name, held.amount, held.receipt_count, held.since) if held.since else None


def accept(work: Work, new: NewHandover) -> Handover:
    """Accept all that an agent holds, as it was counted: their hand is empty from then on, and they are told.

    A difference needs a reason and stays visible. The same again gives the same handover. Raises Forbidden, NotFound, Invalid,
    Conflict for the own cash, for an empty hand (which says who was faster), and where the agent took more meanwhile.
    """
    work.require_everywhere(Permission.CASH_ACCEPT)
    agent_name = handover_repository.agent(work, new.agent_id) or not_found("staff", new.agent_id)
    currency = work.actor.currency
    handover_rules.check_counted(new, currency)
    known = handover_repository.known(work, new.client_uuid)
    if known is not None:
        again = (new.agent_id, new.counted, new.reason.strip(), work.actor.staff_id)
        if again != (known.agent_id, known.counted, known.reason, known.accepted_by):
            raise Conflict("This handover was accepted before with other particulars; give a new one a new id.")
        return handover(work, known.handover_id)
    if new.agent_id == work.actor.staff_id:
        raise Conflict("Somebody else counts the cash that you took.")
    locked = handover_repository.lock_cash(work, new.agent_id)
    held = InHand(sum((each.amount for each in locked), start=Decimal(0)), len(locked), None)
    if not locked:
        last = handover_repository.last(work, new.agent_id)
        raise Conflict(handover_rules.empty(agent_name, last, work.now, work.actor.time_zone, currency))
    if new.seen is not None and new.seen != held.mark_of(new.agent_id):
        now = f"{format_money(held.amount, currency)} from {held.receipt_count} receipts"
        raise Conflict(f"What {agent_name} holds has changed meanwhile; it is {now} now. Count it again.")
    reason = handover_rules.check_reason(new, held.amount, currency)
    handover_id = handover_repository.add(work, new, [each.receipt_id for each in locked], held.amount, reason)
    done = handover(work, handover_id)
    _tell(work, done.row)
    after = {"agent": agent_name, "expected": held.amount, "counted": new.counted, **({"reason": reason} if reason else {})}
    audit.record(work, "cash.accepted", f"handover {done.row.handover_no}", after=after)
    return done


def handover(work: Work, handover_id: int) -> Handover:
    """One handover with its receipts. Raises Forbidden, NotFound."""
    found = handovers(work, ListQuery(filters={"handover": str(handover_id)}, size=1)).rows
    row = found[0] if found else not_found("handover", handover_id)
    return Handover(row, page(work, ListQuery(filters={"handover": str(handover_id)}, size=MAX_SIZE)).rows)


def handovers(work: Work, query: ListQuery) -> Page[HandoverRow]:
    """Handovers as `CASH_HANDOVERS` says, the newest first; an agent's own. Raises Forbidden, Invalid."""
    return listing.page(work, CASH_HANDOVERS, query)


def deposit(work: Work, new: NewDeposit) -> Deposit:
    """Handovers were brought to the bank under one slip. The same again changes nothing.

    Raises Forbidden, NotFound, Invalid (fields), Conflict for one that was deposited before.
    """
    work.require_everywhere(Permission.CASH_ACCEPT)
    wanted = handover_rules.clean(new)
    handover_rules.check_deposit(wanted, work.today)
    known = handover_repository.known_deposit(work, wanted.client_uuid)
    if known is not None:
        again = (list(wanted.handover_ids), wanted.bank, wanted.slip_no, wanted.deposited_on, work.actor.staff_id)
        if again != (known.handover_ids, known.bank, known.slip_no, known.deposited_on, known.deposited_by):
            raise Conflict("This deposit was recorded before with other particulars; give a new one a new id.")
        return _deposit(work, known.deposit_id)
    found = handover_repository.waiting(work, wanted.handover_ids)
    missing = set(wanted.handover_ids) - {each.handover_id for each in found}
    if missing:
        not_found("handover", min(missing))
    handover_rules.check_waiting(found, wanted.deposited_on, work.actor.time_zone)
    if handover_repository.is_slip_known(work, wanted.bank, wanted.slip_no):
        raise Invalid({"slip_no": f"Slip {wanted.slip_no} of {wanted.bank} was recorded before."})
    amount = sum((each.counted for each in found), start=Decimal(0))
    if not amount:
        raise Invalid({"handover_ids": "Nothing was counted in these handovers, so there is nothing to deposit."})
    done = _deposit(work, handover_repository.add_deposit(work, wanted, amount))
    after = {"amount": amount, "bank": done.bank, "handovers": [each.handover_no for each in found]}
    audit.record(work, "cash.deposited", done.ref, after=after)
    return done


def reconcile(work: Work, deposit_id: int, credited_on: date) -> Deposit:
    """The deposit stands on the statement of the bank, found there by somebody else than who deposited it.

    Raises Forbidden, NotFound, Invalid, Conflict for an own deposit and where somebody was faster.
    """
    work.require_everywhere(Permission.CASH_ACCEPT)
    before = handover_repository.lock_deposit(work, deposit_id) or not_found("deposit", deposit_id)
    handover_rules.check_reconcile(before, credited_on, work.today, work.actor.staff_id)
    handover_repository.reconcile(work, deposit_id, credited_on)
    audit.record(work, "cash.reconciled", before.ref, after={"credited_on": credited_on, "amount": before.amount})
    return replace(before, credited_on=credited_on, reconciler_name=work.actor.full_name)


def _deposit(work: Work, deposit_id: int) -> Deposit:
    return handover_repository.deposit(work, deposit_id) or not_found("deposit", deposit_id)


def _tell(work: Work, row: HandoverRow) -> None:
    """The agent, in other words where what was counted differs."""
    currency = work.actor.currency
    subject = f"{row.accepter_name} accepted {format_money(row.counted, currency)} from you, {row.handover_no}"
    kind = notices.CASH_ACCEPTED
    if row.difference:
        kind = notices.CASH_DIFFERS
        less = "less" if row.difference < 0 else "more"
        subject += f": {format_money(abs(row.difference), currency)} {less} than your receipts. {row.reason}"
    notices.tell(work, kind, [row.agent_id], About("handover", row.handover_id), subject, f"handover {row.handover_no}")
