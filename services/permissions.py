"""Which role may do what, as one readable table."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is to an organization."""

    HEAD_ADMINISTRATOR = "head_administrator"
    MANAGER = "manager"
    BILLING = "billing"
    OPERATIONS = "operations"
    SUPPORT = "support"
    FIELD_AGENT = "field_agent"
    CONSUMER = "consumer"


class Permission(StrEnum):
    """One thing that may be done, named noun.verb."""

    AREA_READ = "area.read"
    AREA_WRITE = "area.write"
    UNIT_READ = "unit.read"
    UNIT_MERGE = "unit.merge"
    ACCOUNT_READ = "account.read"
    ACCOUNT_WRITE = "account.write"
    ACCOUNT_IDENTIFY = "account.identify"
    READING_READ = "reading.read"
    READING_RECORD = "reading.record"
    READING_DECIDE = "reading.decide"
    TARIFF_READ = "tariff.read"
    TARIFF_WRITE = "tariff.write"
    BILL_READ = "bill.read"
    BILL_RELEASE = "bill.release"
    BILL_RUN_READ = "bill_run.read"
    BILL_RUN_CREATE = "bill_run.create"
    BILL_RUN_APPROVE = "bill_run.approve"
    BILL_RUN_ISSUE = "bill_run.issue"
    LEDGER_READ = "ledger.read"
    LEDGER_OPEN = "ledger.open"
    PAYMENT_READ = "payment.read"
    PAYMENT_RECORD = "payment.record"
    PAYMENT_REVERSE = "payment.reverse"
    EXPORT = "export.make"
    IMPORT = "import.run"
    FILE_READ = "file.read"
    VIEW_KEEP = "view.keep"
    VIEW_SHARE = "view.share"
    VIEW_SET = "view.set"
    BULK_CHANGE = "bulk_change.make"
    DASHBOARD_READ = "dashboard.read"
    STAFF_READ = "staff.read"
    STAFF_WRITE = "staff.write"
    AUDIT_READ = "audit.read"
    ACTIVITY_READ = "activity.read"
    VERIFY = "ledger.verify"
    JOB_READ = "job.read"
    JOB_CHANGE = "job.change"
    ARCHIVE_MOVE = "archive.move"
    RETENTION_SET = "retention.set"
    TICKET_READ = "ticket.read"
    TICKET_OPEN = "ticket.open"
    TICKET_WORK = "ticket.work"
    TICKET_ASSIGN = "ticket.assign"
    TICKET_SET = "ticket.set"
    CANNED_ANSWER_WRITE = "canned_answer.write"
    NOTICE_READ = "notice.read"
    REMINDER_SET = "reminder.set"
    VISIT_READ = "visit.read"
    VISIT_PLAN = "visit.plan"
    VISIT_MAKE = "visit.make"
    VISIT_REVIEW = "visit.review"
    VISIT_SET = "visit.set"
    CASH_READ = "cash.read"
    CASH_COLLECT = "cash.collect"
    CASH_ACCEPT = "cash.accept"
    CASH_SET = "cash.set"
    ATTACHMENT_READ = "attachment.read"
    ATTACHMENT_ADD = "attachment.add"
    ATTACHMENT_REMOVE = "attachment.remove"
    CHANGE_REQUEST_READ = "change_request.read"
    CHANGE_REQUEST_PROPOSE = "change_request.propose"
    CHANGE_REQUEST_DECIDE = "change_request.decide"
    BUSINESS_CALENDAR_READ = "business_calendar.read"
    BUSINESS_CALENDAR_WRITE = "business_calendar.write"


P = Permission
OWN: Final = frozenset(
    {P.ACCOUNT_READ, P.UNIT_READ, P.READING_READ, P.BILL_READ, P.LEDGER_READ, P.PAYMENT_READ, P.TARIFF_READ, P.NOTICE_READ}
    | {P.CHANGE_REQUEST_READ, P.CHANGE_REQUEST_PROPOSE}
)
LOOK: Final = OWN | {
    P.AREA_READ, P.ACTIVITY_READ, P.VIEW_KEEP, P.TICKET_READ, P.TICKET_OPEN, P.TICKET_WORK, P.VISIT_READ, P.ATTACHMENT_READ,
    P.ATTACHMENT_ADD,
}  # fmt: skip

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.HEAD_ADMINISTRATOR: frozenset(Permission),
    Role.MANAGER: LOOK
    | {P.DASHBOARD_READ, P.BILL_RUN_READ, P.BILL_RUN_APPROVE, P.BILL_RUN_ISSUE, P.BILL_RELEASE, P.PAYMENT_REVERSE}
    | {P.EXPORT, P.FILE_READ, P.STAFF_READ, P.AUDIT_READ, P.BUSINESS_CALENDAR_READ}
    | {P.VIEW_SHARE, P.VIEW_SET, P.TICKET_ASSIGN, P.TICKET_SET, P.CANNED_ANSWER_WRITE, P.ATTACHMENT_REMOVE}
    | {P.VISIT_PLAN, P.VISIT_REVIEW, P.VISIT_SET, P.REMINDER_SET, P.CASH_READ, P.CASH_SET},
    Role.BILLING: LOOK
    | {P.DASHBOARD_READ, P.BILL_RUN_READ, P.BILL_RUN_CREATE, P.BILL_RUN_ISSUE, P.BILL_RELEASE, P.EXPORT, P.IMPORT}
    | {P.PAYMENT_RECORD, P.PAYMENT_REVERSE, P.READING_RECORD, P.LEDGER_OPEN, P.TARIFF_WRITE, P.ACCOUNT_WRITE}
    | {P.AUDIT_READ, P.FILE_READ}
    | {P.VIEW_SHARE, P.ACCOUNT_IDENTIFY, P.BULK_CHANGE, P.READING_DECIDE, P.CASH_READ, P.CASH_ACCEPT},
    Role.OPERATIONS: LOOK
    | {P.DASHBOARD_READ, P.READING_RECORD, P.EXPORT, P.IMPORT, P.FILE_READ, P.ACCOUNT_WRITE, P.AUDIT_READ}
    | {P.VIEW_SHARE, P.ACCOUNT_IDENTIFY, P.BULK_CHANGE, P.READING_DECIDE, P.BUSINESS_CALENDAR_READ, P.TICKET_ASSIGN}
    | {P.VISIT_PLAN, P.VISIT_REVIEW, P.CANNED_ANSWER_WRITE, P.ATTACHMENT_REMOVE, P.CHANGE_REQUEST_DECIDE, P.UNIT_MERGE}
    | {P.CASH_READ, P.CASH_ACCEPT},
    Role.SUPPORT: LOOK
    | {P.PAYMENT_RECORD, P.ACCOUNT_IDENTIFY, P.BUSINESS_CALENDAR_READ, P.TICKET_ASSIGN, P.CANNED_ANSWER_WRITE}
    | {P.ATTACHMENT_REMOVE},
    Role.FIELD_AGENT: LOOK | {P.READING_RECORD, P.VISIT_MAKE, P.CASH_READ, P.CASH_COLLECT},
    Role.CONSUMER: OWN | {P.ACCOUNT_IDENTIFY},
}

ROLE_NAMES: Final[dict[Role, str]] = {role: role.value.replace("_", " ").capitalize() for role in Role}


def sees_own_visits_only(role: Role) -> bool:
    """Whether a role makes visits and neither plans them nor decides: it sees its own, and the challans of its own."""
    return P.VISIT_MAKE in GRANTS[role] and not GRANTS[role] & {P.VISIT_PLAN, P.VISIT_REVIEW}


def sees_own_cash_only(role: Role) -> bool:
    """Whether a role takes cash and accepts none: it sees its own receipts."""
    return P.CASH_COLLECT in GRANTS[role] and P.CASH_ACCEPT not in GRANTS[role]
