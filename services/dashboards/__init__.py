"""What each role wants to know first: how much was billed and paid, what waits, and where it leaks."""

from services.dashboards.service import (
    AreaFigures,
    Collected,
    Collecting,
    PeriodFigures,
    Waiting,
    collected,
    collecting,
    leaks,
    trend,
    waiting,
)

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
