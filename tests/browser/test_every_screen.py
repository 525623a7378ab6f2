"""Every screen on a phone and at a desk, in light and dark: nothing is cut off, overlaps, is hard to read or hard to touch."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from components.screens import SCREENS
from services import bill_runs, cash, change_requests, duplicates, sign_in, staff, tickets, visits
from services.cash import NewCash, NewHandover
from services.change_requests import NewRequest
from services.permissions import Role
from services.staff import NewStaff
from services.tickets import NewTicket
from services.visits import Found, NewPlan
from services.work import Actor, begin
from tests.browser.conftest import Visit
from tests.builders import PASSWORD, person, world
from tests.services.bulk_changes.changing import chosen, made
from tests.services.imports.bringing import checked, csv_bytes
from tests.town import NEXT, Town, bill, pay, review, town, water_town
from utils import month

pytestmark = pytest.mark.browser

FAULTS: Final = (Path(__file__).parent / "faults.js").read_text()
IS_COLOURED: Final = """colours => {
  const app = document.querySelector(".stApp");
  return app ? getComputedStyle(app).colorScheme.includes(colours) : matchMedia(`(prefers-color-scheme: ${colours})`).matches;
}"""
ADDRESSES: Final = "all => all.map(one => one.getAttribute('href'))"
SIZES: Final = {"phone": (390, 844), "desk": (1440, 900)}
# The desk comes with the slow tier.
PHONE_FIRST: Final = ("phone", pytest.param("desk", marks=pytest.mark.slow))
COLOURS: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
LEAST_TARGET: Final = 44
# How many links to each kind of record are followed: what is wide enough for one at a desk is so for the next.
RECORDS: Final = {"phone": 2, "desk": 1}
MENU: Final = [f"/{screen.url}" for screen in SCREENS if not screen.is_hidden]
# What is reached by a form or a script and not by a link.
TYPED: Final = ["/search?q=A-1", "/change?noun=units&all=1", "/import?import=1", "/decide-change-requests?ids=1"]
METERED: Final = ["/", "/bills", "/readings", "/accounts", "/bill-runs", "/tariffs"]
URLS: Final = {f"/{screen.url}" for screen in SCREENS}


def faults(visit: Visit, size: str) -> Iterator[str]:
    """What is wrong with the page shown, in both colours."""
    for colours in COLOURS:
        visit.page.emulate_media(color_scheme=colours)
        visit.page.wait_for_function(IS_COLOURED, arg=colours)
        found = visit.page.evaluate(FAULTS, {"isPhone": size == "phone", "leastTarget": LEAST_TARGET})
        yield from (f"{urlsplit(visit.page.url).path} on a {size} in {colours}: {fault}" for fault in found)


def walk(visit: Visit, size: str, starts: Sequence[str]) -> tuple[set[str], list[str]]:
    """Go from link to link, to a few records of each screen; gives where one came and what is wrong."""
    reached, wrong = set[str](), list[str]()
    for path, found in follow(visit, size, starts):
        reached.add(urlsplit(path).path)
        wrong += found
    return reached, wrong


def follow(visit: Visit, size: str, starts: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each address that is come to from these by links, and what is wrong there while it is shown."""
    known: dict[str, list[str]] = {urlsplit(path).path: [path] for path in starts}
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        visit.turn_to(path)
        yield path, list(faults(visit, size))
        links: list[str] = visit.page.eval_on_selector_all(".stHtml a[href^='/']", ADDRESSES)
        for link in links:
            place = urlsplit(link).path
            followed = known.setdefault(place, [])
            if place in URLS and place not in MENU and link not in followed and len(followed) < RECORDS[size]:
                followed.append(link)
                waiting.append(link)


def arrive(visit: Visit, size: str, username: str) -> None:
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.sign_in(username)
    visit.settle()


def filled() -> Town:
    """A town with something on every screen: bills, money, a run in progress, an import, a ticket, a change request, pairs."""
    place = town()
    bill(place)
    pay(place, "A-1", "120.50")
    review(place, NEXT)
    made(place.clerk, "units", "add_tags", chosen(), tags="corner")
    head = ("Unit code", "Area", "Consumer", "Address", "Category", "Size in marla")
    checked(place.here.admin, "units", csv_bytes(head, [("U-9", "NOWHERE", "Demo", "House 9", "palace", "5")]))
    complaint = NewTicket("Not collected", "Since Monday", "missed_collection", "normal", "phone", uuid4(), place.unit_ids["A-1"])
    with begin(place.here.admin) as work:
        tickets.comment(work, tickets.open_one(work, complaint).ticket_id, "The lorry comes tomorrow.", is_internal=False)
    with begin(place.here.admin) as work:
        new_name = {"holder_name": "Demo Neighbour"}
        change_requests.propose(work, NewRequest("consumer", uuid4(), place.unit_ids["A-1"], changes=new_name, note="Moved in"))
        duplicates.look(work, place.here.ward_a)
    with begin(place.clerk) as work:  # nobody works it off: a run in progress, and a job that waits
        bill_runs.calculate(work, bill_runs.create(work, "monthly", month.add(NEXT, 1)).run_id)
    return place


def give_visits(place: Town, visitor: Actor) -> None:
    """Three stops for today, the first made with a challan, the second begun; cash taken, of which some was handed over."""
    with begin(place.here.admin) as work:  # who is told of it: the bell rings
        stops = (place.unit_ids["A-1"], place.unit_ids["A-2"], place.unit_ids["A-3"])
        first, second = visits.plan(work, NewPlan(stops, visitor.staff_id, work.today, uuid4())).visit_ids[:2]
    with begin(visitor) as work:
        visits.start(work, first)
        visits.submit(work, first, Found("challan_issued", uuid4(), "", None, "littering"))
        visits.start(work, second)
        cash.collect(work, NewCash(stops[0], Decimal(30), uuid4(), "The tenant", "", None, first))
    with begin(place.here.admin) as work:
        cash.accept(work, NewHandover(visitor.staff_id, Decimal(25), uuid4(), "A note was torn"))
    with begin(visitor) as work:
        cash.collect(work, NewCash(stops[1], Decimal(30), uuid4()))


@pytest.mark.parametrize("size", PHONE_FIRST)
def test_every_screen_with_records_is_clean(visit: Visit, size: str) -> None:
    place = filled()
    head = person(place.here, Role.HEAD_ADMINISTRATOR)
    give_visits(place, head)
    arrive(visit, size, head.username)
    reached, wrong = walk(visit, size, [*MENU, *TYPED])
    assert wrong == []
    assert [screen.title for screen in SCREENS if f"/{screen.url}" not in reached] == []


@pytest.mark.parametrize("size", PHONE_FIRST)
def test_screens_of_metered_bills_are_clean(visit: Visit, size: str) -> None:
    place = water_town()
    bill(place, cycle="reads")
    arrive(visit, size, place.clerk.username)
    reached, wrong = walk(visit, size, METERED)
    assert wrong == []
    assert {"/bill", "/reading", "/account"} <= reached


@pytest.mark.parametrize("size", PHONE_FIRST)
def test_every_screen_without_records_is_clean_and_says_what_comes_first(visit: Visit, size: str) -> None:
    arrive(visit, size, person(world(), Role.HEAD_ADMINISTRATOR).username)
    wrong: list[str] = []
    for screen in SCREENS:
        visit.turn_to(f"/{screen.url}")
        wrong += faults(visit, size)
        assert visit.page.locator(".stMain").inner_text().strip(), screen.title
    assert wrong == []


@pytest.mark.parametrize("size", SIZES)
def test_the_doors_are_clean(visit: Visit, size: str) -> None:
    """Signing in, being refused, a first password, an address that leads nowhere, a screen of others, a session that ended."""
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    here = world()
    with begin(here.admin) as work:
        staff.add(work, NewStaff("first.time", "First Time", Role.SUPPORT, PASSWORD))
    visit.page.goto(f"{visit.address}/auth/login")
    wrong = list(faults(visit, size))
    visit.sign_in("nobody", "of no use at all")
    visit.page.get_by_role("alert").wait_for()
    wrong += faults(visit, size)
    visit.sign_in("first.time")
    visit.page.wait_for_url("**/auth/password*")
    wrong += faults(visit, size)
    visit.context.clear_cookies()
    agent = person(here, Role.SUPPORT)
    visit.sign_in(agent.username)
    visit.settle()
    visit.open("/jobs")
    wrong += faults(visit, size)
    visit.gaps.add(f"{visit.address}/no-such-page")
    visit.page.goto(f"{visit.address}/no-such-page")
    wrong += faults(visit, size)
    assert visit.page.locator("h1").inner_text() == "There is no such page"
    visit.page.get_by_role("link", name="Back to Suthra").click()
    visit.settle()
    (cookie,) = [cookie for cookie in visit.context.cookies() if cookie.get("name") == "suthra_session"]
    sign_in.sign_out(cookie.get("value", ""))
    visit.page.locator(".stMain .stHtml a[href^='/']").first.click()
    visit.page.get_by_text("Your session has ended.").wait_for()
    wrong += faults(visit, size)
    assert wrong == []
