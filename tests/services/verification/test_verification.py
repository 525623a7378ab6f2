"""Verification finds every kind of broken money, and nothing where all is well."""

from collections.abc import Callable
from datetime import date
from typing import LiteralString

import pytest

from database.connection import DatabaseRole, transaction
from services import accounts, payments, verification
from services.permissions import Role
from services.work import begin
from tests import builders, money
from tests.builders import World
from utils.errors import Forbidden

JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)


@pytest.fixture
def here(database: object) -> World:
    """Two accounts with bills paid, part-paid, unpaid and held, and one payment reversed."""
    here = builders.world()
    builders.account(here, "A-1")
    builders.account(here, "A-2")
    with begin(here.admin) as work:
        first, second = (accounts.find(work, code).account_id for code in ("A-1", "A-2"))
    for account in (first, second):
        money.issue(here, account, JULY, "100")
        money.issue(here, account, AUGUST, "100")
    with begin(here.admin, money.NOON) as work:
        money.draft(work, first, SEPTEMBER, "100")
        money.draft(work, second, SEPTEMBER, "100", held="no_price")
    money.pay(here, "A-1", "150")
    wrong = money.pay(here, "A-2", "10")
    with begin(here.admin, money.NOON) as work:
        payments.reverse(work, wrong.payment_id, "mistake")
    return here


def test_money_moved_by_the_services_always_agrees(here: World) -> None:
    told: list[str] = []
    with begin(here.admin, money.NOON) as work:
        assert verification.verify(work, told.append) == ()
    assert tuple(told) == verification.CHECK_NAMES


OUTSTANDING = "what is outstanding is demand less allocations"
PAID_ONCE = "a payment is posted once and pays at most its amount"
BREAKS: list[tuple[LiteralString, str]] = [
    ("UPDATE account_balances SET due = due + 1 WHERE {org} AND due > 0", "a balance is the sum of its entries"),
    ("UPDATE account_balances SET advance = 5 WHERE {org}", "no money waits beside a debt"),
    ("DELETE FROM account_balances WHERE {org}", "a balance is the sum of its entries"),
    ("DELETE FROM payments WHERE {org} AND status = 'posted'", "a balance is bills and openings less payments"),
    ("DELETE FROM ledger_entries WHERE {org} AND kind = 'demand'", OUTSTANDING),
    ("UPDATE bills SET demand = demand + 1 WHERE {org} AND status = 'held'", "a demand is the sum of its lines"),
    ("UPDATE bill_lines SET amount = amount - 1 WHERE {org}", "a demand is the sum of its lines"),
    ("DELETE FROM bill_lines WHERE {org}", "a demand is the sum of its lines"),
    ("UPDATE bills SET outstanding = outstanding - 1 WHERE {org} AND status = 'partly_paid'", OUTSTANDING),
    ("UPDATE bills SET status = 'partly_paid' WHERE {org} AND status = 'paid'", OUTSTANDING),
    ("UPDATE bills SET status = 'paid' WHERE {org} AND status = 'issued'", OUTSTANDING),
    ("UPDATE bills SET status = 'draft' WHERE {org} AND status = 'issued'", OUTSTANDING),
    ("UPDATE ledger_entries SET bill_id = 77 WHERE {org} AND kind = 'allocation'", OUTSTANDING),
    ("UPDATE ledger_entries SET bill_id = 77 WHERE {org} AND kind = 'demand' AND bill_id = 1", OUTSTANDING),
    ("UPDATE payments SET amount = amount - 1 WHERE {org} AND status = 'posted'", PAID_ONCE),
    ("DELETE FROM ledger_entries WHERE {org} AND kind = 'payment_reversal'", PAID_ONCE),
    ("DELETE FROM ledger_entries WHERE {org} AND kind = 'release'", PAID_ONCE),
    ("UPDATE ledger_entries SET payment_id = 0 WHERE {org} AND kind = 'payment'", PAID_ONCE),
    ("UPDATE bills SET is_live = false WHERE {org} AND status = 'issued'", "a bill is live by its status"),
    ("UPDATE payments SET receipt_number = 9 WHERE {org} AND receipt_number = 2", "receipt numbers have no gap and no repeat"),
    ("UPDATE receipt_counters SET next_number = 2 WHERE {org}", "receipt numbers have no gap and no repeat"),
    ("DELETE FROM receipt_counters WHERE {org}", "receipt numbers have no gap and no repeat"),
    ("UPDATE bill_runs SET held_count = 0 WHERE {org}", "a run counts its bills"),
    ("UPDATE bill_runs SET demand = demand + 1 WHERE {org} AND status = 'issued'", "a run counts its bills"),
    ("UPDATE bill_runs SET status = 'issued' WHERE {org} AND status = 'review'", "a run counts its bills"),
    ("UPDATE bill_runs SET period = '2027-01-01' WHERE {org} AND status = 'review'", "a bill has the period of its run"),
    ("UPDATE bill_number_counters SET next_number = 1 WHERE {org}", "bill numbers are below their counter"),
    ("UPDATE bills SET credit = demand + arrears + 1 WHERE {org}", "arrears and credit are not below zero"),
    ("UPDATE billing_totals SET paid_count = paid_count + 1 WHERE {org}", "the totals of an area are the sums of its bills"),
    ("DELETE FROM billing_totals WHERE {org}", "the totals of an area are the sums of its bills"),
    ("UPDATE bill_counts SET bill_count = bill_count + 1 WHERE {org}", "the counts of an area are those of its bills"),
    ("DELETE FROM bill_counts WHERE {org}", "the counts of an area are those of its bills"),
    ("DELETE FROM register_counts WHERE {org}", "the counts of an area are those of its accounts and units"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "check"), BREAKS)
def test_each_kind_of_damage_is_named_by_its_check(here: World, statement: LiteralString, check: str) -> None:
    damage(here, statement)
    found = {each.split(":")[0] for each in money.disagreements(here)}
    assert check in found


def test_two_live_bills_of_a_period_are_found_even_without_the_index(here: World) -> None:
    def spoil(run: Callable[[LiteralString], object]) -> None:
        run("UPDATE bills SET is_live = false WHERE {org} AND period = '2026-08-01'")
        run("UPDATE bill_runs SET period = '2026-07-01', status = 'cancelled' WHERE {org} AND period = '2026-08-01'")
        run("ALTER TABLE bill_lines DISABLE TRIGGER ALL; ALTER TABLE bills DISABLE TRIGGER ALL")
        run("UPDATE bills SET period = '2026-07-01', bill_id = bill_id + 10 WHERE {org} AND period = '2026-08-01'")
        run("ALTER TABLE bill_lines ENABLE TRIGGER ALL; ALTER TABLE bills ENABLE TRIGGER ALL")

    with transaction(DatabaseRole.OWNER, {"app.org_id": str(here.org_id)}) as connection:
        connection.execute("SET LOCAL row_security = off")
        spoil(lambda statement: connection.execute(statement.replace("{org}", f"org_id = {here.org_id}")))  # pyright: ignore
    assert any("live waste bills in 2026-07" in each for each in money.disagreements(here))


def test_one_organization_is_verified_by_who_may_and_sees_all_of_it(here: World) -> None:
    other = builders.world()
    builders.account(other, "A-1")
    damage(here, "UPDATE bill_lines SET amount = amount - 1 WHERE {org}")
    assert money.disagreements(other) == []
    for actor in (builders.person(here, Role.BILLING), builders.person(here, Role.HEAD_ADMINISTRATOR, (here.ward_a,))):
        with pytest.raises(Forbidden), begin(actor) as work:
            verification.verify(work)


def damage(here: World, statement: LiteralString) -> None:
    """Change rows behind the services' back, as nobody but the owner of the database can."""
    with transaction(DatabaseRole.OWNER, {}) as connection:
        changed = connection.execute(statement.replace("{org}", f"org_id = {here.org_id}"))  # pyright: ignore
        assert changed.rowcount > 0
