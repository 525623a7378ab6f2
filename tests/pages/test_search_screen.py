"""The search on its screen: numbers on paper, and the way to the words of tickets."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import tickets
from services.permissions import Role
from services.tickets import NewTicket
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.visits.field import agent_of, field, planned

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def test_a_visit_number_opens_its_visit_for_who_makes_it(database: object, opened: Open) -> None:
    place = field()
    (visit_id,) = planned(place, "U-1")
    said = seen(opened("/search?q=v-1&go=1", place.agent))
    assert f'data-jump="/visit?visit={visit_id}"' in said
    assert "directions_walk</span>" in said
    assert "Nothing you may see fits" in seen(opened("/search?q=v-1&go=1", agent_of(place.here, place.here.ward_a)))


def test_a_ticket_number_opens_its_ticket_and_words_lead_to_the_list(here: World, opened: Open) -> None:
    new = NewTicket("Lamp <b>broken</b>", "", "other", "normal", "phone", uuid4(), area_id=here.ward_a)
    with begin(here.admin) as work:
        made = tickets.open_one(work, new)
    said = seen(opened("/search?q=t-1&go=1", here.admin))
    assert f'data-jump="/ticket?ticket={made.ticket_id}"' in said
    assert "Lamp &lt;b&gt;broken&lt;/b&gt; · Ward A" in said
    assert "confirmation_number</span>" in said
    assert ">New</span>" in said
    assert 'href="/tickets?q=lamp+broken"' in seen(opened("/search?q=lamp broken", here.admin))
    assert made.ticket_no in seen(opened("/tickets?q=lamp+broken", here.admin))
    assert "/tickets?q=" not in seen(opened("/search?q=0300", here.admin))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-2"))
    told = seen(opened("/search?q=t-1", consumer))
    assert "Nothing you may see fits" in told
    assert "/tickets" not in told
    assert "a ticket like T-000123, a visit like V-000123 and a challan like C-000123" in told
