"""Readings from files that look unusual wait for a decision as those that are recorded by hand do; history does not."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from services import metering, notices
from services.metering import Decision, NewReading, ReadingRow
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.services.imports.bringing import brought, counts, csv_bytes, rolled_back
from tests.town import Town
from utils import month
from utils.errors import Conflict

HEAD = ("Meter no", "Month", "Usage")


@pytest.fixture
def place(database: object) -> Town:
    """M-A-1 and M-B-1 were read ten times around seven."""
    made = town.town()
    with begin(made.here.admin) as work:
        days = [month.add(month.first_of(work.today), -back) for back in range(4, 14)]
        usual = [NewReading(meter, day, day, Decimal(6 + day.month % 3), "RESIDENTIAL_SINGLE") for meter in ("M-A-1", "M-B-1")
                 for day in days if day != town.PERIOD]  # fmt: skip
        metering.add_readings(work, usual)
    return made


def lately(place: Town, back: int = 1) -> str:
    with begin(place.here.admin) as work:
        return f"{month.add(month.first_of(work.today), -back):%Y-%m}"


def suspects(place: Town) -> list[ReadingRow]:
    with begin(place.here.admin) as work:
        return list(metering.page(work, ListQuery(filters={"status": "suspect"})).rows)


def told(person: Actor) -> list[str]:
    with begin(person) as work:
        return [row.subject for row in notices.page(work, ListQuery()).rows]


def test_what_looks_unusual_waits_with_the_sentence_of_a_reading_by_hand(place: Town) -> None:
    rows = [("M-A-1", lately(place), "900"), ("M-B-1", lately(place), "7")]
    assert counts(brought(place.here.admin, "readings", csv_bytes(HEAD, rows))) == (2, 0, 0, 0, 0)
    (found,) = suspects(place)
    assert (found.meter_no, found.quantity) == ("M-A-1", 900)
    with begin(place.here.admin) as work:
        said = metering.suspicion_of(work, found.reading_id)
        metering.decide(work, found.reading_id, Decision.REJECT, "A slip of the pen")
        command = metering.RecordReading("M-A-1", Decimal(900), date.fromisoformat(f"{lately(place)}-02"), uuid4())
        assert metering.suspicion_of(work, metering.record(work, command).reading_id) == said
    assert said.startswith("900 CCF is above ")


def test_history_is_taken_as_it_is(place: Town) -> None:
    rows = [("M-A-1", lately(place, back=3), "900"), ("M-B-1", lately(place, back=2), "900")]
    brought(place.here.admin, "readings", csv_bytes(HEAD, rows))
    assert [each.meter_no for each in suspects(place)] == ["M-B-1"]


def test_who_decides_hears_once_of_each_area_and_followers_of_each_reading(place: Town) -> None:
    here = place.here
    supervisor = builders.person(here, Role.OPERATIONS, (here.ward_a,))
    with begin(place.clerk) as work:
        notices.follow(work, "account", place.account_ids["B-1"])
    rows = [("M-A-1", lately(place), "900"), ("M-A-1", lately(place, back=2), "800"), ("M-B-1", lately(place), "700")]
    brought(here.admin, "readings", csv_bytes(HEAD, rows))
    of_a = "Meter M-A-1 and 1 more of Ward A came in with a use that looks unusual and wait for a decision."
    assert told(supervisor) == [of_a]
    heard = told(place.clerk)
    assert heard.count(of_a) == 1
    assert [each for each in heard if "M-B-1" in each and "700 CCF is above" in each]
    assert not [each for each in heard if "900 CCF" in each]


def test_an_import_is_rolled_back_with_what_waits_and_not_once_somebody_decided(place: Town) -> None:
    first = brought(place.here.admin, "readings", csv_bytes(HEAD, [("M-A-1", lately(place), "900")]))
    assert rolled_back(place.here, first).status == "rolled_back"
    assert suspects(place) == []
    second = brought(place.here.admin, "readings", csv_bytes(HEAD, [("M-A-1", lately(place), "900")]))
    with begin(place.here.admin) as work:
        metering.decide(work, suspects(place)[0].reading_id, Decision.ACCEPT, "A leak, the consumer says")
    with pytest.raises(Conflict, match="M-A-1"):
        rolled_back(place.here, second)


