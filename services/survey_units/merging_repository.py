"""SQL of merging a unit that was surveyed twice into the one that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.work import Work

# In one order, so that two who merge the same units wait for each other.
LOCK: Final = """
SELECT count(*) FROM (SELECT FROM survey_units WHERE org_id = %(org_id)s AND unit_id = ANY (%(unit_ids)s::bigint[])
    ORDER BY unit_id FOR UPDATE) locked
"""
# Whoever posts to the account of the duplicate waits, and so is seen or comes afterwards.
LOCK_BALANCE: Final = """
SELECT count(*) FROM (SELECT FROM account_balances b WHERE b.org_id = %(org_id)s AND b.account_id IN (SELECT u.account_id
    FROM survey_units u WHERE u.org_id = %(org_id)s AND u.unit_id = %(unit_id)s) FOR UPDATE) locked
"""
SIDE: Final = """
SELECT u.unit_id, u.code, u.status, u.deleted_at IS NOT NULL AS is_deleted, s.code AS survivor_code, u.account_id,
    c.code AS account_code, u.area_id, b.due, b.advance,
    EXISTS (SELECT FROM survey_units o WHERE o.org_id = u.org_id AND o.account_id = u.account_id AND o.unit_id <> u.unit_id
        AND o.deleted_at IS NULL AND o.status NOT IN ('inactive', 'duplicate_of')) AS has_others,
    EXISTS (SELECT FROM bills x WHERE x.org_id = u.org_id AND x.account_id = u.account_id AND x.is_live
        AND x.status IN ('draft', 'held')) AS has_draft
FROM survey_units u
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN account_balances b ON b.org_id = u.org_id AND b.account_id = u.account_id
LEFT JOIN survey_units s ON s.org_id = u.org_id AND s.unit_id = u.merged_into
WHERE u.org_id = %(org_id)s AND u.unit_id = %(unit_id)s
"""
IS_CALCULATING: Final = "SELECT EXISTS (SELECT FROM bill_runs WHERE org_id = %(org_id)s AND status = 'calculating')"
# What was merged into the duplicate before is a duplicate of the one that is kept now.
MERGE: Final = """
UPDATE survey_units SET status = 'duplicate_of', merged_into = %(into_id)s
WHERE org_id = %(org_id)s AND (unit_id = %(unit_id)s OR merged_into = %(unit_id)s)
"""
SURVIVOR: Final = """
SELECT u.code AS merged_code, s.unit_id, s.code FROM survey_units u
JOIN survey_units s ON s.org_id = u.org_id AND s.unit_id = u.merged_into
WHERE u.org_id = %(org_id)s AND u.unit_id = %(unit_id)s
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two units that are the same premises, with the money of its account.

    `has_others` says whether the account has other living units, `has_draft` whether it has a bill in a run.
    """

    unit_id: int
    code: str
    status: str
    is_deleted: bool
    survivor_code: str | None
    account_id: int
    account_code: str
    area_id: int
    due: Decimal
    advance: Decimal
    has_others: bool
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Survivor:
    """The unit that is kept of two, and the code of the one that was merged into it."""

    merged_code: str
    unit_id: int
    code: str


def lock(work: Work, unit_id: int, unit_ids: Sequence[int]) -> None:
    """Wait for whoever changes one of the units, and for whoever posts to the account of the duplicate."""
    work.execute(LOCK, unit_ids=list(unit_ids))
    work.execute(LOCK_BALANCE, unit_id=unit_id)


def side(work: Work, unit_id: int) -> Side | None:
    """One unit of two."""
    return work.one(Side, SIDE, unit_id=unit_id)


def is_calculating(work: Work) -> bool:
    """Whether any bill run is being calculated."""
    return bool(work.scalar(IS_CALCULATING))


def merge(work: Work, unit_id: int, into_id: int) -> None:
    """The unit, and all that was merged into it, are duplicates of another from now on."""
    work.execute(MERGE, unit_id=unit_id, into_id=into_id)


def survivor(work: Work, unit_id: int) -> Survivor | None:
    """The unit that another was merged into."""
    return work.one(Survivor, SURVIVOR, unit_id=unit_id)
