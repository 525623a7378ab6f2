"""Recording a reading from the field: once, judged, and with a clear answer."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from services import metering, tariffs
from services.metering import NewMeter, NewReading, NewService, RecordReading
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

COMMAND = RecordReading("M-1", Decimal("12.5"), date(2026, 9, 3), uuid4())


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    with begin(here.admin) as work:
        tariff_id = tariffs.add_tariff(work, "water", "Water", "water")
        metering.add_services(work, [NewService("A-1", None, "water", tariff_id, date(2026, 1, 1))])
        metering.add_meters(work, [NewMeter("A-1", "M-1", None, "CCF")])
        metering.add_readings(
            work, [NewReading("M-1", date(2026, 8, 1), date(2026, 8, 2), Decimal(10), "RESIDENTIAL_SINGLE")]
        )
    return here


def test_a_reading_is_kept_with_the_month_it_was_read_in_and_the_class_of_the_one_before(here: World) -> None:
    with begin(here.admin) as work:
        stored = metering.record(work, COMMAND)
        assert (stored.period, stored.quantity, stored.customer_class) == (
            date(2026, 9, 1), Decimal("12.500"), "RESIDENTIAL_SINGLE")  # fmt: skip
        assert metering.page(work, ListQuery(filters={"period": "2026-09"})).count == 1
        assert [use.quantity for use in metering.usage_of_account(work, stored.account_id)] == [10, Decimal("12.5")]


def test_sending_a_reading_again_changes_nothing(here: World) -> None:
    for _ in range(3):
        with begin(here.admin) as work:
            metering.record(work, COMMAND)
            assert metering.page(work, ListQuery()).count == 2


def test_another_reading_under_the_same_id_is_refused(here: World) -> None:
    with begin(here.admin) as work:
        metering.record(work, COMMAND)
    with pytest.raises(Conflict), begin(here.admin) as work:
        metering.record(work, replace(COMMAND, quantity=Decimal(99)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": Decimal(-1)}, "quantity"),
        ({"quantity": Decimal("NaN")}, "quantity"),
        ({"quantity": Decimal("1e30")}, "quantity"),
        ({"quantity": Decimal("0.0001")}, "quantity"),
        ({"read_on": date(1900, 1, 1)}, "read_on"),
        ({"read_on": date.today() + timedelta(days=3)}, "read_on"),  # noqa: DTZ011
    ],
)
def test_a_reading_that_cannot_be_is_refused_by_its_field(here: World, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        metering.record(work, replace(COMMAND, **change))  # pyright: ignore[reportArgumentType]
    assert list(refused.value.fields) == [field]


def test_an_unknown_meter_is_not_found(here: World) -> None:
    with pytest.raises(NotFound), begin(here.admin) as work:
        metering.record(work, replace(COMMAND, meter_no="M-2"))


def test_support_reads_but_does_not_record(here: World) -> None:
    clerk = builders.person(here, Role.SUPPORT)
    with begin(clerk) as work:
        assert metering.page(work, ListQuery()).count == 1
    with pytest.raises(Forbidden), begin(clerk) as work:
        metering.record(work, COMMAND)
