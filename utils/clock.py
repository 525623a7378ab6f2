"""The only place that reads the machine's clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, time_zone: str) -> date:
    """The calendar day of a moment in an organization's zone, e.g. 'Asia/Karachi'."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
