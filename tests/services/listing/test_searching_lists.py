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
