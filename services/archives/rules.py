"""Which months are old enough for the archive, and why bills stay where they are."""

from datetime import date
from typing import Final

from services.archives.models import ArchivedMonth, MonthPreview
from utils import month
from utils.errors import Conflict, Invalid

FEWEST_MONTHS: Final = 12
MOST_MONTHS: Final = 600
USUAL_MONTHS: Final = 24


def first_kept(older_than: int, today: date) -> date:
    """The oldest month that stays: months that ended more than so many months ago may move. Raises Invalid."""
    if not FEWEST_MONTHS <= older_than <= MOST_MONTHS:
        raise Invalid({"older_than": f"Give {FEWEST_MONTHS} to {MOST_MONTHS} months; the last year always stays."})
    return month.add(month.first_of(today), -older_than)


def why_bills_stay(found: MonthPreview) -> str:
    """Why some or all bills of a month would not move; '' when all would."""
    if found.open_run is not None:
        return f"It stays: a run of this month is {found.open_run}."
    reasons: list[str] = []
    if found.unpaid_count:
        reasons.append(f"{found.unpaid_count:,} not paid in full")
    if found.unsettled_count:
        reasons.append(f"{found.unsettled_count:,} held back or written off")
    total = found.unpaid_count + found.unsettled_count
    return f"{total:,} {'bill stays' if total == 1 else 'bills stay'}: {', '.join(reasons)}." if reasons else ""


def check_not_archived(period: date, found: ArchivedMonth | None) -> None:
    """Raise Conflict when bills of a month lie in the archive: no run is made beside them."""
    if found is not None:
        raise Conflict(
            f"{month.show(period)} is archived, so no bills are made for it. A head administrator can bring it back "
            "from the archive first."
        )
