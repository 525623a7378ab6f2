"""The one table of screens: file, address, title, icon, group, who may see it, and whether the menu shows it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from components.markup import address
from services.permissions import Permission, Role
from services.work import Actor
from utils.settings import ROOT
from utils.wording import ENGLISH


@dataclass(frozen=True)
class Screen:
    """One screen. `permission` None is for everyone who is signed in."""

    file: str
    url: str
    title: str
    icon: str
    group: str
    permission: Permission | None
    is_hidden: bool = False

    def link(self, **params: str | int | None) -> str:
        """The address of this screen with its parameters, e.g. `BILL.link(bill=12)` is '/bill?bill=12'."""
        return address(f"/{self.url}", params)

    def is_for(self, actor: Actor) -> bool:
        """Whether this person may open it."""
        return self.permission is None or actor.may(self.permission)

    def language_for(self, actor: Actor) -> str:
        """The language in which it speaks to this person: the person's own where all of it can be said in it, else English."""
        is_worded = self in WORDED and (self is not HOME or actor.role is Role.FIELD_AGENT)
        return actor.language if is_worded else ENGLISH

    @property
    def path(self) -> Path:
        """Where its script is."""
        return ROOT / "pages" / self.file


P = Permission
HOME: Final = Screen("home.py", "", "Home", "home", "", None)
SEARCH: Final = Screen("search.py", "search", "Search", "search", "", None, is_hidden=True)
SURVEY_UNITS: Final = Screen("survey_units.py", "survey-units", "Survey units", "home_work", "Register", P.UNIT_READ)
UNIT: Final = Screen("unit.py", "unit", "Unit", "home_work", "Register", P.UNIT_READ, is_hidden=True)
ACCOUNTS: Final = Screen("accounts.py", "accounts", "Accounts", "group", "Register", P.ACCOUNT_READ)
ACCOUNT: Final = Screen("account.py", "account", "Account", "person", "Register", P.ACCOUNT_READ, is_hidden=True)
STATEMENT: Final = Screen("statement.py", "statement", "Statement", "receipt_long", "Register", P.LEDGER_READ, is_hidden=True)
AREAS: Final = Screen("areas.py", "areas", "Areas", "map", "Register", P.AREA_READ)
CHANGES: Final = Screen("changes.py", "changes", "Changes", "edit_note", "Register", P.BULK_CHANGE)
CHANGE: Final = Screen("change.py", "change", "Change many", "edit_note", "Register", P.BULK_CHANGE, is_hidden=True)
BULK_CHANGE: Final = Screen(
    "bulk_change.py", "bulk-change", "Bulk change", "edit_note", "Register", P.BULK_CHANGE, is_hidden=True
)
CHANGE_REQUESTS: Final = Screen(
    "change_requests.py", "change-requests", "Change requests", "rule", "Register", P.CHANGE_REQUEST_READ
)
CHANGE_REQUEST: Final = Screen(
    "change_request.py", "change-request", "Change request", "rule", "Register", P.CHANGE_REQUEST_READ, is_hidden=True
)
PROPOSE_CHANGE: Final = Screen(
    "propose_change.py", "propose-change", "Propose a change", "edit_note", "Register", P.CHANGE_REQUEST_PROPOSE, is_hidden=True
)
DECIDE_REQUESTS: Final = Screen(
    "decide_change_requests.py", "decide-change-requests", "Decide", "fact_check", "Register", P.CHANGE_REQUEST_DECIDE,
    is_hidden=True,
)  # fmt: skip
DUPLICATES: Final = Screen("duplicates.py", "duplicates", "Duplicates", "content_copy", "Register", P.UNIT_MERGE)
DUPLICATE: Final = Screen("duplicate.py", "duplicate", "Pair", "content_copy", "Register", P.UNIT_MERGE, is_hidden=True)
BILLS: Final = Screen("bills.py", "bills", "Bills", "receipt_long", "Billing", P.BILL_READ)
BILL: Final = Screen("bill.py", "bill", "Bill", "receipt_long", "Billing", P.BILL_READ, is_hidden=True)
BILL_RUNS: Final = Screen("bill_runs.py", "bill-runs", "Bill runs", "event_repeat", "Billing", P.BILL_RUN_READ)
BILL_RUN: Final = Screen("bill_run.py", "bill-run", "Bill run", "event_repeat", "Billing", P.BILL_RUN_READ, is_hidden=True)
TARIFFS: Final = Screen("tariffs.py", "tariffs", "Tariffs", "sell", "Billing", P.TARIFF_READ)
TARIFF: Final = Screen("tariff.py", "tariff", "Tariff", "sell", "Billing", P.TARIFF_READ, is_hidden=True)
READINGS: Final = Screen("readings.py", "readings", "Readings", "speed", "Register", P.READING_READ)
READING: Final = Screen("reading.py", "reading", "Reading", "speed", "Register", P.READING_READ, is_hidden=True)
PAYMENTS: Final = Screen("payments.py", "payments", "Payments", "payments", "Money", P.PAYMENT_READ)
PAYMENT: Final = Screen("payment.py", "payment", "Payment", "payments", "Money", P.PAYMENT_READ, is_hidden=True)
CASH: Final = Screen("cash.py", "cash", "Cash", "savings", "Money", P.CASH_READ)
CASH_RECEIPT: Final = Screen("cash_receipt.py", "receipt", "Receipt", "receipt", "Money", P.CASH_READ, is_hidden=True)
CASH_IN_HAND: Final = Screen("cash_in_hand.py", "cash-in-hand", "Cash in hand", "savings", "Money", P.CASH_READ, is_hidden=True)
HANDOVERS: Final = Screen("handovers.py", "handovers", "Handovers", "swap_horiz", "Money", P.CASH_READ, is_hidden=True)
HANDOVER: Final = Screen("handover.py", "handover", "Handover", "swap_horiz", "Money", P.CASH_READ, is_hidden=True)
TAKE_CASH: Final = Screen("take_cash.py", "take-cash", "Take cash", "savings", "Money", P.CASH_COLLECT, is_hidden=True)
TICKETS: Final = Screen("tickets.py", "tickets", "Tickets", "confirmation_number", "Service", P.TICKET_READ)
TICKET: Final = Screen("ticket.py", "ticket", "Ticket", "confirmation_number", "Service", P.TICKET_READ, is_hidden=True)
TICKET_SETTINGS: Final = Screen(
    "ticket_settings.py", "ticket-settings", "Types and promises", "timer", "Service", P.TICKET_READ, is_hidden=True
)
CANNED_ANSWERS: Final = Screen(
    "canned_answers.py", "canned-answers", "Canned answers", "quickreply", "Service", P.TICKET_WORK, is_hidden=True
)
TODAY: Final = Screen("today.py", "today", "Today", "today", "Service", P.VISIT_MAKE)
MY_DAY: Final = Screen("my_day.py", "my-day", "My day", "task_alt", "Service", P.VISIT_MAKE, is_hidden=True)
DAYS: Final = Screen("days.py", "days", "Closed days", "event_available", "Service", P.VISIT_READ, is_hidden=True)
VISITS: Final = Screen("visits.py", "visits", "Visits", "directions_walk", "Service", P.VISIT_READ)
VISIT: Final = Screen("visit.py", "visit", "Visit", "directions_walk", "Service", P.VISIT_READ, is_hidden=True)
CHALLANS: Final = Screen("challans.py", "challans", "Challans", "gavel", "Service", P.VISIT_READ, is_hidden=True)
CHALLAN: Final = Screen("challan.py", "challan", "Challan", "gavel", "Service", P.VISIT_READ, is_hidden=True)
VISIT_SETTINGS: Final = Screen(
    "visit_settings.py", "visit-settings", "Fines and geofence", "gavel", "Service", P.VISIT_READ, is_hidden=True
)
PLAN_VISITS: Final = Screen("plan_visits.py", "plan-visits", "Plan visits", "event", "Service", P.VISIT_PLAN, is_hidden=True)
STAFF: Final = Screen("staff.py", "staff", "Staff", "badge", "Administration", P.STAFF_READ)
STAFF_MEMBER: Final = Screen(
    "staff_member.py", "staff-member", "Staff member", "badge", "Administration", P.STAFF_READ, is_hidden=True
)
ACTIVITY: Final = Screen("activity.py", "activity", "Activity", "timeline", "", P.ACTIVITY_READ)
AUDIT: Final = Screen("audit.py", "audit", "Audit", "history", "Administration", P.AUDIT_READ)
AUDIT_ENTRY: Final = Screen(
    "audit_entry.py", "audit-entry", "Audit entry", "history", "Administration", P.AUDIT_READ, is_hidden=True
)
NOTICES: Final = Screen("notices.py", "notices", "Notices", "notifications", "", P.NOTICE_READ, is_hidden=True)
NOTICE_CHOICES: Final = Screen(
    "notice_choices.py", "notice-choices", "What I am told of", "tune", "", P.NOTICE_READ, is_hidden=True
)
REMINDERS: Final = Screen("reminders.py", "reminders", "Reminders", "notifications_active", "Administration", P.REMINDER_SET)
PROFILE: Final = Screen("profile.py", "profile", "My profile", "account_circle", "", None, is_hidden=True)
ACCESS: Final = Screen("access.py", "access", "Who may what", "key", "Administration", P.STAFF_READ, is_hidden=True)
SECURITY: Final = Screen("security.py", "security", "Security", "shield", "Administration", P.STAFF_WRITE, is_hidden=True)
JOBS: Final = Screen("jobs.py", "jobs", "Jobs", "pending", "Administration", P.JOB_READ)
JOB: Final = Screen("job.py", "job", "Job", "pending", "Administration", P.JOB_READ, is_hidden=True)
ARCHIVE: Final = Screen("archive.py", "archive", "Archive and retention", "inventory_2", "Administration", P.ARCHIVE_MOVE)
BUSINESS_CALENDAR: Final = Screen(
    "business_calendar.py", "business-calendar", "Business calendar", "event_available", "Administration",
    P.BUSINESS_CALENDAR_READ,
)  # fmt: skip
EXPORTS: Final = Screen("exports.py", "exports", "Exports", "download", "Administration", P.EXPORT)

IMPORTS: Final = Screen("imports.py", "imports", "Imports", "upload_file", "Register", P.IMPORT)
IMPORT: Final = Screen("import_file.py", "import", "Import", "upload_file", "Register", P.IMPORT, is_hidden=True)
MAPPINGS: Final = Screen("import_mappings.py", "mappings", "Mappings", "upload_file", "Register", P.IMPORT, is_hidden=True)
MAPPING: Final = Screen("import_mapping.py", "mapping", "Mapping", "upload_file", "Register", P.IMPORT, is_hidden=True)

SCREENS: Final = (
    HOME,
    SEARCH,
    ACTIVITY,
    PROFILE,
    NOTICES,
    NOTICE_CHOICES,
    SURVEY_UNITS,
    UNIT,
    ACCOUNTS,
    ACCOUNT,
    STATEMENT,
    AREAS,
    IMPORTS,
    IMPORT,
    MAPPINGS,
    MAPPING,
    CHANGES,
    CHANGE,
    BULK_CHANGE,
    CHANGE_REQUESTS,
    CHANGE_REQUEST,
    PROPOSE_CHANGE,
    DECIDE_REQUESTS,
    DUPLICATES,
    DUPLICATE,
    READINGS,
    READING,
    BILLS,
    BILL,
    BILL_RUNS,
    BILL_RUN,
    TARIFFS,
    TARIFF,
    PAYMENTS,
    PAYMENT,
    CASH,
    CASH_RECEIPT,
    TAKE_CASH,
    CASH_IN_HAND,
    HANDOVERS,
    HANDOVER,
    TICKETS,
    TICKET,
    TICKET_SETTINGS,
    CANNED_ANSWERS,
    TODAY,
    MY_DAY,
    DAYS,
    VISITS,
    VISIT,
    CHALLANS,
    CHALLAN,
    PLAN_VISITS,
    VISIT_SETTINGS,
    STAFF,
    STAFF_MEMBER,
    AUDIT,
    AUDIT_ENTRY,
    ACCESS,
    SECURITY,
    JOBS,
    JOB,
    BUSINESS_CALENDAR,
    REMINDERS,
    EXPORTS,
    ARCHIVE,
)

WORDED: Final = frozenset({HOME, TODAY, VISIT, MY_DAY, TAKE_CASH, CASH_RECEIPT, CASH_IN_HAND, NOTICES, PROFILE})
"""The screens that speak every language, the home of field agents among them; all others speak English."""

PATHS: Final = frozenset(f"/{screen.url}" for screen in SCREENS)
"""The address of each screen."""
