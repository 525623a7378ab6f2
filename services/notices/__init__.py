"""Notices: people are told of what concerns them, in the transaction that changes it."""

from services.notices.kinds import (
    ADDRESSES,
    CHANGE_DONE,
    CHANGE_STOPPED,
    EXPORT_READY,
    EXPORT_STOPPED,
    IMPORT_DONE,
    IMPORT_STOPPED,
    JOB_STOPPED,
    KINDS,
    RUN_ISSUED,
    RUN_STOPPED,
    RUN_TO_REVIEW,
    TICKET_ASSIGNED,
    TICKET_COMMENTED,
    TICKET_REOPENED,
    TICKET_RESOLVED,
    address_of,
)
from services.notices.listing_repository import NOTICES
from services.notices.models import About, Kind, NoticeRow
from services.notices.service import MOST_COUNTED, page, read, read_all, tell, unread

__all__ = [
    "ADDRESSES",
    "CHANGE_DONE",
    "CHANGE_STOPPED",
    "EXPORT_READY",
    "EXPORT_STOPPED",
    "IMPORT_DONE",
    "IMPORT_STOPPED",
    "JOB_STOPPED",
    "KINDS",
    "MOST_COUNTED",
    "NOTICES",
    "RUN_ISSUED",
    "RUN_STOPPED",
    "RUN_TO_REVIEW",
    "TICKET_ASSIGNED",
    "TICKET_COMMENTED",
    "TICKET_REOPENED",
    "TICKET_RESOLVED",
    "About",
    "Kind",
    "NoticeRow",
    "address_of",
    "page",
    "read",
    "read_all",
    "tell",
    "unread",
]
