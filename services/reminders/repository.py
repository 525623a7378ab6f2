"""SQL of reminders: the setting, the bills that somebody is to hear of, and whose turn it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from services.reminders.models import DueBill, Setting
from services.work import Work

SETTING: Final = """
SELECT days_before, ran_on, ran_at, told_upto, told_count FROM bill_reminders WHERE org_id = %(org_id)s
"""
SET_DAYS: Final = """
INSERT INTO bill_reminders (org_id, days_before) VALUES (%(org_id)s, %(days)s)
ON CONFLICT (org_id) DO UPDATE SET days_before = excluded.days_before
"""
# From the people to their bills: of a million bills few concern somebody who signs in.
CONCERNED: Final = """
WITH concerned AS MATERIALIZED (
    SELECT s.account_id FROM staff s
    WHERE s.org_id = %(org_id)s AND s.is_active AND s.role = 'consumer' AND s.account_id IS NOT NULL
    UNION
    SELECT f.target::bigint FROM follows f WHERE f.org_id = %(org_id)s AND f.noun = 'account'
    UNION
    SELECT u.account_id FROM follows f JOIN survey_units u ON u.org_id = f.org_id AND u.unit_id = f.target::bigint
    WHERE f.org_id = %(org_id)s AND f.noun = 'unit' AND u.account_id IS NOT NULL
    UNION
    SELECT b.account_id FROM follows f JOIN bills b ON b.org_id = f.org_id
        AND b.period = make_date(left(f.target, 4)::integer, substr(f.target, 5, 2)::integer, 1)
        AND b.bill_id = substr(f.target, 8)::bigint
    WHERE f.org_id = %(org_id)s AND f.noun = 'bill' AND f.target ~ '^[0-9]{4}(0[1-9]|1[0-2])-[0-9]{1,18}$'
), waiting AS (
    SELECT b.org_id, b.period, b.bill_id, b.account_id, b.area_id, b.outstanding, b.due_on
    FROM concerned c JOIN bills b ON b.org_id = %(org_id)s AND b.account_id = c.account_id AND b.is_live
    WHERE b.status IN ('issued', 'partly_paid') AND b.outstanding > 0
        AND b.due_on BETWEEN %(first)s::date AND %(last)s::date
        AND (%(told_upto)s::date IS NULL OR b.due_on > %(told_upto)s::date OR b.issued_at > %(ran_at)s::timestamptz)
)
"""
WAITING_COUNT: Final = CONCERNED + "SELECT count(*) FROM waiting"
WAITING: Final = (
    CONCERNED
    + """
SELECT w.period, w.bill_id, bill_no(w.period, w.bill_id) AS bill_no, w.account_id, a.code AS account_code, w.area_id,
    w.outstanding, w.due_on
FROM waiting w JOIN accounts a ON a.org_id = w.org_id AND a.account_id = w.account_id
WHERE (w.period, w.bill_id) > (%(after_period)s::date, %(after_bill_id)s::bigint)
ORDER BY w.period, w.bill_id LIMIT %(most)s
"""
)
RAN: Final = """
INSERT INTO bill_reminders (org_id, days_before, ran_on, ran_at, told_upto, told_count)
VALUES (%(org_id)s, %(days)s, %(today)s, %(now)s, %(told_upto)s, %(told_count)s)
ON CONFLICT (org_id) DO UPDATE SET ran_on = excluded.ran_on, ran_at = excluded.ran_at,
    told_upto = greatest(bill_reminders.told_upto, excluded.told_upto), told_count = excluded.told_count
"""
# Once a day, at an hour at which nobody is woken.
DUE_EVERYWHERE: Final = """
SELECT o.org_id, s.staff_id FROM organizations o
JOIN LATERAL (SELECT min(s.staff_id) AS staff_id FROM staff s
    WHERE s.org_id = o.org_id AND s.is_active AND s.role = 'head_administrator') s ON s.staff_id IS NOT NULL
LEFT JOIN bill_reminders r ON r.org_id = o.org_id
WHERE coalesce(r.days_before, 1) > 0
    AND extract(hour FROM %(now)s::timestamptz AT TIME ZONE o.time_zone) >= %(hour)s
    AND coalesce(r.ran_on, '-infinity'::date) < (%(now)s::timestamptz AT TIME ZONE o.time_zone)::date
ORDER BY o.org_id
"""


@dataclass(frozen=True, slots=True)
class DueOrganization:
    """An organization whose people wait to be reminded, and in whose name that is done."""

    org_id: int
    staff_id: int


def setting(work: Work) -> Setting | None:
    """What somebody set, or the last time kept."""
    return work.one(Setting, SETTING)


def set_days(work: Work, days: int) -> None:
    """Remind so many days before."""
    work.execute(SET_DAYS, days=days)


def waiting_count(work: Work, first: date, last: date, told_upto: date | None, ran_at: datetime | None) -> int:
    """How many unpaid bills that concern somebody are due in these days and were not told of."""
    return work.scalar(WAITING_COUNT, first=first, last=last, told_upto=told_upto, ran_at=ran_at)


def waiting(
    work: Work, first: date, last: date, told_upto: date | None, ran_at: datetime | None, after: tuple[date, int], most: int
) -> list[DueBill]:
    """The next of them after one, by period and id."""
    return work.all(
        DueBill, WAITING, first=first, last=last, told_upto=told_upto, ran_at=ran_at,
        after_period=after[0], after_bill_id=after[1], most=most,
    )  # fmt: skip


def ran(work: Work, days: int, told_upto: date, told_count: int) -> None:
    """The reminders of today are done."""
    work.execute(RAN, days=days, today=work.today, told_upto=told_upto, told_count=told_count)


def due_everywhere(door: Connection[Any], now: datetime, hour: int) -> list[DueOrganization]:
    """The organizations whose turn it is."""
    with door.cursor(row_factory=class_row(DueOrganization)) as cursor:
        return cursor.execute(DUE_EVERYWHERE, {"now": now, "hour": hour}).fetchall()
