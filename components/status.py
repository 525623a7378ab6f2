"""Every state as colour, icon and word, so that colour is never the only sign."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from markupsafe import Markup

from components.markup import icon
from utils.wording import language, worded


class Tone(StrEnum):
    """What a colour says."""

    QUIET = "quiet"
    WAITING = "waiting"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Sign:
    """How one state looks."""

    word: str
    tone: Tone
    icon: str


Q, W, G, A, B = Tone.QUIET, Tone.WAITING, Tone.GOOD, Tone.WARNING, Tone.BAD

SIGNS: Final[dict[str, dict[str, Sign]]] = {
    "bill": {
        "draft": Sign("Draft", Q, "edit_note"),
        "held": Sign("Held", A, "pause_circle"),
        "issued": Sign("Issued", W, "send"),
        "partly_paid": Sign("Partly paid", W, "clock_loader_40"),
        "paid": Sign("Paid", G, "check_circle"),
        "cancelled": Sign("Cancelled", Q, "cancel"),
        "voided": Sign("Voided", Q, "block"),
        "superseded": Sign("Replaced", Q, "history"),
        "written_off": Sign("Written off", Q, "money_off"),
        "overdue": Sign("Overdue", B, "schedule"),
        "disputed": Sign("Disputed", A, "gavel"),
    },
    "fine": {
        "in_use": Sign("In use", G, "check_circle"),
        "out_of_use": Sign("Out of use", Q, "block"),
    },
    "challan": {
        "unpaid": Sign("Unpaid", A, "schedule"),
        "paid": Sign("Paid", G, "check_circle"),
        "cancelled": Sign("Cancelled", Q, "cancel"),
    },
    "bill_run": {
        "draft": Sign("Draft", Q, "edit_note"),
        "calculating": Sign("Calculating", W, "autorenew"),
        "failed": Sign("Failed", B, "error"),
        "review": Sign("In review", A, "rate_review"),
        "approved": Sign("Approved", W, "verified"),
        "issuing": Sign("Issuing", W, "autorenew"),
        "issued": Sign("Issued", G, "send"),
        "closed": Sign("Closed", Q, "lock"),
        "cancelled": Sign("Cancelled", Q, "cancel"),
        "reversing": Sign("Reversing", A, "undo"),
        "reversed": Sign("Reversed", Q, "undo"),
    },
    "import": {
        "uploaded": Sign("Uploaded", Q, "upload_file"),
        "mapped": Sign("Checking", W, "autorenew"),
        "validated": Sign("Checked", W, "fact_check"),
        "running": Sign("Running", W, "autorenew"),
        "paused": Sign("Paused", A, "pause_circle"),
        "done": Sign("Done", G, "check_circle"),
        "partial": Sign("Done in part", A, "rule"),
        "rolled_back": Sign("Rolled back", Q, "undo"),
    },
    "payment": {
        "pending": Sign("Pending", W, "hourglass_top"),
        "posted": Sign("Posted", G, "check_circle"),
        "failed": Sign("Failed", B, "error"),
        "reconciled": Sign("Reconciled", G, "verified"),
        "reversed": Sign("Reversed", Q, "undo"),
        "part_refunded": Sign("Part refunded", A, "undo"),
        "refunded": Sign("Refunded", Q, "undo"),
    },
    "cash": {
        "collected": Sign("In hand", W, "payments"),
        "handed_over": Sign("Handed over", W, "swap_horiz"),
        "deposited": Sign("Deposited", G, "account_balance"),
        "reconciled": Sign("Reconciled", G, "verified"),
        "reversed": Sign("Reversed", Q, "undo"),
    },
    "unit": {
        "surveyed": Sign("Surveyed", Q, "location_on"),
        "verified": Sign("Verified", W, "verified"),
        "listed": Sign("Listed", W, "list_alt"),
        "billed": Sign("Billed", G, "receipt_long"),
        "inactive": Sign("Inactive", Q, "block"),
        "duplicate_of": Sign("Duplicate", A, "content_copy"),
    },
    "reading": {
        "received": Sign("Received", Q, "inbox"),
        "valid": Sign("Valid", G, "check_circle"),
        "suspect": Sign("Suspect", A, "warning"),
        "accepted": Sign("Accepted", G, "check_circle"),
        "edited": Sign("Edited", W, "edit_note"),
        "rejected": Sign("Rejected", B, "cancel"),
        "estimated": Sign("Estimated", W, "calculate"),
    },
    "export": {
        "waiting": Sign("Waiting", Q, "hourglass_top"),
        "running": Sign("Being made", W, "autorenew"),
        "done": Sign("Ready", G, "check_circle"),
        "expired": Sign("Expired", Q, "history_toggle_off"),
        "failed": Sign("Failed", B, "error"),
        "cancelled": Sign("Cancelled", Q, "cancel"),
    },
    "bulk_change": {
        "running": Sign("Running", W, "sync"),
        "done": Sign("Done", G, "check_circle"),
        "undoing": Sign("Being undone", A, "undo"),
        "undone": Sign("Undone", Q, "undo"),
        "stopped": Sign("Stopped", B, "error"),
    },
    "bulk_change_row": {
        "waiting": Sign("Waiting", Q, "hourglass_empty"),
        "changed": Sign("Changed", G, "check_circle"),
        "unchanged": Sign("Was so already", Q, "check_circle"),
        "refused": Sign("Refused", A, "block"),
        "undone": Sign("Undone", Q, "undo"),
        "left": Sign("Left as it is", A, "warning"),
    },
    "job": {
        "waiting": Sign("Waiting", W, "hourglass_empty"),
        "running": Sign("Running", W, "sync"),
        "stopping": Sign("Stopping", A, "stop_circle"),
        "lost": Sign("Worker lost", A, "sync_problem"),
        "failed": Sign("Failed", B, "error"),
        "done": Sign("Done", G, "check_circle"),
        "cancelled": Sign("Cancelled", Q, "cancel"),
    },
    "ticket": {
        "new": Sign("New", W, "inbox"),
        "assigned": Sign("Assigned", W, "person"),
        "in_progress": Sign("In progress", W, "autorenew"),
        "pending": Sign("Pending", A, "pause_circle"),
        "resolved": Sign("Resolved", G, "check_circle"),
        "closed": Sign("Closed", Q, "lock"),
        "reopened": Sign("Reopened", A, "undo"),
        "rejected": Sign("Rejected", Q, "block"),
        "merged": Sign("Merged", Q, "merge"),
    },
    "ticket_kind": {
        "in_use": Sign("In use", G, "check_circle"),
        "out_of_use": Sign("Out of use", Q, "block"),
    },
    "change_request": {
        "pending": Sign("Pending", W, "inbox"),
        "approved": Sign("Approved, waits", A, "hourglass_top"),
        "applied": Sign("Applied", G, "check_circle"),
        "rejected": Sign("Rejected", Q, "block"),
    },
    "pair": {
        "open": Sign("Open", W, "inbox"),
        "merged": Sign("Merged", G, "check_circle"),
        "dismissed": Sign("Two units", Q, "block"),
    },
    "notice": {
        "unread": Sign("Unread", W, "notifications_active"),
        "read": Sign("Read", Q, "done_all"),
    },
    "visit": {
        "planned": Sign("Planned", W, "event"),
        "started": Sign("Started", W, "directions_walk"),
        "submitted": Sign("Submitted", A, "rate_review"),
        "approved": Sign("Approved", G, "verified"),
        "returned": Sign("Returned", A, "undo"),
        "missed": Sign("Missed", B, "event_busy"),
        "cancelled": Sign("Cancelled", Q, "cancel"),
    },
    "staff": {
        "active": Sign("Active", G, "check_circle"),
        "inactive": Sign("Inactive", Q, "block"),
    },
    "assignment": {
        "coming": Sign("Coming", W, "schedule"),
        "current": Sign("In force", G, "check_circle"),
        "ended": Sign("Ended", Q, "history"),
    },
    "second_factor": {
        "free": Sign("Left to each", Q, "lock_open"),
        "covered": Sign("Needed, all have one", G, "check_circle"),
        "missing": Sign("Needed, some have none", W, "schedule"),
        "on": Sign("Switched on", G, "check_circle"),
        "off": Sign("Not set up", Q, "lock_open"),
    },
    "session": {
        "this": Sign("This device", G, "check_circle"),
        "live": Sign("Signed in", G, "check_circle"),
        "ended": Sign("Ended", Q, "logout"),
        "over": Sign("Over", Q, "history"),
    },
    "tariff_version": {
        "draft": Sign("Draft", Q, "edit_note"),
        "coming": Sign("Coming", W, "schedule"),
        "in_force": Sign("In force", G, "check_circle"),
        "ended": Sign("Ended", Q, "history"),
    },
}


def sign(noun: str, state: str) -> Sign:
    """How a state of a noun looks; one that nobody described shows as its own word."""
    return SIGNS.get(noun, {}).get(state) or Sign(state.replace("_", " ").capitalize(), Tone.QUIET, "circle")


def badge(noun: str, state: str) -> Markup:
    """The state as a small coloured mark with icon and word."""
    return _badge(noun, state, language())


@cache
def _badge(noun: str, state: str, _: str) -> Markup:
    seen = sign(noun, state)
    return Markup('<span class="su-badge su-{}">{}{}</span>').format(seen.tone.value, icon(seen.icon), worded(seen.word))
