"""A village of any size for bill runs, and what its runs left in the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, LiteralString

from services import accounts, bill_runs, metering, survey_units
from services.bill_runs import Basis, NewCycle, Run
from services.metering import NewService
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.town import PERIOD, add_tariff

BILLS: LiteralString = """
SELECT b.period, b.bill_id, c.code, b.customer_class, b.status, b.is_live, b.is_held, b.quantity, b.demand, b.arrears,
    b.credit, b.amount_due, b.outstanding, b.due_on, b.issued_at IS NOT NULL
FROM bills b JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
WHERE b.org_id = %(org_id)s ORDER BY 1, 2
"""
LINES: LiteralString = """
SELECT l.period, l.bill_id, l.line_no, u.code, m.meter_no, l.customer_class, l.component, l.quantity, l.rate, l.amount,
    l.tier_no, l.season, l.multiplier
FROM bill_lines l
LEFT JOIN survey_units u ON u.org_id = l.org_id AND u.unit_id = l.unit_id
LEFT JOIN meters m ON m.org_id = l.org_id AND m.meter_id = l.meter_id
WHERE l.org_id = %(org_id)s ORDER BY 1, 2, 3
"""
EXCEPTIONS: LiteralString = """
SELECT period, bill_id, exception_no, kind, reason FROM bill_exceptions WHERE org_id = %(org_id)s ORDER BY 1, 2, 3
"""
ENTRIES: LiteralString = """
SELECT c.code, e.kind, e.due, e.advance, e.period, e.bill_id
FROM ledger_entries e JOIN accounts c ON c.org_id = e.org_id AND c.account_id = e.account_id
WHERE e.org_id = %(org_id)s ORDER BY 1, 5, 6, 2, 3
"""
BALANCES: LiteralString = """
SELECT c.code, b.due, b.advance FROM account_balances b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id WHERE b.org_id = %(org_id)s ORDER BY 1
"""


@dataclass(frozen=True)
class Village:
    """Households A-000, A-001 … in two wards, one waste service each; `clerk` creates runs, `chief` approves them."""

    here: World
    clerk: Actor
    chief: Actor
    tariff_id: int


def village(count: int, started: date = date(2026, 1, 1)) -> Village:
    """Every tenth household is a shop, every thirteenth has paid 700 in advance."""
    here = builders.world()
    tariff_id, _ = add_tariff(here, "punjab_sanitation", "sanitation", "waste")
    codes = [f"A-{n:03}" for n in range(count)]
    with begin(here.admin) as work:
        wards = (here.ward_a, here.ward_b)
        accounts.add_many(work, [accounts.NewAccount(c, f"Demo {c}", None, wards[n % 2]) for n, c in enumerate(codes)])
        survey_units.add_many(work, [_unit(n, code) for n, code in enumerate(codes)])
        metering.add_services(work, [NewService(code, f"U-{code}", "waste", tariff_id, started) for code in codes])
        bill_runs.add_cycle(work, NewCycle("monthly", "Sanitation monthly", "waste", Basis.FLAT, "monthly", 15))
    return Village(here, builders.person(here, Role.BILLING), builders.person(here, Role.MANAGER), tariff_id)


def start(place: Village, shard_accounts: int, period: date = PERIOD) -> Run:
    """A run that is calculating, cut into shards."""
    with begin(place.clerk) as work:
        run = bill_runs.calculate(work, bill_runs.create(work, "monthly", period).run_id)
        bill_runs.plan(work, run.run_id, shard_accounts)
    return run


def approve_and_issue(place: Village, run: Run) -> None:
    """Approved and issuing."""
    with begin(place.chief) as work:
        bill_runs.approve(work, run.run_id)
        bill_runs.issue(work, run.run_id)


def status(place: Village, run: Run) -> str:
    """Where the run stands."""
    with begin(place.clerk) as work:
        return bill_runs.get(work, run.run_id).status


def left(place: Village) -> dict[str, list[tuple[Any, ...]]]:
    """All bills, lines, exceptions, entries and balances, free of ids that depend on when rows came."""
    queries: dict[str, LiteralString] = {
        "bills": BILLS,
        "lines": LINES,
        "exceptions": EXCEPTIONS,
        "entries": ENTRIES,
        "balances": BALANCES,
    }
    with begin(place.here.admin) as work:
        return {name: work.execute(query).fetchall() for name, query in queries.items()}


def _unit(n: int, code: str) -> survey_units.NewUnit:
    is_shop = n % 10 == 9
    return survey_units.NewUnit(
        code=f"U-{code}",
        account_code=code,
        address=f"House {n}",
        settlement="rural" if n % 4 == 0 else "urban",
        category="commercial" if is_shop else "residential",
        size_marla=None if is_shop else Decimal(3 + n % 40),
        commercial_size="small" if is_shop else None,
        latitude=30.8,
        longitude=73.4,
        status="listed",
        surveyed_on=date(2026, 1, 5),
    )
