"""A reading far above the earlier ones waits for a person, who accepts, edits or rejects it once."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from services import audit, metering, tariffs
from services.metering import Decision, NewMeter, NewReading, NewService, ReadingRow, RecordReading
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

EARLIER = (10, 12, 11, 9, 10, 11)
WHY = "Called; the tank was filled."


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    with begin(here.admin) as work:
        tariff_id = tariffs.add_tariff(work, "water", "Water", "water")
        metering.add_services(work, [NewService("A-1", None, "water", tariff_id, date(2026, 1, 1))])
        metering.add_meters(work, [NewMeter("A-1", "M-1", None, "CCF"), NewMeter("A-1", "M-2", None, "CCF")])
        read = [(date(2026, 1 + place, 1), Decimal(used)) for place, used in enumerate(EARLIER)]
        metering.add_readings(work, [NewReading("M-1", period, period, used, "HOUSE") for period, used in read])
    return here


def recorded(here: World, quantity: str, meter_no: str = "M-1") -> ReadingRow:
    with begin(here.admin) as work:
        return metering.record(work, RecordReading(meter_no, Decimal(quantity), date(2026, 9, 3), uuid4(), "HOUSE"))


def used(here: World, period: date = date(2026, 9, 1)) -> list[Decimal]:
    """What is billed of the period."""
    with begin(here.admin) as work:
        account_id = metering.page(work, ListQuery()).rows[0].account_id
        return [row.quantity for row in metering.usage_of_account(work, account_id) if row.period == period]


def test_a_reading_above_mean_and_two_deviations_is_suspect_and_says_why(here: World) -> None:
    assert recorded(here, "12").status == "valid"
    suspect = recorded(here, "30")
    assert suspect.status == "suspect"
    with begin(here.admin) as work:
        assert "30 CCF is above 12.4, the mean of 6 earlier readings" in metering.suspicion_of(work, suspect.reading_id)
    assert used(here) == [12]


def test_fewer_than_six_earlier_readings_make_nothing_suspect(here: World) -> None:
    assert recorded(here, "5000", "M-2").status == "valid"


def test_an_accepted_reading_counts_as_it_is(here: World) -> None:
    suspect = recorded(here, "30")
    with begin(here.admin) as work:
        assert metering.decide(work, suspect.reading_id, Decision.ACCEPT, WHY).status == "accepted"
    assert used(here) == [30]


def test_an_edited_reading_counts_as_edited_and_its_history_says_from_what(here: World) -> None:
    suspect = recorded(here, "300")
    with begin(here.admin) as work:
        edited = metering.decide(work, suspect.reading_id, Decision.EDIT, "A zero too many", Decimal("30.5"))
        assert (edited.status, edited.source, edited.quantity) == ("edited", "edited", Decimal("30.5"))
        newest = audit.history_of(work, f"reading {suspect.reading_id}")[0]
    assert (newest.action, newest.before["quantity"], newest.after["quantity"]) == ("reading.edited", "300.000", "30.5")
    assert used(here) == [Decimal("30.5")]


def test_a_rejected_reading_is_not_billed_and_may_be_estimated(here: World) -> None:
    first, second = recorded(here, "300"), recorded(here, "301")
    with begin(here.admin) as work:
        metering.decide(work, first.reading_id, Decision.REJECT, "Two meters mixed up")
    assert used(here) == []
    with begin(here.admin) as work:
        metering.decide(work, second.reading_id, Decision.REJECT, "Two meters mixed up", is_estimated=True)
        (estimate,) = metering.page(work, ListQuery(filters={"source": "estimated"})).rows
    assert (estimate.status, estimate.quantity) == ("valid", Decimal("10.500"))
    assert used(here) == [Decimal("10.500")]


def test_a_reading_is_decided_once_and_only_while_it_is_suspect(here: World) -> None:
    valid, suspect = recorded(here, "12"), recorded(here, "30")
    with pytest.raises(Conflict, match="valid"), begin(here.admin) as work:
        metering.decide(work, valid.reading_id, Decision.ACCEPT, WHY)
    with begin(here.admin) as work:
        metering.decide(work, suspect.reading_id, Decision.ACCEPT, WHY)
    with pytest.raises(Conflict, match="accepted"), begin(here.admin) as work:
        metering.decide(work, suspect.reading_id, Decision.REJECT, WHY)
    with pytest.raises(NotFound), begin(here.admin) as work:
        metering.decide(work, 10**12, Decision.ACCEPT, WHY)


@pytest.mark.parametrize(
    ("decision", "reason", "quantity", "field"),
    [
        (Decision.ACCEPT, " ", None, "reason"),
        (Decision.ACCEPT, "x" * 501, None, "reason"),
        (Decision.EDIT, WHY, None, "quantity"),
        (Decision.EDIT, WHY, Decimal(-1), "quantity"),
        (Decision.EDIT, WHY, Decimal("NaN"), "quantity"),
        (Decision.ACCEPT, WHY, Decimal(1), "quantity"),
    ],
)
def test_a_decision_that_says_too_little_is_refused_by_its_field(
    here: World, decision: Decision, reason: str, quantity: Decimal | None, field: str
) -> None:
    suspect = recorded(here, "30")
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        metering.decide(work, suspect.reading_id, decision, reason, quantity)
    assert list(refused.value.fields) == [field]


def test_who_reads_meters_does_not_decide_about_them(here: World) -> None:
    suspect = recorded(here, "30")
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    with pytest.raises(Forbidden), begin(agent) as work:
        metering.decide(work, suspect.reading_id, Decision.ACCEPT, WHY)


def test_the_choices_of_the_list_are_what_there_is(here: World) -> None:
    with begin(here.admin) as work:
        assert metering.class_choices(work) == ["HOUSE"]
        assert metering.period_choices(work)[0] == date(2026, 6, 1)
        assert len(metering.period_choices(work)) == 6
