"""Every kind of notice as one readable table: what it tells, and what one's role must grant to be told."""

from typing import Final

from services.notices.models import Kind
from services.permissions import Permission

P = Permission

TICKET_ASSIGNED: Final = Kind("ticket.assigned", "A ticket is assigned to me", P.TICKET_WORK, by_email=True)
TICKET_COMMENTED: Final = Kind("ticket.commented", "Somebody comments on a ticket of mine", P.TICKET_READ, by_email=True)
TICKET_MENTIONED: Final = Kind("ticket.mentioned", "I am named on a ticket", P.TICKET_READ, by_email=True)
TICKET_RESOLVED: Final = Kind("ticket.resolved", "A ticket that I opened is resolved or rejected", P.TICKET_READ)
TICKET_REOPENED: Final = Kind("ticket.reopened", "A ticket of mine is reopened", P.TICKET_READ, by_email=True)
TICKET_MERGED: Final = Kind("ticket.merged", "A ticket of mine is merged into another", P.TICKET_READ)
TICKET_DUE_SOON: Final = Kind(
    "ticket.due_soon", "A promise of a ticket is about to be missed", P.TICKET_READ, tells_the_actor=True, by_email=True
)
TICKET_OVERDUE: Final = Kind(
    "ticket.overdue", "A promise of a ticket was missed", P.TICKET_READ, tells_the_actor=True, by_email=True
)
VISIT_PLANNED: Final = Kind("visit.planned", "Visits are planned for me", P.VISIT_MAKE)
VISIT_RETURNED: Final = Kind("visit.returned", "A visit of mine is returned", P.VISIT_MAKE)
VISIT_APPROVED: Final = Kind("visit.approved", "A visit of mine is approved", P.VISIT_MAKE)
VISIT_CANCELLED: Final = Kind("visit.cancelled", "A visit of mine is cancelled", P.VISIT_MAKE)
BILL_DUE: Final = Kind(
    "bill.due", "A bill of mine is due soon", P.BILL_READ, tells_the_actor=True, by_email=True, is_for_consumers=True
)
PAYMENT_RECORDED: Final = Kind(
    "payment.recorded", "A payment of mine arrives or is taken back", P.PAYMENT_READ, by_email=True, is_for_consumers=True
)
READING_SUSPECT: Final = Kind("reading.suspect", "A reading looks unusual and waits for a decision", P.READING_DECIDE)
REQUEST_PROPOSED: Final = Kind("change_request.proposed", "Somebody proposes a change of the register", P.CHANGE_REQUEST_DECIDE)
REQUEST_DECIDED: Final = Kind("change_request.decided", "A change that I proposed is decided about", P.CHANGE_REQUEST_READ)
CASH_ACCEPTED: Final = Kind("cash.accepted", "Cash that I handed over is accepted", P.CASH_COLLECT)
CASH_DIFFERS: Final = Kind("cash.differs", "Cash that I handed over differs from my receipts", P.CASH_COLLECT, by_email=True)
RUN_TO_REVIEW: Final = Kind(
    "bill_run.review", "A bill run is ready for review", P.BILL_RUN_READ, tells_the_actor=True, by_email=True
)
RUN_ISSUED: Final = Kind("bill_run.issued", "A bill run is issued", P.BILL_RUN_READ, tells_the_actor=True)
RUN_STOPPED: Final = Kind(
    "bill_run.stopped", "The work on a bill run stops", P.BILL_RUN_READ, tells_the_actor=True, by_email=True
)
IMPORT_DONE: Final = Kind("import.done", "An import of mine is done", P.IMPORT, tells_the_actor=True, by_email=True)
IMPORT_STOPPED: Final = Kind("import.stopped", "An import of mine stops", P.IMPORT, tells_the_actor=True, by_email=True)
EXPORT_READY: Final = Kind("export.ready", "An export of mine is ready", P.EXPORT, tells_the_actor=True, by_email=True)
EXPORT_STOPPED: Final = Kind("export.stopped", "An export of mine stops", P.EXPORT, tells_the_actor=True, by_email=True)
CHANGE_DONE: Final = Kind("bulk_change.done", "A bulk change of mine is done or undone", P.BULK_CHANGE, tells_the_actor=True)
CHANGE_STOPPED: Final = Kind(
    "bulk_change.stopped", "A bulk change of mine stops", P.BULK_CHANGE, tells_the_actor=True, by_email=True
)
JOB_STOPPED: Final = Kind("job.stopped", "Background work stops", P.JOB_READ, tells_the_actor=True, by_email=True)
MESSAGE_GIVEN_UP: Final = Kind(
    "message.given_up", "Messages cannot be delivered", P.JOB_READ, tells_the_actor=True, is_in_app_only=True
)
FOLLOWED: Final = Kind("followed.changed", "Something that I follow changes", P.NOTICE_READ)

KINDS: Final = (
    TICKET_ASSIGNED,
    TICKET_COMMENTED,
    TICKET_MENTIONED,
    TICKET_RESOLVED,
    TICKET_REOPENED,
    TICKET_MERGED,
    TICKET_DUE_SOON,
    TICKET_OVERDUE,
    VISIT_PLANNED,
    VISIT_RETURNED,
    VISIT_APPROVED,
    VISIT_CANCELLED,
    READING_SUSPECT,
    BILL_DUE,
    PAYMENT_RECORDED,
    REQUEST_PROPOSED,
    REQUEST_DECIDED,
    CASH_ACCEPTED,
    CASH_DIFFERS,
    RUN_TO_REVIEW,
    RUN_ISSUED,
    RUN_STOPPED,
    IMPORT_DONE,
    IMPORT_STOPPED,
    EXPORT_READY,
    EXPORT_STOPPED,
    CHANGE_DONE,
    CHANGE_STOPPED,
    JOB_STOPPED,
    MESSAGE_GIVEN_UP,
    FOLLOWED,
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}

# Where each record is looked at; `{}` is its target.
ADDRESSES: Final = {
    "ticket": "/ticket?ticket={}",
    "visit": "/visit?visit={}",
    "change_request": "/change-request?request={}",
    "handover": "/handover?handover={}",
    "bill_run": "/bill-run?run={}",
    "import": "/import?import={}",
    "export": "/exports?export={}",
    "bulk_change": "/bulk-change?change={}",
    "job": "/job?job={}",
    "outbox": "/jobs",
    "unit": "/unit?unit={}",
    "bill": "/bill?bill={}",
    "account": "/account?account={}",
    "payment": "/payment?payment={}",
    "reading": "/reading?reading={}",
}
# What can be followed, and what one's role must grant to be told of it.
FOLLOWABLE: Final = {"ticket": P.TICKET_READ, "unit": P.UNIT_READ, "bill": P.BILL_READ, "account": P.ACCOUNT_READ}

# The same for all that a follower is led to.
TO_FOLLOW: Final = {**FOLLOWABLE, "payment": P.PAYMENT_READ, "reading": P.READING_READ}


def address_of(noun: str, target: str) -> str:
    """The address of a record's screen."""
    return ADDRESSES[noun].format(target)
