"""What was typed into a form is kept on the server, offered when the form is opened again, and gone once it was accepted."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from services import drafts, sign_in
from services.permissions import Role
from services.work import Actor, begin
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


def open_form(visit: Visit, path: str) -> None:
    visit.open(path)
    visit.page.locator("[data-testid=stExpander] summary").click()


def leave(page: Page, field: Locator) -> None:
    """Leave a field, and wait until the server has what it says."""
    with page.expect_response(lambda answer: answer.url.endswith("/api/v1/drafts") and answer.request.method == "POST"):
        field.blur()


def offer(page: Page) -> Locator:
    return page.locator(".su-draft:visible")


def kept(actor: Actor, form: str) -> list[dict[str, str]]:
    with begin(actor) as work:
        return [dict(each.typed) for each in drafts.of_forms(work, [form])]


def test_a_draft_is_offered_on_another_device_used_sent_and_gone(visit: Visit, place: Town, chromium: Browser) -> None:
    open_form(visit, "/tickets")
    visit.page.get_by_label("What it is about").fill("The bins at the mosque")
    visit.choose("Type", "Missed collection")
    visit.choose("Area", "Ward A")
    leave(visit.page, visit.page.get_by_role("combobox", name="Area"))
    (cookie,) = [cookie for cookie in visit.context.cookies() if cookie.get("name") == "suthra_session"]
    sign_in.sign_out(cookie.get("value", ""))
    elsewhere = chromium.new_context(viewport={"width": 390, "height": 844})
    other = Visit(elsewhere.new_page(), elsewhere, visit.address)
    other.sign_in(place.clerk.username)
    other.settle()
    open_form(other, "/tickets")
    expect(offer(other.page)).to_contain_text("You typed “The bins at the mosque” at")
    expect(other.page.get_by_label("What it is about")).to_have_value("")
    other.page.get_by_role("button", name="Use it").click()
    expect(other.page.get_by_label("What it is about")).to_have_value("The bins at the mosque")
    expect(other.page.get_by_role("combobox", name="Area")).to_have_value("Ward A, ward")
    expect(offer(other.page)).to_have_count(0)
    other.page.get_by_role("button", name="Open ticket").click()
    other.page.wait_for_selector("text=Opened T-")
    assert kept(place.clerk, "ticket.open") == []
    open_form(other, "/tickets")
    other.page.wait_for_timeout(700)
    expect(offer(other.page)).to_have_count(0)
    elsewhere.close()


def test_a_draft_is_offered_where_the_fields_are_drawn_late(visit: Visit, place: Town) -> None:
    with begin(place.clerk) as work:
        drafts.save(work, "ticket.open", "", uuid4(), {"What it is about": "The bins at the mosque"})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    visit.page.route("**/static/js/TextInput*.js", hold)
    with visit.page.expect_response("**/api/v1/drafts?*"):
        open_form(visit, "/tickets")
    visit.page.wait_for_timeout(700)
    expect(offer(visit.page)).to_have_count(0)
    assert held
    for route in held:
        route.continue_()
    expect(offer(visit.page)).to_contain_text("You typed “The bins at the mosque” at")


def test_what_could_not_be_saved_waits_in_the_window_until_there_is_a_session(visit: Visit, place: Town) -> None:
    visit.open(PROPOSE)
    prices = visit.page.locator("textarea")
    prices.fill("{ half a version")
    (cookie,) = [cookie for cookie in visit.context.cookies() if cookie.get("name") == "suthra_session"]
    sign_in.sign_out(cookie.get("value", ""))
    visit.page.get_by_role("button", name="Check").click()
    visit.page.click("text=Sign in again")
    visit.sign_in(place.clerk.username)
    visit.settle()
    visit.page.get_by_role("button", name="Use it").click()
    expect(prices).to_have_value("{ half a version")
    visit.page.get_by_role("button", name="Check").click()
    expect(visit.page.get_by_text("The prices are not JSON")).to_be_visible()
    expect(prices).to_have_value("{ half a version")


def test_a_draft_is_thrown_away_or_seen_by_nobody_else(visit: Visit, place: Town) -> None:
    open_form(visit, "/payments")
    code = visit.page.get_by_label("Account code")
    code.fill("A-1")
    leave(visit.page, code)
    visit.page.click("text=Sign out")
    visit.sign_in(person(place.here, Role.BILLING).username)
    visit.settle()
    open_form(visit, "/payments")
    visit.page.wait_for_timeout(700)
    expect(offer(visit.page)).to_have_count(0)
    visit.page.click("text=Sign out")
    visit.sign_in(place.clerk.username)
    visit.settle()
    open_form(visit, "/payments")
    with visit.page.expect_response("**/api/v1/drafts/remove"):
        visit.page.get_by_role("button", name="Throw it away").click()
    expect(offer(visit.page)).to_have_count(0)
    assert kept(place.clerk, "payment.record") == []
