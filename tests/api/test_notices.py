"""Notices through the interface."""

import pytest

from services import notices
from services.notices import About
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.api.talking import as_program, error_of
from tests.builders import World


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


def tell(here: World, person: Actor, *events: str) -> None:
    with begin(here.admin) as work:
        for event in events:
            notices.tell(work, notices.TICKET_COMMENTED, [person.staff_id], About("ticket", 7), f"About {event}", event)


def test_notices_are_listed_counted_and_read(here: World, clerk: Actor) -> None:
    tell(here, clerk, "one", "two", "three")
    talk = as_program(clerk)
    assert talk.get("/api/v1/notices/unread").json() == {"unread": 3}
    newest, middle, _ = talk.get("/api/v1/notices", params={"unread": "yes"}).json()["rows"]
    assert newest["subject"] == "About three"
    assert newest["href"] == "/ticket?ticket=7"
    answer = talk.post(f"/api/v1/notices/{middle['notice_id']}/read").json()
    assert answer["read_at"]
    assert talk.post("/api/v1/notices/read", json={"newest": newest["notice_id"]}).json() == {"read": 2}
    assert talk.get("/api/v1/notices/unread").json() == {"unread": 0}
    error_of(as_program(builders.person(here, Role.SUPPORT)).post(f"/api/v1/notices/{newest['notice_id']}/read"), 404)
