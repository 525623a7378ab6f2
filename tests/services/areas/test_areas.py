"""The tree of places: what lies below, what lies above, and how much is in it."""

import pytest

from services import areas
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Forbidden, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_counts_sum_the_whole_subtree(here: World) -> None:
    for number in range(3):
        builders.account(here, f"A-{number}", here.ward_a)
        builders.unit(here, f"U-{number}", f"A-{number}")
    builders.account(here, "B-1", here.ward_b)
    with begin(here.admin) as work:
        (root,) = areas.children(work, None)
        wards = areas.children(work, here.district)
    assert (root.name, root.child_count, root.unit_count, root.account_count) == ("Sahiwal", 1, 3, 4)
    assert [(ward.name, ward.unit_count, ward.account_count) for ward in wards] == [("Ward A", 3, 3), ("Ward B", 0, 1)]


def test_the_trail_leads_from_the_root_to_the_node(here: World) -> None:
    with begin(here.admin) as work:
        assert [area.name for area in areas.trail(work, here.ward_b)] == ["Sahiwal", "Okara", "Ward B"]


def test_more_than_nine_siblings_do_not_mix_their_subtrees(here: World) -> None:
    with begin(here.admin) as work:
        ids = areas.add_many(work, [areas.NewArea(None, "division", f"D{n}", f"Division {n}") for n in range(120)])
        below = areas.add_many(work, [areas.NewArea(None, "division", "TOP", "Top"), areas.NewArea(0, "ward", "LOW", "Low")])
        assert [area.area_id for area in areas.trail(work, below[1])] == below
        assert areas.children(work, ids[0]) == []


def test_a_child_before_its_parent_is_refused(here: World) -> None:
    with pytest.raises(Invalid), begin(here.admin) as work:
        areas.add_many(work, [areas.NewArea(1, "ward", "X", "X"), areas.NewArea(None, "division", "Y", "Y")])


def test_an_unknown_area_is_not_found(here: World) -> None:
    with pytest.raises(NotFound), begin(here.admin) as work:
        areas.children(work, 10**12)


def test_only_who_runs_the_organization_lays_out_areas(here: World) -> None:
    manager = builders.person(here, Role.MANAGER)
    with pytest.raises(Forbidden), begin(manager) as work:
        areas.add_many(work, [areas.NewArea(None, "division", "X", "X")])
