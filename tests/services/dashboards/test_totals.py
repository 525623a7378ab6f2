"""The totals of home screens follow every bill and payment, and equal what summing the bills gives."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from services import dashboards, payments
from services.dashboards import PeriodFigures
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.builders import World
from utils.errors import Forbidden

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


@dataclass(frozen=True)
class Billed:
    world: World
    in_a: int
    in_b: int


@pytest.fixture
def here(database: object) -> Billed:
    world = builders.world()
    billed = Billed(world, builders.account(world, "A-1", world.ward_a), builders.account(world, "B-1", world.ward_b))
    for month in (AUGUST, SEPTEMBER):
        money.issue(world, billed.in_a, month, "300")
        money.issue(world, billed.in_b, month, "500")
    return billed


def newest(actor: Actor) -> PeriodFigures:
    with begin(actor, money.NOON) as work:
        return dashboards.trend(work)[0]


def test_issued_bills_are_summed_by_period_without_arrears(here: Billed) -> None:
    with begin(here.world.admin, money.NOON) as work:
        found = dashboards.trend(work)
    assert [(row.period, row.bill_count, row.demand, row.allocated) for row in found] == [
        (SEPTEMBER, 2, Decimal(800), Decimal(0)),
        (AUGUST, 2, Decimal(800), Decimal(0)),
    ]


def test_a_draft_counts_for_nothing(here: Billed) -> None:
    account = builders.account(here.world, "C-1")
    with begin(here.world.admin, money.NOON) as work:
        money.draft(work, account, SEPTEMBER, "999")
    assert newest(here.world.admin).demand == 800


def test_a_payment_counts_for_the_period_it_paid_and_a_reversal_takes_it_back(here: Billed) -> None:
    paid = money.pay(here.world, "A-1", "450")
    with begin(here.world.admin, money.NOON) as work:
        after_payment = [(row.allocated, row.paid_count) for row in dashboards.trend(work)]
        assert dashboards.collected(work).amount == 450
    with begin(here.world.admin, money.NOON) as work:
        payments.reverse(work, paid.payment_id, "wrong account")
    with begin(here.world.admin, money.NOON) as work:
        after_reversal = [(row.allocated, row.paid_count) for row in dashboards.trend(work)]
        assert dashboards.collected(work).amount == 0
    assert after_payment == [(150, 0), (300, 1)]
    assert after_reversal == [(0, 0), (0, 0)]


def test_somebody_of_one_ward_reads_the_figures_of_that_ward(here: Billed) -> None:
    somewhere = builders.person(here.world, Role.MANAGER, (here.world.ward_a,))
    assert newest(somewhere).demand == 300


def test_the_ward_with_most_unpaid_comes_first(here: Billed) -> None:
    money.pay(here.world, "A-1", "600")
    with begin(here.world.admin, money.NOON) as work:
        found = dashboards.leaks(work, SEPTEMBER)
    assert [(row.name, row.demand - row.allocated) for row in found] == [("Ward B", 500), ("Ward A", 0)]


def test_an_open_run_waits_and_an_issued_one_does_not(here: Billed) -> None:
    account = builders.account(here.world, "C-1")
    with begin(here.world.admin, money.NOON) as work:
        money.draft(work, account, date(2026, 10, 1), "100")
        assert [(row.period, row.status) for row in dashboards.waiting(work)] == [(date(2026, 10, 1), "review")]


def test_support_has_no_figures(here: Billed) -> None:
    clerk = builders.person(here.world, Role.SUPPORT)
    with pytest.raises(Forbidden), begin(clerk) as work:
        dashboards.trend(work)
