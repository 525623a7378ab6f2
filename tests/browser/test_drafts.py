"""What was typed into a form is still there after a refresh, for the same person, and gone once it was accepted."""

import pytest
from playwright.sync_api import Locator, expect

from services import sign_in
from services.permissions import Role
from tests.browser.conftest import Visit
from tests.builders import person
from tests.town import Town, town

pytestmark = pytest.mark.browser

PROPOSE = "/tariff?tariff=sanitation&propose=1"


@pytest.fixture
def place(visit: Visit) -> Town:
    """A town with a tariff, and its clerk signed in."""
    made = town()
    visit.sign_in(made.clerk.username)
    visit.settle()
    return made


def prices(visit: Visit) -> Locator:
    return visit.page.locator("textarea")


def open_payment_form(visit: Visit) -> Locator:
    visit.page.locator("[data-testid=stExpander] summary").click()
    return visit.page.get_by_label("Account code")


def test_a_refresh_keeps_the_draft_of_a_new_tariff_version_and_the_server_gets_it(visit: Visit, place: Town) -> None:
    visit.open(PROPOSE)
    prices(visit).fill("{ not yet JSON")
    visit.page.reload()
    visit.settle()
    expect(prices(visit)).to_have_value("{ not yet JSON")
    visit.page.get_by_role("button", name="Check").click()
    expect(visit.page.get_by_text("The prices are not JSON")).to_be_visible()
    expect(prices(visit)).to_have_value("{ not yet JSON")


def test_the_end_of_a_session_keeps_the_draft(visit: Visit, place: Town) -> None:
    visit.open(PROPOSE)
    prices(visit).fill("{ half a version")
    (cookie,) = [cookie for cookie in visit.context.cookies() if cookie.get("name") == "suthra_session"]
    sign_in.sign_out(cookie.get("value", ""))
    visit.page.get_by_role("button", name="Check").click()
    visit.page.click("text=Sign in again")
    visit.sign_in(place.clerk.username)
    visit.settle()
    expect(prices(visit)).to_have_value("{ half a version")


def test_what_was_recorded_is_no_draft_any_more(visit: Visit, place: Town) -> None:
    visit.open("/payments")
    open_payment_form(visit).fill("A-1")
    visit.page.get_by_label("Amount, Rs").fill("120")
    visit.page.get_by_role("button", name="Record payment").click()
    visit.page.wait_for_selector("text=Recorded Rs 120")
    visit.open("/payments")
    expect(open_payment_form(visit)).to_have_value("")


def test_another_person_at_the_same_screen_sees_no_draft(visit: Visit, place: Town) -> None:
    visit.open("/payments")
    open_payment_form(visit).fill("A-1")
    visit.page.reload()
    visit.settle()
    visit.page.click("text=Sign out")
    visit.sign_in(person(place.here, Role.BILLING).username)
    visit.settle()
    visit.open("/payments")
    expect(open_payment_form(visit)).to_have_value("")
