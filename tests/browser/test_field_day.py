"""An agent's day on a phone: the next stop, a visit with its position, and what is left when the signal drops."""

from uuid import uuid4

import pytest

from services import tickets, visits
from services.paging import ListQuery
from services.visits import NewPlan
from services.work import begin
from tests.browser.conftest import Visit
from tests.services.visits.field import field

pytestmark = pytest.mark.browser


def test_an_agent_makes_a_visit_by_thumb_and_sends_it_again_when_the_signal_is_back(visit: Visit) -> None:
    place = field()
    with begin(place.operations) as work:
        chosen = tuple(place.unit_ids[code] for code in ("U-1", "U-2", "U-3"))
        visits.plan(work, NewPlan(chosen, place.agent.staff_id, work.today, uuid4(), "complaint", "Look at the bin"))
    visit.context.grant_permissions(["geolocation"])
    visit.context.set_geolocation({"latitude": 30.8003, "longitude": 73.4, "accuracy": 9})
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.sign_in(place.agent.username)
    visit.settle()
    visit.open("/today")
    assert page.locator(".su-first-stop h2").inner_text() == "U-1"
    assert page.locator(".su-stops li strong").all_inner_texts() == ["U-2", "U-3"]
    page.get_by_role("button", name="U-3 earlier").click()
    page.wait_for_function("() => document.querySelector('.su-stops li strong').textContent === 'U-3'")
    visit.open("/today")
    assert page.locator(".su-stops li strong").all_inner_texts() == ["U-3", "U-2"]

    page.get_by_role("button", name="I am there: start").click()
    page.get_by_role("button", name="Take the position").click()
    page.get_by_text("Position taken, sure to 9 m, 33 m from the unit.").wait_for()
    page.get_by_text("Warned").click()
    page.get_by_label("Note").fill("The tenant was told")
    visit.context.set_offline(True)
    page.get_by_role("button", name="Submit the visit").click()
    page.get_by_text("The server cannot be reached; try again in a moment.").wait_for()
    assert page.get_by_label("Note").input_value() == "The tenant was told"
    visit.context.set_offline(False)
    page.get_by_role("button", name="Submit the visit").click()
    page.get_by_text("it waits for a decision").wait_for()
    visit.complaints = [each for each in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    with begin(place.operations) as work:
        (row,) = visits.page(work, ListQuery(filters={"status": "submitted"})).rows
    assert (row.outcome, row.note, row.distance_metres, row.accuracy_metres) == ("warned", "The tenant was told", 33, 9)


def test_what_was_typed_is_offered_after_a_refresh_and_the_day_stays_readable_without_a_signal(visit: Visit) -> None:
    place = field()
    with begin(place.operations) as work:
        chosen = tuple(place.unit_ids[code] for code in ("U-1", "U-2"))
        ids = visits.plan(work, NewPlan(chosen, place.agent.staff_id, work.today, uuid4())).visit_ids
    with begin(place.agent) as work:
        visits.start(work, ids[0])
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.sign_in(place.agent.username)
    visit.settle()
    visit.open(f"/visit?visit={ids[0]}")
    page.get_by_text("Locked", exact=True).click()
    page.get_by_label("Note").fill("Nobody at home")
    page.reload()
    visit.settle()
    page.get_by_role("button", name="Use it").click()
    page.wait_for_function("() => document.querySelector('[name=note]')?.value === 'Nobody at home'")
    assert page.locator("[value=locked]").is_checked()
    visit.open("/today")
    visit.context.set_offline(True)
    page.wait_for_timeout(4_000)
    assert page.locator(".su-first-stop h2").inner_text().startswith("U-1")
    assert page.locator(".su-stops li strong").is_visible()
    assert page.get_by_role("dialog").count() == 0
    visit.context.set_offline(False)
    visit.complaints = [each for each in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_an_agent_opens_tickets_from_a_visit_and_what_is_typed_for_the_next_one_is_kept(visit: Visit) -> None:
    place = field()
    with begin(place.operations) as work:
        plan = NewPlan((place.unit_ids["U-1"],), place.agent.staff_id, work.today, uuid4())
        (visit_id,) = visits.plan(work, plan).visit_ids
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.sign_in(place.agent.username)
    visit.settle()
    for subject in ("No bin", "Street light"):
        visit.open(f"/visit?visit={visit_id}")
        page.get_by_text("Open a ticket from this visit").click()
        assert page.get_by_label("What it is about").input_value() == ""
        page.get_by_label("What it is about").fill(subject)
        if subject == "Street light":
            page.get_by_label("Description").click()
            page.wait_for_timeout(1_000)
            page.reload()
            visit.settle()
            page.get_by_text("Open a ticket from this visit").click()
            page.get_by_role("button", name="Use it").click()
            page.wait_for_function("() => document.querySelector('[name=subject]')?.value === 'Street light'")
        page.get_by_label("Type").select_option(label="Other")
        page.get_by_role("button", name="Open the ticket").click()
        page.wait_for_url("**/ticket?ticket=*")
        page.get_by_role("heading", name=subject).wait_for()
        assert page.get_by_role("link", name="V-000001").is_visible()
    with begin(place.operations) as work:
        rows = tickets.page(work, ListQuery(filters={"visit": str(visit_id)})).rows
    assert [(row.subject, row.channel, row.unit_code) for row in rows] == [
        ("Street light", "visit", "U-1"), ("No bin", "visit", "U-1"),
    ]  # fmt: skip
    assert visit.width_beyond_window() == 0
