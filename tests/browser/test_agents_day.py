"""An agent's day on a phone, from signing in to the end of the day: visits, photo, cash with its receipt, ticket, summary."""

from uuid import uuid4

import pytest

from services import cash, field_days, tickets, visits
from services.paging import ListQuery
from services.permissions import Role
from services.visits import NewPlan
from services.work import Actor, begin
from tests import pictures
from tests.browser.conftest import Visit
from tests.builders import person
from tests.town import Town, bill, town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def on_the_road(visit: Visit) -> tuple[Town, Actor]:
    """A billed town, an agent with two stops in it, and the phone in the agent's hand."""
    place = town()
    bill(place)
    agent = person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    with begin(person(place.here, Role.OPERATIONS)) as work:
        chosen = tuple(place.unit_ids[code] for code in ("A-1", "A-2"))
        visits.plan(work, NewPlan(chosen, agent.staff_id, work.today, uuid4(), "undelivered", "Hand over the bill"))
    visit.context.grant_permissions(["geolocation"])
    visit.context.set_geolocation({"latitude": 30.8003, "longitude": 73.4, "accuracy": 9})
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.sign_in(agent.username)
    visit.settle()
    return place, agent


def hand_over_the_bill(visit: Visit) -> None:
    """From home to the next stop, with a photo and the position."""
    page = visit.page
    page.locator(".stMain a[href='/today']").first.click()
    page.get_by_role("button", name="I am there: start").click()
    page.get_by_role("button", name="Take the position").click()
    page.get_by_text("Position taken").wait_for()
    photo: list[object] = [{"name": "door.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg()}]
    page.locator(".su-attach input[multiple][accept*=jpeg]").set_input_files(photo)  # pyright: ignore[reportArgumentType]
    page.locator(".su-attach-said").filter(has_text="Added one.").wait_for()
    page.get_by_text("Delivered", exact=True).click()
    page.get_by_role("button", name="Submit the visit").click()
    page.get_by_text("it waits for a decision").wait_for()
    visit.settle()


def take_cash(visit: Visit) -> str:
    """What the consumer owes is suggested; gives the number of the receipt."""
    page = visit.page
    page.get_by_role("link", name="Take cash").first.click()
    amount = page.get_by_label("Amount, Rs")
    assert amount.input_value() == "300"
    amount.fill("three hundred")
    page.get_by_role("button", name="Take the cash and give a receipt").click()
    page.locator(".su-wrong").filter(has_text="amount").wait_for()
    amount.fill("300")
    page.get_by_role("button", name="Take the cash and give a receipt").click()
    page.wait_for_url("**/receipt?receipt=*")
    visit.settle()
    return page.locator("h1").first.inner_text().split()[-1]


def complain(visit: Visit) -> None:
    """The consumer says what is wrong, and it is a ticket before the agent goes on."""
    page = visit.page
    page.get_by_role("link", name="Back to the visit").click()
    page.get_by_text("Open a ticket from this visit").click()
    page.get_by_label("What it is about").fill("The bin is broken")
    page.get_by_label("Type").select_option(label="Other")
    page.get_by_role("button", name="Open the ticket").click()
    page.wait_for_url("**/ticket?ticket=*")
    page.get_by_role("heading", name="The bin is broken").wait_for()


def end_the_day(visit: Visit) -> None:
    """What is left is missed for a reason, and the day is closed."""
    page = visit.page
    visit.open("/today")
    page.get_by_role("link", name="End of the day").click()
    visit.settle()
    assert "Rs 300" in page.locator(".stMain").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    page.get_by_label("Why is a visit open?").select_option(label="No time was left")
    page.get_by_role("button", name="Close my day").click()
    page.get_by_role("button", name="Close my day").wait_for(state="detached")
    visit.settle()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_day_from_signing_in_to_its_end(visit: Visit, colours: str) -> None:
    place, agent = on_the_road(visit)
    visit.page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    hand_over_the_bill(visit)
    receipt_no = take_cash(visit)
    assert receipt_no.endswith("-0000001")
    assert visit.width_beyond_window() == 0
    complain(visit)
    end_the_day(visit)
    assert visit.width_beyond_window() == 0
    with begin(place.here.admin) as work:
        (made,) = visits.page(work, ListQuery(filters={"status": "submitted"})).rows
        (missed,) = visits.page(work, ListQuery(filters={"status": "missed"})).rows
        (ticket,) = tickets.page(work, ListQuery(filters={"visit": str(made.visit_id)})).rows
        (receipt,) = cash.page(work, ListQuery()).rows
        (day,) = field_days.page(work, ListQuery()).rows
    assert (made.unit_code, made.outcome, missed.missed_for, ticket.subject) == (
        "U-A-1", "delivered", "no_time", "The bin is broken",
    )  # fmt: skip
    assert (receipt.receipt_no, day.agent_name, day.cash_taken) == (receipt_no, agent.full_name, receipt.amount)
