"""The search box of every list finds what the common search finds."""

from collections.abc import Callable
from typing import Any

import pytest

from services import accounts, bills, payments, survey_units
from services.paging import ListQuery, Page
from services.work import Work, begin
from tests.town import Town, bill, pay, town

LISTS: dict[str, tuple[Callable[[Work, ListQuery], Page[Any]], str]] = {
    "accounts": (accounts.page, "code"),
    "units": (survey_units.page, "account_code"),
    "bills": (bills.page, "account_code"),
    "payments": (payments.page, "account_code"),
}


@pytest.fixture
def place(database: str) -> Town:
    """A billed town, one of whose accounts is in the name of a person who paid."""
    made = town()
    bill(made)
    with begin(made.here.admin) as work:
        work.execute(
            "UPDATE accounts SET holder_name = 'Ghulam Muhammad Akhtar', phone = '923001234567', cnic = '3520112345671'"
            " WHERE org_id = %(org_id)s AND code = 'A-2'"
        )
    pay(made, "A-2", "50")
    return made


@pytest.mark.parametrize("typed", ["akhtar", "Mohammad", "ghulam akh", "A-2", "0300-1234567", "35201-1234567-1"])
@pytest.mark.parametrize("noun", LISTS)
def test_a_list_finds_what_the_common_search_finds(place: Town, noun: str, typed: str) -> None:
    page, field = LISTS[noun]
    with begin(place.clerk) as work:
        found = page(work, ListQuery(search=typed))
    assert {getattr(row, field) for row in found.rows} == {"A-2"}
    assert found.count == len(found.rows)


@pytest.mark.parametrize("noun", LISTS)
def test_what_fits_nobody_finds_nothing(place: Town, noun: str) -> None:
    with begin(place.clerk) as work:
        assert LISTS[noun][0](work, ListQuery(search="zzyzx")).rows == ()


MANY_NAMESAKES = """
WITH added AS (
    INSERT INTO accounts (org_id, code, holder_name, area_id, created_at)
    SELECT %(org_id)s, 'N-' || lpad(n::text, 5, '0'), 'Bhatti Number ' || n, %(area_id)s, %(now)s FROM generate_series(1, 1500) n
    RETURNING account_id, code
)
INSERT INTO survey_units (org_id, code, account_id, area_id, address, settlement, category, size_marla, status, surveyed_on)
SELECT %(org_id)s, 'X-' || code, account_id, %(area_id)s, 'House', 'urban', 'residential', 5, 'listed', '2026-01-05' FROM added
"""


@pytest.mark.parametrize(("noun", "field", "first"), [("accounts", "code", "N-00001"), ("units", "code", "X-N-00001")])
def test_what_fits_more_than_are_looked_up_one_by_one_is_found_whole(place: Town, noun: str, field: str, first: str) -> None:
    with begin(place.here.admin) as work:
        work.execute(MANY_NAMESAKES, area_id=place.here.ward_a)
    page, _ = LISTS[noun]
    with begin(place.clerk) as work:
        for typed in ("bhatti", "Bhatti Numb"):
            found = page(work, ListQuery(search=typed, sort="code"))
            assert (getattr(found.rows[0], field), len(found.rows), found.count) == (first, 50, 1500)
        both = page(work, ListQuery(search="X-N", size=100))
    assert both.count == (1500 if noun == "units" else 0)
