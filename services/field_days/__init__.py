"""Days in the field: what an agent did, took and left on one, and closing it once."""

from services.field_days.listing_repository import CLOSED_DAYS
from services.field_days.models import CloseDay, ClosedDay, Left, Summary
from services.field_days.service import close, page, today

__all__ = ["CLOSED_DAYS", "CloseDay", "ClosedDay", "Left", "Summary", "close", "page", "today"]
