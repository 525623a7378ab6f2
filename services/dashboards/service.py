"""The figures of home screens; each says what it is made of and holds for the areas of who asks."""

from datetime import date
from typing import Final

from services.dashboards import repository
from services.dashboards.repository import AreaFigures, Collected, Collecting, PeriodFigures, Waiting
from services.permissions import Permission
from services.work import Work
from utils import month

__all__ = [
    "AreaFigures",
    "Collected",
    "Collecting",
    "PeriodFigures",
    "Waiting",
    "collected",
    "collecting",
    "leaks",
    "trend",
    "waiting",
]

WARDS: Final = ("ward", "union_council", "city")


def trend(work: Work, limit: int = 6) -> list[PeriodFigures]:
    """What was billed for each of the newest periods and how much of it is paid, newest first."""
    work.require(Permission.DASHBOARD_READ)
    return repository.trend(work, limit)


def leaks(work: Work, period: date, limit: int = 8) -> list[AreaFigures]:
    """The wards and union councils with the most unpaid demand of a period, most first."""
    work.require(Permission.DASHBOARD_READ)
    return repository.leaks(work, period, WARDS, limit)


def collected(work: Work) -> Collected:
    """Money that came in this calendar month so far, by value date, reversed payments left out."""
    work.require(Permission.DASHBOARD_READ)
    return repository.collected(work, month.first_of(work.today), work.today)


def collecting(work: Work) -> Collecting:
    """All figures of the question whether money comes in, read in one transaction."""
    periods = trend(work)
    worst = leaks(work, periods[0].period) if periods else []
    return Collecting(tuple(periods), collected(work), tuple(worst), work.now)


def waiting(work: Work) -> list[Waiting]:
    """Bill runs that wait for somebody."""
    work.require(Permission.BILL_RUN_READ)
    return repository.waiting(work)
