"""Service levels: the business calendar of an organization, and the clocks that run by it."""

from services.service_levels.models import USUAL_DAYS, WEEKDAYS, Calendar, Day, Holiday, NewDay, Pause, Span
from services.service_levels.rules import due_at, elapsed_minutes
from services.service_levels.service import add_holiday, current, due, get, remove_holiday, replace_all, set_hours

__all__ = [
    "USUAL_DAYS",
    "WEEKDAYS",
    "Calendar",
    "Day",
    "Holiday",
    "NewDay",
    "Pause",
    "Span",
    "add_holiday",
    "current",
    "due",
    "due_at",
    "elapsed_minutes",
    "get",
    "remove_holiday",
    "replace_all",
    "set_hours",
]
