"""The statement of an account between two days: what it opens with, what moved it, what it closes with."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import ledger, payments
from services.ledger import Statement
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.builders import World
from utils.errors import Invalid, NotFound

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    return here


def lived(here: World, code: str = "A-1") -> int:
    """An account with an opening, two bills, two payments and one of them reversed."""
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, code, Decimal(500), date(2026, 1, 1), "Register of 2025")
        account_id = ledger.statement_of(work, code, JANUARY, DECEMBER).account_id
    money.issue(here, account_id, date(2026, 7, 1), "300")
    money.pay(here, code, "200", date(2026, 8, 20))
    wrong = money.pay(here, code, "900", date(2026, 9, 1))
    money.issue(here, account_id, date(2026, 8, 1), "300")
    with begin(here.admin, money.NOON) as work:
        payments.reverse(work, wrong.payment_id, "Typed for the wrong account")
    return account_id


def asked(actor: Actor, account_id: int, first: date, last: date) -> Statement:
    with begin(actor, money.NOON) as work:
        return ledger.statement_between(work, account_id, first, last)


def test_a_statement_opens_lists_and_closes(here: World) -> None:
    account_id = lived(here)
    found = asked(here.admin, account_id, date(2026, 8, 1), DECEMBER)
    assert (found.opening, found.closing) == (500, 900)
    assert (found.charged, found.credited) == (1500, 1100)
    assert {total.kind: (total.count, total.amount) for total in found.totals if total.amount} == {
        "demand": (2, 600), "payment": (2, -1100), "payment_reversal": (1, 900)}  # fmt: skip
    with begin(here.admin, money.NOON) as work:
        assert found.closing == ledger.balance_of(work, account_id).balance


def test_lines_follow_the_value_date_and_each_has_the_balance_after_it(here: World) -> None:
    found = asked(here.admin, lived(here), JANUARY, DECEMBER)
    days = [line.value_on for line in found.lines]
    assert days == sorted(days)
    running = found.opening
    for line in found.lines:
        running += line.amount
        assert line.balance == running
    assert (found.opening, running) == (0, found.closing)


def test_days_without_an_entry_open_and_close_alike(here: World) -> None:
    found = asked(here.admin, lived(here), date(2026, 3, 1), date(2026, 3, 31))
    assert (found.opening, found.lines, found.closing, found.totals) == (500, (), 500, ())


def test_one_day_is_a_span_and_a_span_that_ends_before_it_begins_is_refused(here: World) -> None:
    account_id = lived(here)
    assert [line.kind for line in asked(here.admin, account_id, JANUARY, JANUARY).lines] == ["opening"]
    with pytest.raises(Invalid, match="swap"):
        asked(here.admin, account_id, DECEMBER, JANUARY)


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(-30, 400), lengths=st.lists(st.integers(0, 150), min_size=1, max_size=4))
def test_opening_plus_what_moved_is_closing_and_spans_join(start: int, lengths: list[int], joined: tuple[World, int]) -> None:
    here, account_id = joined
    first = JANUARY + timedelta(days=start)
    closing: Decimal | None = None
    for length in lengths:
        last = first + timedelta(days=length)
        found = asked(here.admin, account_id, first, last)
        assert found.opening + sum((line.amount for line in found.lines), Decimal(0)) == found.closing
        assert found.opening + found.charged - found.credited == found.closing
        assert sum((total.amount for total in found.totals), Decimal(0)) == found.closing - found.opening
        assert sum(total.count for total in found.totals) == len(found.lines)
        assert all(first <= line.value_on <= last for line in found.lines)
        assert closing in (None, found.opening)
        closing, first = found.closing, last + timedelta(days=1)


@pytest.fixture
def joined(here: World) -> tuple[World, int]:
    return here, lived(here)


def test_a_consumer_sees_the_own_statement_and_no_other(here: World) -> None:
    mine, other = lived(here), builders.account(here, "OTHER")
    consumer = builders.person(here, Role.CONSUMER, account_id=mine)
    assert asked(consumer, mine, JANUARY, DECEMBER).closing == 900
    with pytest.raises(NotFound):
        asked(consumer, other, JANUARY, DECEMBER)
    with pytest.raises(NotFound), begin(consumer) as work:
        ledger.statement_of(work, "OTHER", JANUARY, DECEMBER)


def test_the_file_holds_the_same_rows_and_no_formula(here: World) -> None:
    builders.account(here, "A-2")
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-2", Decimal("12.50"), JANUARY, '=HYPERLINK("http://x")')
        found = ledger.statement_of(work, "a-2", JANUARY, DECEMBER)
    rows = list(csv.DictReader(io.StringIO(ledger.as_csv(found))))
    assert [row["kind"] for row in rows] == ["opening_balance", "opening", "closing_balance"]
    assert [row["balance"] for row in rows] == ["0.00", "12.50", "12.50"]
    assert rows[1]["note"].startswith("'=")
    assert {row["date"] for row in rows} == {"2026-01-01", "2026-12-31"}
