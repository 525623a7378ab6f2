"""Setting how long before a bill is due people hear of it, and telling them day by day."""

from datetime import date, timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, background, notices
from services.background import Unfinished
from services.notices import About
from services.permissions import Permission
from services.reminders import repository
from services.reminders.models import DueBill, Reminders, Setting
from services.work import Actor, Work, begin
from utils import clock
from utils.errors import Invalid
from utils.money import format_money

REMIND: Final = "bill.remind"
USUAL_DAYS: Final = 3
MOST_DAYS: Final = 30
HOUR: Final = 9
BATCH: Final = 200
_FIRST: Final = (date(1, 1, 1), 0)
_NOTHING: Final = Setting(USUAL_DAYS, None, None, None, 0)


def get(work: Work) -> Reminders:
    """How this organization reminds, and of how many bills next. Raises Forbidden."""
    work.require_everywhere(Permission.REMINDER_SET)
    kept = repository.setting(work) or _NOTHING
    last = work.today + timedelta(days=kept.days_before)
    waiting = repository.waiting_count(work, work.today, last, kept.told_upto, kept.ran_at) if kept.days_before else 0
    return Reminders(kept.days_before, kept.ran_at, kept.told_count, waiting)


def set_days(work: Work, days: int) -> Reminders:
    """Remind so many days before a bill is due, 0 for never. Raises Forbidden, Invalid."""
    work.require_everywhere(Permission.REMINDER_SET)
    if not 0 <= days <= MOST_DAYS:
        raise Invalid({"days_before": f"Say 0 to {MOST_DAYS} days; with 0 nobody is reminded."})
    before = (repository.setting(work) or _NOTHING).days_before
    if days != before:
        repository.set_days(work, days)
        audit.record(work, "reminder.set", "reminders of bills", before={"days": before}, after={"days": days})
    return get(work)


def remind(actor: Actor) -> int:
    """Tell, batch by batch, whom unpaid bills concern that fall due; of how many bills. Doing it again tells nobody twice.

    Raises Forbidden.
    """
    with begin(actor) as work:
        work.require_everywhere(Permission.REMINDER_SET)
        kept, today = repository.setting(work) or _NOTHING, work.today
    last, told, after = today + timedelta(days=kept.days_before), 0, _FIRST
    while kept.days_before:
        with begin(actor) as work:
            found = repository.waiting(work, today, last, kept.told_upto, kept.ran_at, after, BATCH)
            for bill in found:
                _tell(work, bill)
        told += len(found)
        if len(found) < BATCH:
            break
        after = (found[-1].period, found[-1].bill_id)
        background.check_wanted()
    with begin(actor) as work:
        repository.ran(work, kept.days_before, last, told)
    return told


def due() -> list[Unfinished]:
    """The organizations whose people were not reminded today, and in whose name that is done."""
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.due_everywhere(door, clock.now(), HOUR)
    return [Unfinished(each.org_id, each.staff_id, {}) for each in found]


def _tell(work: Work, bill: DueBill) -> None:
    left = format_money(bill.outstanding, work.actor.currency)
    days = (bill.due_on - work.today).days
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"on {bill.due_on.day} {bill.due_on:%b %Y}"
    subject = f"Bill {bill.bill_no} of account {bill.account_code} is due {when}: {left} unpaid."
    about = About("bill", bill.bill_no, bill.area_id, bill.account_id)
    event = f"bill {bill.bill_no} due {bill.due_on.isoformat()}"
    notices.tell(work, notices.BILL_DUE, None, about, subject, event)
    followed = (about, *notices.of_account(work, bill.account_id))
    notices.tell_followers(work, about, subject, event, of=followed, tells_the_actor=True)
