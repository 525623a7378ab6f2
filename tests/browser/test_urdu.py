"""An agent who reads Urdu on a phone: chosen by one press, a visit made in it, and no screen that breaks from right to left."""

from decimal import Decimal
from uuid import uuid4

import pytest

from services import cash, visits
from services.cash import NewCash
from services.paging import ListQuery
from services.visits import NewPlan
from services.work import begin
from tests.browser.conftest import Visit
from tests.browser.test_every_screen import faults
from tests.services.visits.field import field
from utils.wording import APART, TOGETHER

pytestmark = pytest.mark.browser

NOTE = "گلی میں کچرا پڑا ہوا تھا"
PLAIN = f"text => document.body.innerText.replace(/[{APART}{TOGETHER}]/g, '').includes(text)"


def read(visit: Visit, text: str) -> None:
    """Wait until the screen says so, whatever keeps directions apart in it."""
    visit.page.wait_for_function(PLAIN, arg=text)


def side(visit: Visit) -> tuple[str, str]:
    """The language and direction of the document."""
    lang, direction = visit.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    return lang, direction


def test_an_agent_chooses_urdu_and_makes_a_visit_in_it(visit: Visit) -> None:
    place = field()
    with begin(place.operations) as work:
        chosen = tuple(place.unit_ids[code] for code in ("U-1", "U-2"))
        visits.plan(work, NewPlan(chosen, place.agent.staff_id, work.today, uuid4(), "complaint"))
    visit.context.grant_permissions(["geolocation"])
    visit.context.set_geolocation({"latitude": 30.8003, "longitude": 73.4, "accuracy": 9})
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.sign_in(place.agent.username)
    visit.settle()
    visit.open("/profile")
    assert side(visit) == ("en", "ltr")
    with page.expect_navigation():
        page.get_by_role("button", name="اردو").click()
    visit.settle()
    read(visit, "میری پروفائل")
    assert side(visit) == ("ur", "rtl")

    visit.turn_to("/today")
    assert page.locator(".su-stops li strong").all_inner_texts() == [f"{APART}U-2{TOGETHER}"]
    page.get_by_role("button", name="پہنچ گیا ہوں: شروع کریں").click()
    page.get_by_role("button", name="لوکیشن لیں").click()
    read(visit, "لوکیشن لے لی گئی، 9 میٹر تک درست، یونٹ سے 33 میٹر دور۔")
    page.get_by_text("چالان دیا").click()
    page.get_by_label("نوٹ").fill(NOTE)
    page.get_by_role("button", name="وزٹ بھیجیں").click()
    read(visit, "بتائیں کہ چالان کس بات پر ہے۔")
    page.reload()
    visit.settle()
    read(visit, f"«{NOTE}» لکھا تھا مگر بھیجا نہیں۔")
    page.get_by_role("button", name="یہی لکھیں").click()
    page.get_by_text("تنبیہ کی").click()
    visit.context.set_offline(True)
    page.get_by_role("button", name="وزٹ بھیجیں").click()
    read(visit, "سرور سے رابطہ نہیں؛ تھوڑی دیر بعد دوبارہ کوشش کریں۔")
    visit.context.set_offline(False)
    page.get_by_role("button", name="وزٹ بھیجیں").click()
    read(visit, "اب فیصلے کا انتظار ہے۔")
    visit.complaints = [each for each in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    with begin(place.operations) as work:
        (row,) = visits.page(work, ListQuery(filters={"status": "submitted"})).rows
    assert (row.outcome, row.note) == ("warned", NOTE)

    visit.turn_to("/tickets")
    assert side(visit) == ("en", "ltr")
    assert page.locator("h1").inner_text() == "Tickets"


def test_no_screen_of_the_day_breaks_from_right_to_left(visit: Visit) -> None:
    place = field()
    with begin(place.operations) as work:
        chosen = tuple(place.unit_ids[code] for code in ("U-1", "U-2", "U-3"))
        ids = visits.plan(work, NewPlan(chosen, place.agent.staff_id, work.today, uuid4(), "complaint")).visit_ids
    with begin(place.agent) as work:
        visits.start(work, ids[1])
        receipt_id = cash.collect(work, NewCash(chosen[0], Decimal(30), uuid4(), "The tenant")).row.receipt_id
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.sign_in(place.agent.username)
    visit.settle()
    visit.open("/profile")
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="اردو").click()
    visit.settle()
    wrong = list(faults(visit, "phone"))
    for path in (
        "/", "/today", f"/visit?visit={ids[0]}", f"/visit?visit={ids[1]}", "/my-day",
        f"/take-cash?unit={chosen[1]}", f"/receipt?receipt={receipt_id}", "/cash-in-hand", "/notices", "/visit?visit=999999",
        "/tickets",
    ):  # fmt: skip
        visit.turn_to(path)
        wrong += faults(visit, "phone")
    assert wrong == []
