"""What each permission lets a person do, in plain words, under the noun that it is about."""

from typing import Final

from services.permissions import Permission

P = Permission

WORDS: Final[dict[P, tuple[str, str]]] = {
    P.AREA_READ: ("Areas", "See areas"),
    P.AREA_WRITE: ("Areas", "Add, change, move and merge areas"),
    P.UNIT_READ: ("Register", "See survey units"),
    P.UNIT_MERGE: ("Register", "Merge duplicate units"),
    P.ACCOUNT_READ: ("Register", "See accounts"),
    P.ACCOUNT_WRITE: ("Register", "Change accounts and units"),
    P.ACCOUNT_IDENTIFY: ("Register", "Read phones and identity numbers in full"),
    P.CHANGE_REQUEST_READ: ("Register", "See change requests"),
    P.CHANGE_REQUEST_PROPOSE: ("Register", "Propose changes of the register"),
    P.CHANGE_REQUEST_DECIDE: ("Register", "Decide on change requests of others"),
    P.READING_READ: ("Readings", "See readings"),
    P.READING_RECORD: ("Readings", "Record readings"),
    P.READING_DECIDE: ("Readings", "Decide on suspect readings"),
    P.TARIFF_READ: ("Billing", "See tariffs"),
    P.TARIFF_WRITE: ("Billing", "Add versions of tariffs"),
    P.BILL_READ: ("Billing", "See bills"),
    P.BILL_RELEASE: ("Billing", "Release held bills"),
    P.BILL_RUN_READ: ("Billing", "See bill runs"),
    P.BILL_RUN_CREATE: ("Billing", "Create and calculate bill runs"),
    P.BILL_RUN_APPROVE: ("Billing", "Approve bill runs of others"),
    P.BILL_RUN_ISSUE: ("Billing", "Issue approved bill runs"),
    P.LEDGER_READ: ("Money", "See ledgers and statements"),
    P.LEDGER_OPEN: ("Money", "Enter opening balances"),
    P.PAYMENT_READ: ("Money", "See payments"),
    P.PAYMENT_RECORD: ("Money", "Record payments"),
    P.PAYMENT_REVERSE: ("Money", "Reverse payments"),
    P.CASH_READ: ("Money", "See cash receipts and handovers"),
    P.CASH_COLLECT: ("Money", "Take cash and give receipts"),
    P.CASH_ACCEPT: ("Money", "Accept, deposit and reconcile cash of others"),
    P.CASH_SET: ("Money", "Set how much cash one person may hold"),
    P.VERIFY: ("Staff and system", "Verify money and the audit trail"),
    P.EXPORT: ("Lists", "Export lists"),
    P.IMPORT: ("Lists", "Import files"),
    P.FILE_READ: ("Lists", "Download own files"),
    P.REMINDER_SET: ("Money", "Set when people are reminded of bills"),
    P.ACTIVITY_READ: ("Lists", "Read what happened to what they may see"),
    P.VIEW_KEEP: ("Lists", "Keep views of lists"),
    P.VIEW_SHARE: ("Lists", "Share views with all"),
    P.VIEW_SET: ("Lists", "Choose the first view of a role"),
    P.BULK_CHANGE: ("Lists", "Change many records at once"),
    P.DASHBOARD_READ: ("Lists", "See figures of the organization"),
    P.STAFF_READ: ("Staff and system", "See staff and their rights"),
    P.STAFF_WRITE: ("Staff and system", "Invite staff and change their rights"),
    P.AUDIT_READ: ("Staff and system", "Read the audit trail"),
    P.JOB_READ: ("Staff and system", "See background jobs"),
    P.JOB_CHANGE: ("Staff and system", "Retry and cancel background jobs"),
    P.ARCHIVE_MOVE: ("Staff and system", "Move months into the archive and back"),
    P.RETENTION_SET: ("Staff and system", "Set how long records are kept"),
    P.TICKET_READ: ("Service", "See tickets"),
    P.TICKET_OPEN: ("Service", "Open tickets"),
    P.TICKET_WORK: ("Service", "Work on tickets"),
    P.TICKET_ASSIGN: ("Service", "Assign tickets"),
    P.TICKET_SET: ("Service", "Set types and promises of tickets"),
    P.CANNED_ANSWER_WRITE: ("Service", "Write canned answers"),
    P.ATTACHMENT_READ: ("Service", "See photos and documents"),
    P.ATTACHMENT_ADD: ("Service", "Add photos and documents"),
    P.ATTACHMENT_REMOVE: ("Service", "Remove photos and documents"),
    P.NOTICE_READ: ("Service", "Get notices"),
    P.VISIT_READ: ("Field work", "See visits"),
    P.VISIT_PLAN: ("Field work", "Plan visits"),
    P.VISIT_MAKE: ("Field work", "Make visits"),
    P.VISIT_REVIEW: ("Field work", "Approve or return visits"),
    P.VISIT_SET: ("Field work", "Set fines and the rules of visits"),
    P.BUSINESS_CALENDAR_READ: ("Staff and system", "See the business calendar"),
    P.BUSINESS_CALENDAR_WRITE: ("Staff and system", "Change the business calendar"),
}


def word(permission: P) -> str:
    """'Record payments'; a permission without words is called by its name."""
    return WORDS.get(permission, ("", permission.value.replace("_", " ").replace(".", ", ")))[1]


def noun(permission: P) -> str:
    """The group that it stands in."""
    return WORDS.get(permission, ("Other", ""))[0]
