"""Reminders: who is to pay, or follows a bill, its account or its unit, hears of it some days before it is due."""

from services.reminders.models import Reminders
from services.reminders.service import REMIND, USUAL_DAYS, due, get, remind, set_days

__all__ = ["REMIND", "USUAL_DAYS", "Reminders", "due", "get", "remind", "set_days"]
