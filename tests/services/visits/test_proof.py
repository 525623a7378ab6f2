"""What speaks against a visit: its distance from the unit, the way of its agent, the hour."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import visits
from services.service_levels import USUAL_DAYS, Calendar
from services.visits import Position, proof
from services.visits.proof import Before, metres_between
from services.work import begin
from tests.services.visits.field import HOUR, NINE, THERE, Field, field, row_of, submitted, what
from utils.errors import Invalid

CALENDAR = Calendar("Asia/Karachi", USUAL_DAYS)
LATITUDES = st.floats(-89, 89)
LONGITUDES = st.floats(-180, 180)


@pytest.fixture
def place(database: object) -> Field:
    return field()


def moved(metres: float, accuracy: int = 10) -> Position:
    """So many metres north of the units."""
    return Position(30.8 + metres / 111_195, 73.4, accuracy)


def doubts(at: Position | None, before: Before | None = None, hour: int = 1, fence: int = 100) -> list[str]:
    metres = proof.distance(at, 30.8, 73.4)
    return proof.doubts(at, metres, fence, before, NINE + hour * HOUR, CALENDAR)


def test_known_distances() -> None:
    assert metres_between(31.5204, 74.3587, 24.8607, 67.0011) == pytest.approx(1_020_000, rel=0.02)  # Lahore to Karachi
    assert metres_between(0, 0, 0, 180) == pytest.approx(20_015_000, rel=0.001)
    assert metres_between(90, 10, 90, -120) == pytest.approx(0, abs=1e-6)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_a_way_is_as_long_back_and_never_longer_than_half_the_earth(a: float, b: float, c: float, d: float) -> None:
    there = metres_between(a, b, c, d)
    assert there == pytest.approx(metres_between(c, d, a, b), abs=1e-3)
    assert 0 <= there <= 20_016_000
    assert metres_between(a, b, a, b) == 0


@pytest.mark.parametrize(
    ("metres", "accuracy", "is_doubted"),
    [(99, 0, False), (101, 0, True), (140, 50, False), (160, 50, True), (160, 90, False), (400, 300, False), (401, 300, True)],
)
def test_a_visit_is_inside_where_the_circle_of_its_accuracy_touches_the_geofence(
    metres: int, accuracy: int, is_doubted: bool
) -> None:
    assert bool(doubts(moved(metres, accuracy))) is is_doubted


def test_a_poor_position_is_no_way_around_the_geofence() -> None:
    assert "sure to 501 m only" in doubts(moved(400, 501))[0]
    assert doubts(moved(400, 500)) == []


def test_another_province_and_the_sea_are_told_in_kilometres() -> None:
    (said,) = doubts(Position(24.86, 67.0, 20))
    assert said == "The position is 912 km from the unit, in another part of the country or of the world."
    assert "km from the unit" in doubts(Position(0, 0, 20))[0]
    assert doubts(moved(15_000))[0].startswith("The position is 15,000 m from the unit; 100 m are allowed")


def test_nothing_is_said_of_a_unit_whose_position_nobody_knows() -> None:
    assert proof.doubts(THERE, None, 100, None, NINE, CALENDAR) == []
    assert doubts(None) == ["No position was taken."]


def test_who_was_elsewhere_a_moment_ago_is_doubted() -> None:
    def before(minutes: float, metres: float) -> Before:
        return Before(NINE + HOUR - timedelta(minutes=minutes), moved(metres, 0))

    assert doubts(moved(0, 0), before(2, 5_000)) == ["The visit before was 5,000 m away and submitted only 2 minutes earlier."]
    assert "less than a minute" in doubts(moved(0, 0), before(0.2, 900))[0]
    assert doubts(moved(0, 0), before(6, 5_000)) == []
    assert doubts(moved(0, 0), before(0, 0)) == doubts(moved(0, 0), before(0.1, 400)) == []
    assert doubts(moved(0, 450), before(0.1, 900)) == []  # both may have been at the same place


def test_a_visit_outside_the_working_hours_is_doubted_and_one_in_the_break_is_not() -> None:
    assert doubts(THERE, hour=4) == []  # 13:00, the break
    assert doubts(THERE, hour=9) == ["It was submitted outside the working hours."]
    assert doubts(THERE, hour=-1) == ["It was submitted outside the working hours."]
    assert doubts(THERE, hour=5 * 24) == ["It was submitted outside the working hours."]  # Sunday


def test_a_visit_keeps_its_doubts_and_the_geofence_is_the_organizations_own(place: Field) -> None:
    far = submitted(place, "U-1", found=what(position=moved(300)))
    assert "300 m from the unit; 100 m are allowed" in far.row.doubts
    with begin(place.manager, NINE) as work:
        with pytest.raises(Invalid):
            visits.set_geofence(work, 9)
        visits.set_geofence(work, 400)
    assert submitted(place, "U-2", NINE + 2 * HOUR, what(position=moved(300))).row.doubt_list == []
    assert row_of(place.manager, far.row.visit_id).doubt_list == far.row.doubt_list


def test_the_way_from_the_visit_before_is_looked_at_when_a_visit_is_submitted(place: Field) -> None:
    submitted(place, "U-1")
    quick = submitted(place, "U-2", NINE + HOUR, what(position=replace(moved(0), latitude=31.5)))
    assert any(each.startswith("The visit before was 77,") for each in quick.row.doubt_list)
