"""What the generators of Suthra demo make, before anything reaches the database."""

import csv
import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.demo import paying, people, premises, schedule
from services.demo.census import apportion
from services.demo.outlines import outline_of
from services.demo.places import TOWNS, places
from services.demo.premises import Block, Premises
from services.permissions import Role
from utils.errors import NotFound

CENSUS = Path(__file__).parents[3] / "assets" / "data" / "punjab_tehsils_census_2023.csv"
OPENED = date(2026, 4, 1)


def everything(seed: int, units: int) -> list[tuple[Block, Premises]]:
    return [(block, each) for block in premises.blocks(seed, units) for each in premises.premises_of(seed, block, OPENED)]


def test_households_of_the_tree_are_those_of_the_census() -> None:
    with CENSUS.open(newline="") as file:
        counted = [row for row in csv.DictReader(file) if row["division"] == "Sahiwal"]
    tree = places(1)
    urban = sum(leaf.households for leaf in tree.leaves if leaf.settlement == "urban")
    rural = sum(leaf.households for leaf in tree.leaves if leaf.settlement == "rural")
    assert urban == sum(int(row["households_urban"]) for row in counted)
    assert rural == sum(int(row["households_rural"]) for row in counted)
    by_name = {(area.kind, area.name): area.census_households for area in tree.areas}
    for row in counted:
        assert by_name["tehsil", f"{row['tehsil']} Tehsil"] == int(row["households_urban"]) + int(row["households_rural"])


def test_every_area_holds_exactly_the_households_of_those_below_it() -> None:
    areas = places(1).areas
    below: Counter[int] = Counter()
    for area in areas:
        if area.parent is not None:
            below[area.parent] += area.census_households or 0
    assert all(areas[position].census_households == households for position, households in below.items())


def test_codes_of_areas_are_unique_and_parents_come_first() -> None:
    areas = places(1).areas
    assert len({area.code for area in areas}) == len(areas)
    assert all(area.parent is None or area.parent < position for position, area in enumerate(areas))
    assert {area.kind for area in areas} == {
        "division", "district", "tehsil", "zone", "municipal_committee", "ward", "union_council", "village"
    }  # fmt: skip


def test_units_are_shared_out_in_proportion_to_households() -> None:
    units = 50_000
    whole = sum(leaf.households for leaf in places(1).leaves)
    blocks = premises.blocks(1, units)
    assert sum(block.count for block in blocks) == units
    for block in blocks:
        assert abs(block.count - units * block.leaf.households / whole) <= 1


def test_every_unit_lies_inside_the_outline_of_its_district() -> None:
    for block, each in everything(1, 5000):
        assert outline_of(block.leaf.district).holds(each.longitude, each.latitude), each


def test_every_town_lies_inside_its_district() -> None:
    assert all(outline_of(district).holds(*point) for (district, _), point in TOWNS.items())


def test_an_outline_tells_inside_from_outside() -> None:
    sahiwal = outline_of("Sahiwal")
    assert sahiwal.holds(73.107, 30.667)
    assert not sahiwal.holds(74.35, 31.52)
    with pytest.raises(NotFound):
        outline_of("Atlantis")


def test_the_same_seed_makes_the_same_rows_and_another_seed_others() -> None:
    assert everything(7, 300) == everything(7, 300)
    assert everything(7, 300) != everything(8, 300)


def test_a_block_can_be_made_alone() -> None:
    blocks = premises.blocks(1, 3000)
    together = [each for _, each in everything(1, 3000)]
    last = blocks[-1]
    assert list(premises.premises_of(1, last, OPENED)) == together[last.first - 1 :]


def test_units_have_the_shape_of_the_survey() -> None:
    rows = [each for _, each in everything(1, 20_000)]
    assert len({each.unit_code for each in rows}) == len({each.account_code for each in rows}) == 20_000
    homes = sum(each.category == "residential" for each in rows) / len(rows)
    assert 0.87 < homes < 0.89
    urban = sum(each.settlement == "urban" for each in rows) / len(rows)
    assert 0.28 < urban < 0.30
    for each in rows:
        assert (each.size_marla is not None) == (each.category == "residential")
        assert (each.commercial_size is not None) == (each.category == "commercial")
        assert each.surveyed_on < OPENED


def test_phones_lie_in_a_block_that_nobody_has() -> None:
    phones = [each.phone for _, each in everything(1, 20_000) if each.phone]
    assert all(phone.startswith("9230000") and len(phone) == 12 for phone in phones)
    assert len(set(phones)) == len(phones)


def test_demands_follow_the_published_tariff() -> None:
    for block in premises.blocks(1, 2000):
        rows = premises.premises_of(1, block, OPENED)
        for each, demand in zip(rows, premises.demands_of(1, block), strict=True):
            if not each.is_supplied:
                assert demand == 0
            elif each.category == "residential" and each.settlement == "urban" and each.size_marla and each.size_marla <= 5:
                assert demand == 300
            else:
                assert demand in {200, 300, 400, 500, 700, 1000, 2000, 3000, 5000}


def test_wards_pay_by_their_own_propensity() -> None:
    shares = [paying.propensity(1, block) for block in premises.blocks(1, 20_000)]
    assert min(shares) >= 0.10
    assert max(shares) <= 0.75
    assert max(shares) - min(shares) > 0.6


def test_payments_follow_their_issue_and_name_a_reference_where_they_need_one() -> None:
    issued = date(2026, 6, 4)
    found = [
        paid
        for block in premises.blocks(1, 4000)
        for paid in paying.payments_of(1, block, premises.demands_of(1, block), 2, issued)
    ]
    assert len({paid.client_uuid for paid in found}) == len(found) > 500
    assert {paid.channel for paid in found} == {"cash", "bank", "wallet"}
    for paid in found:
        assert issued <= paid.value_on <= issued + timedelta(days=paying.LATEST_DAYS)
        assert paid.amount > 0
        assert bool(paid.reference) == (paid.channel != "cash")


def test_who_is_not_supplied_neither_pays_nor_owes() -> None:
    block = max(premises.blocks(1, 4000), key=lambda each: each.count)
    nothing = [0] * block.count
    assert list(paying.payments_of(1, block, nothing, 0, OPENED)) == []
    assert list(paying.openings_of(1, block, nothing)) == []


def test_some_owe_from_before_and_a_few_had_paid_ahead() -> None:
    found = [
        amount for block in premises.blocks(1, 5000) for _, amount in paying.openings_of(1, block, premises.demands_of(1, block))
    ]
    assert 0.10 < sum(amount > 0 for amount in found) / 5000 < 0.14
    assert 0.01 < sum(amount < 0 for amount in found) / 5000 < 0.03


def test_shares_sum_to_the_whole() -> None:
    assert apportion(10, [1.0, 1.0, 1.0]) == [4, 3, 3]
    assert sum(apportion(300, [leaf.households for leaf in places(1).leaves])) == 300


@pytest.mark.parametrize("day", range(1, 31))
def test_nothing_happens_after_now_on_whatever_day_the_demo_is_loaded(day: int) -> None:
    now = datetime(2026, 11, day, 0, 30, tzinfo=UTC)
    runs = schedule.monthly(date(2026, 11, 1), "Asia/Karachi", now)
    yesterday = now.date() - timedelta(days=1)
    assert all(run.created_at <= run.approved_at <= run.issued_at <= now for run in runs)
    for run, following in itertools.pairwise(runs):
        assert run.issued_at <= following.created_at
    days = [span for spans in schedule.spans(runs, yesterday) for span in spans]
    assert all(first <= last <= yesterday for first, last in days)
    assert all(last < first for (_, last), (first, _) in itertools.pairwise(days))


def test_there_is_a_person_for_each_role_a_second_for_billing_and_one_in_the_field() -> None:
    for code in (people.SUTHRA, people.MONICA):
        roles = Counter(person.role for person in people.PEOPLE if person.organization == code)
        assert set(roles) == set(Role)
        assert roles.pop(Role.BILLING) == 2
        assert roles.pop(Role.FIELD_AGENT) == (2 if code == people.SUTHRA else 1)
        assert set(roles.values()) == {1}
