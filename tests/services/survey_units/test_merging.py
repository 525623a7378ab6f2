"""Merging units that were surveyed twice: one is kept, the other says so, and no money is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from services import accounts, audit, bill_runs, ledger, notices, survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.survey_units import Merging, UnitRow
from services.work import Actor, begin
from tests import builders, town
from tests.money import disagreements
from tests.town import Town
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


@pytest.fixture
def operations(place: Town) -> Actor:
    return builders.person(place.here, Role.OPERATIONS)


def merged(place: Town, actor: Actor, code: str, into: str, *, leaves_balance: bool = False) -> Merging:
    with begin(actor) as work:
        return survey_units.merge(work, place.unit_ids[code], place.unit_ids[into], leaves_balance=leaves_balance)


def unit(place: Town, code: str) -> UnitRow:
    with begin(place.here.admin) as work:
        return survey_units.get(work, place.unit_ids[code])


def test_a_duplicate_is_readable_leads_to_the_one_that_is_kept_and_is_not_billed(place: Town, operations: Actor) -> None:
    with begin(place.clerk) as work:
        notices.follow(work, "unit", str(place.unit_ids["A-1"]))
    merged(place, operations, "A-1", "A-2")
    assert (unit(place, "A-1").status, unit(place, "A-1").merged_into) == ("duplicate_of", place.unit_ids["A-2"])
    assert (unit(place, "A-2").status, unit(place, "A-2").merged_into) == ("listed", None)
    with begin(place.here.admin) as work:
        kept = survey_units.survivor_of(work, place.unit_ids["A-1"])
        (entry,) = audit.history_of(work, "unit U-A-1")
        assert accounts.get(work, place.account_ids["A-1"]).is_active
    assert kept is not None
    assert (kept.code, kept.merged_code) == ("U-A-2", "U-A-1")
    assert (entry.action, entry.after) == ("unit.merged", {"status": "duplicate_of", "into": "U-A-2"})
    with begin(place.clerk) as work:
        assert "merged unit U-A-1 into U-A-2" in notices.page(work, ListQuery()).rows[0].subject
    assert town.bill(place).bill_count == 4


def test_what_was_merged_into_a_duplicate_leads_to_the_one_that_is_kept_in_the_end(place: Town, operations: Actor) -> None:
    merged(place, operations, "A-1", "A-2")
    merged(place, operations, "A-2", "A-3")
    assert unit(place, "A-1").merged_into == unit(place, "A-2").merged_into == place.unit_ids["A-3"]


def test_an_open_balance_refuses_unless_it_is_left_on_purpose(place: Town, operations: Actor) -> None:
    town.bill(place)
    with pytest.raises(Conflict, match="Account A-1 of U-A-1 owes Rs 300; settle that first"):
        merged(place, operations, "A-1", "A-2")
    merged(place, operations, "A-1", "A-2", leaves_balance=True)
    with begin(place.here.admin) as work:
        (entry,) = audit.history_of(work, "unit U-A-1")
        assert accounts.get(work, place.account_ids["A-1"]).balance == Decimal(300)
    assert entry.after == {"status": "duplicate_of", "into": "U-A-2", "left_balance": "300.00"}
    town.pay(place, "A-1", "300")
    assert disagreements(place.here) == []


def test_money_that_waits_is_open_too_and_other_units_of_the_account_go_on_with_it(place: Town, operations: Actor) -> None:
    with begin(place.here.admin) as work:
        ledger.post_opening(work, "A-3", Decimal(-50), date(2026, 1, 1))
    with pytest.raises(Conflict, match="has Rs 50 that waits for a bill"):
        merged(place, operations, "A-3", "A-2")
    twin = builders.unit(place.here, "U-TWIN", "A-3")
    with begin(operations) as work:
        assert survey_units.merging(work, place.unit_ids["A-3"], twin).open_balance == ""
        survey_units.merge(work, place.unit_ids["A-3"], place.unit_ids["A-2"])


def test_while_a_bill_of_it_is_in_a_run_it_waits(place: Town, operations: Actor) -> None:
    run = town.review(place)
    with pytest.raises(Conflict, match="has a bill in a run that is not issued yet"):
        merged(place, operations, "A-1", "A-2", leaves_balance=True)
    with begin(place.clerk) as work:
        bill_runs.cancel(work, run.run_id)
    merged(place, operations, "A-1", "A-2")


def test_what_cannot_be_merged_is_refused_in_a_sentence(place: Town, operations: Actor) -> None:
    with pytest.raises(Invalid, match="not a duplicate of itself"):
        merged(place, operations, "A-1", "A-1")
    with pytest.raises(Forbidden, match="may not merge units"):
        merged(place, place.clerk, "A-1", "A-2")
    somewhere = builders.person(place.here, Role.OPERATIONS, (place.here.ward_a,))
    with pytest.raises(NotFound):
        merged(place, somewhere, "A-1", "B-1")
    merged(place, operations, "A-1", "A-2")
    with pytest.raises(Conflict, match="U-A-1 was merged into U-A-2 already"):
        merged(place, operations, "A-1", "A-3")
    with pytest.raises(Conflict, match="U-A-1 was merged into U-A-2 already"):
        merged(place, operations, "A-3", "A-1")


def test_of_two_who_merge_one_into_the_other_both_ways_one_wins(place: Town, operations: Actor) -> None:
    def attempt(pair: tuple[str, str]) -> bool:
        try:
            merged(place, operations, *pair)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [("A-1", "A-2"), ("A-2", "A-1")])) == [False, True]
