"""Where bills lie: among the hot ones, in the archive, or both; and which of these a question looks at."""

from collections.abc import Mapping
from datetime import date
from typing import Final, LiteralString

from services import caching
from services.bills.listing_repository import ARCHIVED
from services.listing import Scope
from services.paging import ListQuery
from services.searching import parse_bill_no
from services.work import Work
from utils import month

# By the value of the filter: the table, and whether a row of it is archived.
BILLS: Final[Mapping[str, tuple[LiteralString, LiteralString]]] = {
    "no": ("bills b", "false"),
    "yes": ("archived_bills b", "true"),
    "all": ("all_bills b", "b.is_archived"),
}
LINES: Final[Mapping[str, LiteralString]] = {
    "no": "bill_lines l JOIN bills b ON b.org_id = l.org_id AND b.period = l.period AND b.bill_id = l.bill_id",
    "yes": "archived_bill_lines l JOIN archived_bills b ON b.org_id = l.org_id AND b.period = l.period"
    " AND b.bill_id = l.bill_id",
    "all": "all_bill_lines l JOIN all_bills b ON b.org_id = l.org_id AND b.period = l.period AND b.bill_id = l.bill_id",
}

ARCHIVED_PERIODS = "SELECT p.period FROM archived_periods p WHERE p.org_id = %(org_id)s"

RUN_PERIOD = "SELECT period FROM bill_runs WHERE org_id = %(org_id)s AND run_id = %(run_id)s"


def place_of(work: Work, query: ListQuery) -> str:
    """'no', 'yes' or 'all', as a question about bills says or means. Raises Invalid."""
    asked = query.filters.get(ARCHIVED.name, "")
    if asked:
        ARCHIVED.read(work, asked)
        return asked
    if query.filters.get("account") or work.actor.account_id is not None:
        return "all"
    number = parse_bill_no(query.search)
    period = number[0] if number else _month(query.filters.get("period"))
    run = query.filters.get("run", "")
    if period is None and run.isascii() and run.isdigit() and len(run) < 19:
        period = period_of_run(work, int(run))
    if period is None:
        return "no"
    return "all" if period in caching.within(work, archived_periods) else "no"


def archived_periods(work: Work) -> frozenset[date]:
    """The months of which bills lie in the archive."""
    return frozenset(row[0] for row in work.execute(ARCHIVED_PERIODS))


def period_of_run(work: Work, run_id: int) -> date | None:
    """The month of a run."""
    return work.scalar(RUN_PERIOD, run_id=run_id)


def scope_of_bills(work: Work, query: ListQuery) -> Scope:
    """Where a list of bills looks."""
    place = place_of(work, query)
    return Scope(BILLS[place][0], _left_out(work, query, place))


def scope_of_lines(work: Work, query: ListQuery) -> Scope:
    """Where a list of bill lines looks."""
    place = place_of(work, query)
    return Scope(LINES[place], _left_out(work, query, place))


def _left_out(work: Work, query: ListQuery, place: str) -> str:
    """What somebody who reads the file made of a list must know, who cannot see where it looked."""
    if place != "no" or query.filters.get("period") or query.filters.get("run"):
        return ""
    return "Archived bills" if caching.within(work, archived_periods) else ""


def _month(text: str | None) -> date | None:
    return month.parse(text) if text else None
