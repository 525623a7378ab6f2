"""Units that were surveyed twice: found by phone, name and position with the reasons, merged or dismissed for good."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services import accounts, audit, duplicates, survey_units
from services.accounts import NewAccount
from services.duplicates import Looked, PairRow
from services.paging import ListQuery
from services.permissions import Role
from services.survey_units import NewUnit
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

STEP = 0.001  # some hundred metres


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def operations(here: World) -> Actor:
    return builders.person(here, Role.OPERATIONS)


def house(here: World, number: int, name: str, phone: str | None = None, area_id: int | None = None, **changed: Any) -> int:
    """A house of its own account, a hundred metres from the next unless said otherwise."""
    new = NewUnit(f"U-{number}", f"A-{number}", f"House {number}", "urban", "residential", Decimal(5), None,
                  30.8 + number * STEP, 73.4, "listed", date(2026, 1, 5))  # fmt: skip
    new = replace(new, **changed)
    with begin(here.admin) as work:
        if new.account_code == f"A-{number}":
            accounts.add_many(work, [NewAccount(new.account_code, name, phone, area_id or here.ward_a)])
        survey_units.add_many(work, [new])
        return next(row.unit_id for row in survey_units.page(work, ListQuery(new.code)).rows if row.code == new.code)


def looked(actor: Actor, area_id: int) -> Looked:
    with begin(actor) as work:
        return duplicates.look(work, area_id)


def pairs(actor: Actor, search: str = "", **filters: str) -> list[PairRow]:
    with begin(actor) as work:
        return list(duplicates.page(work, ListQuery(search, filters)).rows)


def said(actor: Actor, **filters: str) -> list[tuple[str, str, str]]:
    return sorted((row.unit_code, row.other_code, row.reasons) for row in pairs(actor, **filters))


def test_pairs_are_found_with_their_reasons(here: World, operations: Actor) -> None:
    house(here, 1, "Muhammad Saleem", "923000000001")
    house(here, 2, "Salim Mohd", "923000000002")
    house(here, 3, "Ayesha Bibi", "923000000001", here.ward_b)
    house(here, 4, "Rukhsana Kausar", latitude=30.9, longitude=73.4)
    house(here, 5, "Zafar Iqbal", latitude=30.90002, longitude=73.40003)
    house(here, 6, "Zafar Iqbal", None, here.ward_b)
    house(here, 7, "zafar iqbal")
    house(here, 8, "Akram")
    house(here, 9, "Akram")
    found = looked(operations, here.district)
    assert found == Looked(9, 4, 4, 0)
    assert said(operations) == [
        ("U-1", "U-2", "alike"), ("U-1", "U-3", "phone"), ("U-4", "U-5", "position"), ("U-5", "U-7", "name")
    ]  # fmt: skip
    (near,) = pairs(operations, because="position")
    assert near.metres == 4
    assert [row.other_code for row in pairs(operations, "U-7")] == ["U-7"]
    assert looked(operations, here.district) == Looked(9, 4, 0, 0)
    with begin(here.admin) as work:
        assert audit.history_of(work, "area OKR")[0].action == "duplicate.sought"


def test_what_many_share_says_nothing_about_two_of_them(here: World, operations: Actor) -> None:
    for number in range(1, 6):
        house(here, number, "Muhammad Aslam", "923000000001", latitude=30.8, longitude=73.4)
    assert looked(operations, here.ward_a) == Looked(5, 0, 0, 0)


def test_units_of_one_account_share_name_and_phone_but_not_the_spot(here: World, operations: Actor) -> None:
    house(here, 1, "Muhammad Aslam", "923000000001")
    house(here, 2, "", account_code="A-1")
    house(here, 3, "", account_code="A-1", latitude=30.8 + STEP)
    assert looked(operations, here.ward_a).open_count == 1
    assert said(operations) == [("U-1", "U-3", "position")]


def test_a_pair_that_is_dismissed_does_not_come_back(here: World, operations: Actor) -> None:
    house(here, 1, "Demo One", "923000000001")
    house(here, 2, "Demo Two", "923000000001")
    looked(operations, here.ward_a)
    (row,) = pairs(operations)
    with pytest.raises(Invalid, match="how you know"), begin(operations) as work:
        duplicates.dismiss(work, row.pair_id, " ")
    with begin(operations) as work:
        done = duplicates.dismiss(work, row.pair_id, "Two brothers, two gates")
    assert (done.row.status, done.row.reason) == ("dismissed", "Two brothers, two gates")
    assert looked(operations, here.ward_a) == Looked(2, 0, 0, 0)
    assert pairs(operations) == []
    assert [each.reason for each in pairs(operations, status="dismissed")] == ["Two brothers, two gates"]
    with pytest.raises(Conflict, match="has said that they are two units before"), begin(here.admin) as work:
        duplicates.merge(work, row.pair_id, row.unit_id)
    with begin(here.admin) as work:
        assert audit.history_of(work, "unit U-1")[0].action == "duplicate.dismissed"


def test_a_pair_whose_reason_is_gone_is_no_pair_any_more(here: World, operations: Actor) -> None:
    house(here, 1, "Demo One", "923000000001")
    house(here, 2, "Demo Two", "923000000001")
    looked(operations, here.ward_a)
    with begin(operations) as work:
        accounts.change(work, accounts.find(work, "A-2").account_id, {"phone": ""})
    assert looked(operations, here.ward_a) == Looked(2, 0, 0, 1)
    assert pairs(operations, status="open,merged,dismissed") == []


def test_one_of_a_pair_is_kept_and_the_other_leads_to_it(here: World, operations: Actor) -> None:
    first = house(here, 1, "Demo One", "923000000001")
    second, third = house(here, 2, "Demo Two", "923000000001"), house(here, 3, "Demo Three", "923000000001")
    looked(operations, here.ward_a)
    assert len(pairs(operations)) == 3
    row = next(each for each in pairs(operations) if (each.unit_id, each.other_id) == (first, second))
    with begin(operations) as work:
        seen = duplicates.get(work, row.pair_id)
        assert (seen.obstacles, seen.open_balances) == ({}, {})
        survey_units.change(work, first, {"address": "House 1, corner"})
    with pytest.raises(Conflict, match="was changed while you looked"), begin(operations) as work:
        duplicates.merge(work, row.pair_id, second, seen.mark)
    with pytest.raises(Invalid, match="which of the two"), begin(operations) as work:
        duplicates.merge(work, row.pair_id, third)
    with begin(operations) as work:
        done = duplicates.merge(work, row.pair_id, second)
    assert done.row.status == "merged"
    with begin(operations) as work:
        assert survey_units.get(work, first).merged_into == second
    assert [(each.unit_id, each.other_id) for each in pairs(operations)] == [(second, third)]
    assert looked(operations, here.ward_a) == Looked(2, 1, 0, 1)


def test_who_sees_one_of_the_two_only_sees_no_pair(here: World, operations: Actor) -> None:
    house(here, 1, "Demo One", "923000000001")
    house(here, 2, "Demo Two", "923000000001", here.ward_b)
    looked(operations, here.district)
    (row,) = pairs(operations)
    somewhere = builders.person(here, Role.OPERATIONS, (here.ward_a,))
    assert pairs(somewhere) == []
    with pytest.raises(NotFound), begin(somewhere) as work:
        duplicates.get(work, row.pair_id)
    assert looked(somewhere, here.ward_a) == Looked(1, 0, 0, 0)
    with pytest.raises(Forbidden, match="may not merge units"), begin(builders.person(here, Role.MANAGER)) as work:
        duplicates.look(work, here.ward_a)


def test_too_large_an_area_is_refused(here: World, operations: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2, 3):
        house(here, number, f"Demo {number}")
    monkeypatch.setattr("services.duplicates.service.MOST_UNITS", 2)
    with pytest.raises(Invalid, match="Ward A holds more than 2 units; choose an area within it"):
        looked(operations, here.ward_a)
