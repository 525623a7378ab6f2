"""The business calendar: set, refused, read by whoever works here, and changed by one person after the other."""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest

from services import activity, audit, service_levels
from services.permissions import Role
from services.service_levels import USUAL_DAYS, WEEKDAYS, Holiday, NewDay
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

WEEK = {name: NewDay("08:00-16:00", "12:00-12:30") for name in WEEKDAYS[:5]}
IQBAL = Holiday(date(2026, 11, 9), "Iqbal Day")


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def wrong(actor: Actor, **days: NewDay) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal, begin(actor) as work:
        service_levels.set_hours(work, {**WEEK, **days})
    return refusal.value.fields


def test_an_organization_that_set_nothing_works_the_usual_hours(here: World) -> None:
    with begin(here.admin) as work:
        calendar = service_levels.get(work)
    assert (calendar.days, calendar.holidays, calendar.changed_at) == (USUAL_DAYS, (), None)
    assert calendar.time_zone == "Asia/Karachi"


def test_hours_breaks_and_holidays_are_kept_and_told(here: World) -> None:
    with begin(here.admin) as work:
        service_levels.set_hours(work, WEEK | {"friday": NewDay("08.00 to 17:00", "12:30–14:30; 10:00-10:15")})
        service_levels.add_holiday(work, IQBAL.holiday_on, "  Iqbal  Day ")
    with begin(here.admin) as work:
        calendar = service_levels.get(work)
        (*_, entry) = reversed(audit.history_of(work, "business calendar"))
        said = activity.sentence("Sana", entry.action, entry.ref, entry.before, entry.after, may_identify=False)
    told = [str(day) for day in calendar.days]
    assert told[0] == "08:00–16:00 without 12:00–12:30"
    assert told[4:] == ["08:00–17:00 without 10:00–10:15, 12:30–14:30", "closed", "closed"]
    assert calendar.holidays == (IQBAL,)
    assert calendar.changer_name == here.admin.full_name
    assert said == "Sana changed the holidays of the business calendar"


def test_a_holiday_is_taken_away_again_and_one_that_is_none_is_not(here: World) -> None:
    with begin(here.admin) as work:
        service_levels.add_holiday(work, IQBAL.holiday_on, IQBAL.name)
        assert service_levels.get(work).days == USUAL_DAYS
        with pytest.raises(Invalid, match="9 Nov 2026 is a holiday already: Iqbal Day"):
            service_levels.add_holiday(work, IQBAL.holiday_on, "Again")
        assert service_levels.remove_holiday(work, IQBAL.holiday_on).holidays == ()
        with pytest.raises(NotFound):
            service_levels.remove_holiday(work, IQBAL.holiday_on)
        with pytest.raises(Invalid, match="name"):
            service_levels.add_holiday(work, IQBAL.holiday_on, "  ")


@pytest.mark.parametrize(
    ("name", "day", "field", "said"),
    [
        ("monday", NewDay("nine to five"), "monday", "write it as 09:00-17:00"),
        ("monday", NewDay("17:00-09:00"), "monday", "ends before it begins"),
        ("monday", NewDay("09:00-09:00"), "monday", "ends before it begins"),
        ("monday", NewDay("09:00-25:00"), "monday", "reaches over midnight"),
        ("monday", NewDay("09:60-17:00"), "monday", "no span of hours"),
        ("monday", NewDay("09:00-17:00", "08:00-09:30"), "monday_breaks", "lies outside"),
        ("monday", NewDay("09:00-17:00", "13:00-14:00, 13:30-15:00"), "monday_breaks", "overlap"),
        ("monday", NewDay("", "13:00-14:00"), "monday_breaks", "no hours"),
        ("monday", NewDay("00:00-24:00", ",".join(f"0{n}:00-0{n}:30" for n in range(7))), "monday_breaks", "at most 6"),
        ("someday", NewDay("09:00-17:00"), "someday", "no weekday"),
    ],
)
def test_what_is_no_working_day_is_refused_below_its_field(
    here: World, name: str, day: NewDay, field: str, said: str
) -> None:
    fields = wrong(here.admin, **{name: day})
    assert set(fields) == {field}
    assert said in fields[field]


def test_a_week_in_which_nobody_works_is_refused(here: World) -> None:
    nobody = dict.fromkeys(WEEKDAYS, NewDay("")) | {"sunday": NewDay("09:00-10:00", "09:00-10:00")}
    assert "no promise would ever be due" in wrong(here.admin, **nobody)["monday"]


def test_who_looked_before_another_changed_it_is_refused(here: World) -> None:
    with begin(here.admin) as work:
        seen = service_levels.get(work).mark
        service_levels.set_hours(work, WEEK, seen)
    with pytest.raises(Conflict, match="Somebody else"), begin(here.admin) as work:
        service_levels.replace_all(work, WEEK, [IQBAL], seen)


def test_nothing_changed_leaves_no_entry(here: World) -> None:
    with begin(here.admin) as work:
        service_levels.set_hours(work, WEEK)
        service_levels.set_hours(work, WEEK)
        assert len(audit.history_of(work, "business calendar")) == 1


def test_a_promise_is_tried_out_by_the_calendar_as_it_stands(here: World) -> None:
    with begin(here.admin) as work:
        assert service_levels.due(work, "2026-11-21 16:30", Decimal("8.5")) == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
        service_levels.add_holiday(work, date(2026, 11, 23), "Off")
        assert service_levels.due(work, "2026-11-21T16:30", Decimal(1)) == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
        for opened, hours, field in (("tomorrow", "1", "opened_at"), ("2026-02-30 10:00", "1", "opened_at"),
                                     ("2026-11-21 10:00", "0", "hours"), ("9999-12-31 10:00", "1", "opened_at")):  # fmt: skip
            with pytest.raises(Invalid) as refusal:
                service_levels.due(work, opened, Decimal(hours))
            assert set(refusal.value.fields) == {field}


def test_support_reads_it_and_changes_nothing_and_agents_run_clocks_by_it(here: World) -> None:
    with begin(here.admin) as work:
        service_levels.set_hours(work, WEEK)
    support = builders.person(here, Role.SUPPORT, (here.ward_a,))
    with begin(support) as work:
        assert service_levels.get(work).days[5].hours is None
        with pytest.raises(Forbidden):
            service_levels.add_holiday(work, IQBAL.holiday_on, IQBAL.name)
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    with begin(agent) as work:
        assert service_levels.current(work).days[5].hours is None
        with pytest.raises(Forbidden):
            service_levels.get(work)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO business_holidays (org_id, holiday_on, name) VALUES (app_org_id(), '2026-01-01', 'x')",
        "INSERT INTO business_hours VALUES (app_org_id(), 7, false, 0, 60)",
    ],
)
def test_below_the_use_cases_rights_in_some_areas_write_nothing_either(here: World, statement: str) -> None:
    with begin(here.admin) as work:
        service_levels.set_hours(work, WEEK)
    somewhere = builders.person(here, Role.HEAD_ADMINISTRATOR, (here.ward_a,))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(somewhere) as work:
        work.connection.execute(statement.encode())
    with begin(somewhere) as work:
        assert work.connection.execute("DELETE FROM business_hours").rowcount == 0


def test_one_organization_does_not_see_the_calendar_of_another(here: World) -> None:
    with begin(here.admin) as work:
        service_levels.set_hours(work, WEEK)
    there = builders.world()
    with begin(there.admin) as work:
        assert service_levels.get(work).days == USUAL_DAYS
