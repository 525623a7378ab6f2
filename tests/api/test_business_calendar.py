"""The business calendar through the interface."""

import pytest

from services.permissions import Role
from tests import builders
from tests.api.talking import as_program, error_of
from tests.builders import World

DAY = {"hours": "08:00-16:00", "breaks": "12:00-12:30"}


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_a_calendar_is_read_put_in_place_and_tried_out(here: World) -> None:
    talk = as_program(builders.person(here, Role.HEAD_ADMINISTRATOR))
    usual = talk.get("/api/v1/business-calendar").json()
    assert usual["days"]["friday"] == {"hours": "09:00–17:00", "breaks": "12:30–14:30"}
    assert usual["days"]["sunday"] == {"hours": None, "breaks": ""}
    asked = {"opened_at": "2026-11-21 16:30", "hours": "1"}
    assert talk.get("/api/v1/business-calendar/due", params=asked).json() == {"due_at": "2026-11-23T04:30:00Z"}
    new = {"days": {"monday": DAY, "tuesday": DAY}, "holidays": [{"holiday_on": "2026-11-23", "name": "Off"}]}
    put = talk.put("/api/v1/business-calendar", json={**new, "mark": usual["mark"]})
    assert put.status_code == 200, put.text
    assert put.json()["days"]["monday"] == {"hours": "08:00–16:00", "breaks": "12:00–12:30"}
    assert put.json()["holidays"] == new["holidays"]
    assert put.json() == talk.get("/api/v1/business-calendar").json()
    assert talk.get("/api/v1/business-calendar/due", params=asked).json() == {"due_at": "2026-11-24T04:00:00Z"}
    error_of(talk.put("/api/v1/business-calendar", json={**new, "mark": usual["mark"]}), 409)


def test_what_cannot_be_a_calendar_is_refused_in_sentences(here: World) -> None:
    talk = as_program(builders.person(here, Role.HEAD_ADMINISTRATOR))
    for days, field in (({}, "monday"), ({"monday": {"hours": "9-5"}}, "monday"), ({"moonday": DAY}, "moonday"),
                        ({"monday": {**DAY, "breaks": "07:00-09:00"}}, "monday_breaks")):  # fmt: skip
        refusal = error_of(talk.put("/api/v1/business-calendar", json={"days": days, "holidays": []}), 422)
        assert field in refusal["fields"]
    twice = [{"holiday_on": "2026-11-23", "name": "Off"}] * 2
    refusal = error_of(talk.put("/api/v1/business-calendar", json={"days": {"monday": DAY}, "holidays": twice}), 422)
    assert "a holiday already" in refusal["fields"]["holiday_on"]
    for opened, hours, field in (("now", "1", "opened_at"), ("2026-11-23 10:00", "-1", "hours")):
        asked = {"opened_at": opened, "hours": hours}
        assert field in error_of(talk.get("/api/v1/business-calendar/due", params=asked), 422)["fields"]
