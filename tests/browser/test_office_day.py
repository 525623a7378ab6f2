"""A day of the office and the field together: what one role begins the next goes on with, from the call to the audit trail."""

from typing import Final

import pytest
from playwright.sync_api import Geolocation

from services.permissions import Role
from services.work import Actor
from tests.browser.conftest import Visit
from tests.browser.test_every_screen import SIZES
from tests.builders import person
from tests.town import Town, bill, town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

THERE: Final[Geolocation] = {"latitude": 30.8003, "longitude": 73.4, "accuracy": 9}


def change_to(visit: Visit, actor: Actor, size: str = "desk") -> None:
    """The one before goes home, the next signs in on the same machine, or on a phone."""
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.context.clear_cookies()
    visit.page.goto(f"{visit.address}/auth/login")
    visit.sign_in(actor.username)
    visit.settle()


def press(visit: Visit, name: str, said: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).click()
    visit.page.get_by_text(said).first.wait_for()
    visit.settle()


def complain_by_phone(visit: Visit) -> str:
    """Support finds the premises that calls and opens a ticket; gives its number."""
    visit.open("/search?q=U-A-1")
    visit.page.locator(".stMain").get_by_role("link", name="U-A-1").first.click()
    visit.page.get_by_role("link", name="Open a ticket").click()
    visit.page.get_by_label("What it is about").fill("Not collected since Monday")
    visit.settle()
    visit.choose("Type", "Missed collection")
    press(visit, "Open ticket", "Opened ")
    return visit.page.locator(".su-say a").first.inner_text()


def hand_out(visit: Visit, ticket_no: str, agent: Actor) -> None:
    """Operations gives the ticket and a visit to the agent who works there."""
    visit.open("/tickets")
    visit.page.get_by_role("link", name=ticket_no).first.click()
    visit.page.get_by_text("What is next").wait_for()
    visit.settle()
    visit.choose("Who sees to it", agent.full_name)
    press(visit, "Assign", f"{agent.full_name} sees to {ticket_no}.")
    visit.open("/search?q=U-A-1")
    visit.page.locator(".stMain").get_by_role("link", name="U-A-1").first.click()
    visit.page.get_by_role("link", name="Plan a visit").click()
    visit.page.get_by_label("What to do there").fill("Look at the bin")
    visit.choose("Who goes there", agent.full_name)
    press(visit, "Plan 1 visit", "Planned 1 visit for")


def go_there(visit: Visit, ticket_no: str) -> None:
    """The agent makes the visit by thumb and resolves the ticket."""
    visit.context.grant_permissions(["geolocation"])
    visit.context.set_geolocation(THERE)
    visit.open("/today")
    assert visit.page.locator(".su-first-stop h2").inner_text() == "U-A-1"
    visit.page.get_by_role("button", name="I am there: start").click()
    visit.page.get_by_role("button", name="Take the position").click()
    visit.page.get_by_text("Position taken").wait_for()
    visit.page.get_by_text("Inspected", exact=True).click()
    visit.page.get_by_label("Note").fill("The bin stands where it should")
    press(visit, "Submit the visit", "it waits for a decision")
    visit.open("/tickets")
    visit.page.get_by_role("link", name=ticket_no).first.click()
    visit.page.get_by_text("What is next").wait_for()
    visit.settle()
    press(visit, "Start work", f"{ticket_no} is in progress")
    visit.page.get_by_label("What was done").fill("Collected today")
    press(visit, "Resolve", f"{ticket_no} is resolved")


def approve(visit: Visit) -> None:
    """Operations reads the proof, on whichever day and hour this runs, and approves."""
    visit.open("/visits?status=submitted")
    visit.page.locator(".su-browser a[href^='/visit?']").first.click()
    visit.page.get_by_text("Can it be believed?").wait_for()
    press(visit, "Approve", "Approved visit")


def take_money(visit: Visit) -> None:
    """Billing records what the consumer brings, by the amount that the bill asks for."""
    visit.open("/payments")
    visit.page.get_by_text("Record a payment", exact=True).click()
    visit.page.get_by_label("Account code").fill("A-1")
    visit.page.get_by_label("Amount, Rs").fill("three hundred")
    press(visit, "Record payment", "“three hundred” is not an amount")
    visit.page.get_by_label("Amount, Rs").fill("300")
    press(visit, "Record payment", "Recorded Rs 300")


def look_back(visit: Visit, ticket_no: str) -> None:
    """The head administrator sees all of it in the audit trail, each by whom it was."""
    visit.open("/audit?size=100")
    trail = visit.page.locator(".su-browser").inner_text()
    for words in ("support", "operations", "field_agent", "billing", ticket_no):
        assert words in trail, words


def test_what_one_begins_the_next_goes_on_with(visit: Visit) -> None:
    place: Town = town()
    bill(place)
    here = place.here
    agent = person(here, Role.FIELD_AGENT, (here.ward_a,))
    operations = person(here, Role.OPERATIONS)
    change_to(visit, person(here, Role.SUPPORT))
    ticket_no = complain_by_phone(visit)
    change_to(visit, operations)
    hand_out(visit, ticket_no, agent)
    change_to(visit, agent, "phone")
    go_there(visit, ticket_no)
    change_to(visit, operations)
    approve(visit)
    change_to(visit, place.clerk)
    take_money(visit)
    change_to(visit, person(here, Role.CONSUMER, account_id=place.account_ids["A-1"]), "phone")
    visit.open("/payments")
    visit.page.get_by_role("link", name="OFFICE-0000001").first.wait_for()
    change_to(visit, person(here, Role.HEAD_ADMINISTRATOR))
    look_back(visit, ticket_no)
