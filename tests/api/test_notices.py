"""Notices through the interface, and what a page asks by itself."""

from datetime import timedelta

import pytest

from database.connection import DatabaseRole, transaction
from services import notices
from services.notices import About
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.api.talking import as_program, error_of, token_of
from tests.api.test_second_factor import browser
from tests.builders import World
from utils import clock
from utils.cookies import PLAIN


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


def test_a_page_asks_how_many_are_unread_without_using_the_session(here: World, clerk: Actor) -> None:
    talk = browser()
    assert talk.get("/auth/unread").status_code == 401
    talk.cookies.set(PLAIN, token_of(clerk))
    assert talk.get("/auth/unread").json() == {"unread": 0}
    tell(here, clerk, "one")
    seen_at = age_session(clerk)
    assert talk.get("/auth/unread").json() == {"unread": 1}
    assert session_of(clerk) == seen_at
    talk.get("/bills")
    assert session_of(clerk) != seen_at


def age_session(person: Actor) -> object:
    with transaction(DatabaseRole.DOOR) as door:
        before = clock.now() - timedelta(minutes=9)
        door.execute("UPDATE sessions SET seen_at = %s WHERE staff_id = %s", (before, person.staff_id))
    return session_of(person)


def session_of(person: Actor) -> object:
    with transaction(DatabaseRole.DOOR) as door:
        return door.execute("SELECT seen_at FROM sessions WHERE staff_id = %s", (person.staff_id,)).fetchone()
