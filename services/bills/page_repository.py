"""SQL of lists of bills: pages by key, each through the index that fits the filters.

Without an area a page walks the primary key backwards. Within areas it walks period by period, and in each period area
by area, so that a subtree of any size costs one short index scan; `Span` is one such stretch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, LiteralString

from services import caching
from services.bills.models import BillRow
from services.bills.places_repository import BILLS
from services.listing import ACCOUNTS_SOUGHT, LIMIT, LIMITS
from services.work import Work

SELECT: Final = """
WITH page AS MATERIALIZED (
    SELECT b.period, b.bill_id, b.account_id, b.area_id, b.run_id, b.service_kind, b.customer_class, b.status,
        b.quantity, b.demand, b.arrears, b.credit, b.amount_due, b.outstanding, b.due_on, b.issued_at, """
OF_ORGANIZATION: Final = " WHERE b.org_id = %(org_id)s"

JOIN: Final = """
)
SELECT b.period, b.bill_id, bill_no(b.period, b.bill_id) AS bill_no, b.account_id, c.code AS account_code,
    c.holder_name, b.area_id, a.name AS area_name, b.run_id, b.service_kind, b.customer_class, b.status, b.quantity,
    b.demand, b.arrears, b.credit, b.amount_due, b.outstanding, b.due_on, b.issued_at, b.is_archived
FROM page b
JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = b.account_id
JOIN areas a ON a.org_id = %(org_id)s AND a.area_id = b.area_id
"""

# Of one month in one state, narrowed by nothing but what its counts are kept by: a few areas often hold more than is counted.
KEPT: Final = "(SELECT b.bill_count FROM bill_counts b"
COUNT_KEPT: Final[tuple[LiteralString, ...]] = (
    "SELECT CASE WHEN (SELECT sum(f.bill_count) FROM ",
    " LIMIT 256) f) > 10000 THEN 10001 ELSE (SELECT least(coalesce(sum(e.bill_count), 0), 10001) FROM ",
    ") e) END::integer",
)
KEPT_BY: Final = frozenset({"today", "period", "status", "service_kind", "area_path", "own_area_ids"})

COUNT: Final = "SELECT count(*) FROM (SELECT FROM "
COUNT_END: Final = " LIMIT 10001) counted"
AND: Final = "\n        AND "

# One condition for each name of a parameter that filters.
CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "period": "b.period = %(period)s",
    "run_id": "b.run_id = %(run_id)s",
    "bill_id": "b.bill_id = %(bill_id)s",
    # Spelt twice, because each half has its own partial index.
    "account_ids": "((b.is_live AND b.account_id = ANY (%(account_ids)s::bigint[]))"
    " OR (NOT b.is_live AND b.account_id = ANY (%(account_ids)s::bigint[])))",
    "area_path": "b.area_id = ANY (ARRAY(SELECT i.area_id FROM areas i WHERE i.org_id = %(org_id)s"
    " AND i.path >= %(area_path)s AND i.path < %(area_path)s || '~'))",
    "own_area_ids": "b.area_id = ANY (%(own_area_ids)s::bigint[])",
}

# A search that fits many accounts: a page checks each bill it passes (a scalar subquery, so that the planner cannot turn
# it into a join of all accounts), a count starts from the accounts.
SOUGHT_HERE: Final = (
    "(b.account_id = ANY (%(found_ids)s::bigint[]) OR"
    " (SELECT (s.code >= %(code_from)s AND s.code < %(code_to)s) OR (s.name_key >= %(name_from)s AND s.name_key < %(name_to)s)"
    " FROM accounts s WHERE s.org_id = %(org_id)s AND s.account_id = b.account_id))"
)
SOUGHT_ANYWHERE: Final = "b.account_id IN " + ACCOUNTS_SOUGHT

# What some values of a filter imply, said so that the planner can use a partial index or a few periods.
IMPLIED: Final[Mapping[str, LiteralString]] = {
    "held": "b.is_held",
    "cancelled": "NOT b.is_live",
    "voided": "NOT b.is_live",
    "superseded": "NOT b.is_live",
    "draft": "b.period = ANY (ARRAY(SELECT r.period FROM bill_runs r WHERE r.org_id = %(org_id)s"
    " AND r.status IN ('draft', 'calculating', 'failed', 'review', 'approved', 'issuing')))",
}
ISSUED_ONLY: Final = "b.issued_at IS NOT NULL"

# Where a stretch begins, in its direction.
NEWER_THAN: Final = "(b.period, b.bill_id) > (%(key_period)s, %(key_bill)s)"
OLDER_THAN: Final = "(b.period, b.bill_id) < (%(key_period)s, %(key_bill)s)"
BILLS_ABOVE: Final = "b.bill_id > %(key_bill)s"
BILLS_BELOW: Final = "b.bill_id < %(key_bill)s"
IN_AREA: Final = "b.area_id = %(key_area)s"
AREAS_ABOVE: Final = "b.area_id > %(key_area)s"
AREAS_BELOW: Final = "b.area_id < %(key_area)s"
IN_PERIOD: Final = "b.period = %(span_period)s"
AREA_ORDER_AFTER: Final = "(b.area_id, b.period, b.bill_id) > (%(key_area)s, %(key_period)s, %(key_bill)s)"
AREA_ORDER_BEFORE: Final = "(b.area_id, b.period, b.bill_id) < (%(key_area)s, %(key_period)s, %(key_bill)s)"

NEWEST: Final = " ORDER BY b.period DESC, b.bill_id DESC"
NEWEST_BACK: Final = " ORDER BY b.period, b.bill_id"
NEWEST_IN_AREAS: Final = " ORDER BY b.period DESC, b.area_id DESC, b.bill_id DESC"
NEWEST_IN_AREAS_BACK: Final = " ORDER BY b.period, b.area_id, b.bill_id"
AREA: Final = " ORDER BY b.area_id, b.period, b.bill_id"
AREA_BACK: Final = " ORDER BY b.area_id DESC, b.period DESC, b.bill_id DESC"

PERIODS = "SELECT DISTINCT period FROM bill_runs WHERE org_id = %(org_id)s ORDER BY period DESC"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which bills: parameters by the names of CONDITIONS, `plain` for filters that are conditions as they stand.

    A consumer sees issued bills only. `place` is where they lie, by the names of `places_repository.BILLS`.
    """

    params: Mapping[str, object]
    plain: tuple[LiteralString, ...] = ()
    is_issued_only: bool = False
    place: str = "no"

    @property
    def is_counted_ahead(self) -> bool:
        """Whether counts are kept that answer how many there are."""
        given = {name for name, value in self.params.items() if value is not None}
        return self.place == "no" and not self.is_issued_only and {"period", "status"} <= given <= KEPT_BY

    def conditions(self, search: LiteralString) -> list[LiteralString]:
        """The plain conditions and those of the parameters; `search` is the one for a search that fits many accounts."""
        chosen: list[LiteralString] = [CONDITIONS[name] for name in CONDITIONS if self.params.get(name) is not None]
        chosen += self.plain
        if self.params.get("code_from") is not None:
            chosen.append(search)
        implied = IMPLIED.get(str(self.params.get("status")))
        if implied:
            chosen.append(implied)
        if self.is_issued_only:
            chosen.append(ISSUED_ONLY)
        return chosen


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a list: further conditions, their parameters, and the order of its rows."""

    conditions: tuple[LiteralString, ...]
    order: LiteralString
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A month with a run."""

    period: date


def rows(work: Work, wanted: Filter, spans: Iterable[Span], limit: int) -> list[BillRow]:
    """Up to `limit` bills, stretch after stretch."""
    found: list[BillRow] = []
    for span in spans:
        conditions: list[LiteralString] = [*wanted.conditions(SOUGHT_HERE), *span.conditions]
        where = "".join([AND + condition for condition in conditions])
        table, is_archived = BILLS[wanted.place]
        source: LiteralString = is_archived + " AS is_archived\n    FROM " + table + OF_ORGANIZATION
        most: LiteralString = LIMITS.get(limit - len(found), LIMIT)
        sql = SELECT + source + where + span.order + most + JOIN + span.order
        found += work.all(BillRow, sql, **{**wanted.params, **span.params, "limit": limit - len(found)})
        if len(found) >= limit:
            break
    return found


def count(work: Work, wanted: Filter) -> int:
    """How many bills, counted up to 10,001, or what was counted for the same rights within five seconds."""
    if wanted.is_counted_ahead:
        chosen: list[LiteralString] = [CONDITIONS[name] for name in CONDITIONS if wanted.params.get(name) is not None]
        chosen += wanted.plain
        those: LiteralString = KEPT + OF_ORGANIZATION + "".join([AND + condition for condition in chosen])
        return caching.asked(work, those.join(COUNT_KEPT), wanted.params)
    where = "".join([AND + condition for condition in wanted.conditions(SOUGHT_ANYWHERE)])
    sql = COUNT + BILLS[wanted.place][0] + OF_ORGANIZATION + where + COUNT_END
    return caching.asked(work, sql, wanted.params)


def periods(work: Work) -> Sequence[date]:
    """The months that have a run, newest first."""
    return [row.period for row in work.all(PeriodRow, PERIODS)]
