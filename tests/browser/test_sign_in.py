"""Signing in and out in a real browser."""

import re
from base64 import b32decode
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from database.connection import DatabaseRole, transaction
from services import sign_in, staff
from services.permissions import Role
from services.sign_in import totp
from services.staff import NewStaff
from services.work import begin
from tests.browser.conftest import Visit
from tests.builders import PASSWORD, person, world
from utils import clock

pytestmark = pytest.mark.browser

FORMS = ["/auth/login", "/auth/logout", "/auth/organization", "/auth/password", "/auth/code", "/auth/second-factor/set-up"]


def test_a_person_signs_in_and_comes_to_the_page_asked_for(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.page.goto(f"{visit.address}/bills?size=25")
    assert "/auth/login?next=%2Fbills%3Fsize%3D25" in visit.page.url
    visit.sign_in(actor.username)
    visit.settle()
    assert visit.page.url == f"{visit.address}/bills?size=25"
    expect(visit.page.locator("h1")).to_have_text("Bills")
    expect(visit.page.locator(".su-who")).to_contain_text("Billing")


def test_a_wrong_password_says_so_and_keeps_the_username(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.sign_in(actor.username, "not the password")
    expect(visit.page.get_by_role("alert")).to_have_text("Username and password do not belong together.")
    expect(visit.page.locator("#username")).to_have_value(actor.username)
    expect(visit.page.locator("#password")).to_be_focused()


def test_a_first_password_must_be_changed_before_anything_else(visit: Visit) -> None:
    here = world()
    with begin(here.admin) as work:
        staff.add(work, NewStaff("fresh.person", "Fresh Person", Role.SUPPORT, PASSWORD))
    visit.sign_in("fresh.person")
    assert visit.page.url.endswith("/auth/password")
    visit.page.goto(f"{visit.address}/bills")
    assert "/auth/password?next=%2Fbills" in visit.page.url
    visit.page.fill("#current", PASSWORD)
    visit.page.fill("#new", "four quiet green boats")
    visit.page.fill("#repeated", "four quiet green boots")
    visit.page.click("text=Change password")
    expect(visit.page.get_by_role("alert")).to_have_text("The two new passwords differ; type both again.")
    visit.page.fill("#current", PASSWORD)
    visit.page.fill("#new", "four quiet green boats")
    visit.page.fill("#repeated", "four quiet green boats")
    visit.page.click("text=Change password")
    visit.settle()
    expect(visit.page.locator("h1")).to_have_text("Bills")


def test_a_second_factor_is_set_up_and_asked_for_from_then_on(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.sign_in(actor.username)
    visit.settle()
    visit.page.click(".su-who")
    visit.settle()
    visit.page.click("a[href^='/auth/second-factor/set-up']")
    visit.page.wait_for_function("document.querySelector('.qr')?.naturalWidth > 100")
    secret = b32decode(visit.page.inner_text(".secret").replace(" ", ""))
    visit.page.fill("#code", totp.code_at(secret, totp.step_of(clock.now())))
    visit.page.fill("#password", PASSWORD)
    visit.page.click("text=Switch it on")
    recovery = visit.page.locator(".codes li").all_inner_texts()
    assert len(recovery) == 10
    visit.page.click("text=I have kept them")
    visit.settle()
    visit.page.click("text=Sign out")
    visit.sign_in(actor.username)
    assert visit.page.url.endswith("/auth/code")
    visit.page.goto(f"{visit.address}/bills")
    assert "/auth/login" in visit.page.url
    visit.page.goto(f"{visit.address}/auth/code")
    visit.page.fill("#code", totp.code_at(secret, totp.step_of(clock.now()) + 1))
    visit.page.click("text=Go on")
    visit.settle()
    visit.page.click("text=Sign out")
    visit.sign_in(actor.username)
    visit.page.click("summary")
    visit.page.fill("#recovery", recovery[0])
    visit.page.click("text=Use recovery code")
    visit.settle()
    expect(visit.page.locator(".su-who")).to_contain_text("Billing")


def test_the_colours_chosen_come_along_to_the_next_device(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.sign_in(actor.username)
    visit.settle()
    with visit.page.expect_navigation():
        visit.page.click("[data-theme=Dark]")
    visit.settle()
    visit.page.evaluate("localStorage.clear()")  # as a device that nobody chose on
    visit.page.goto(f"{visit.address}/profile")
    expect(visit.page.locator(".su-worded [data-theme][aria-pressed=true]")).to_have_text(re.compile("Dark"))
    visit.page.click("text=Sign out")
    visit.sign_in(person(world(), Role.SUPPORT).username)  # at the same screen, and with no choice made yet
    visit.settle()
    visit.page.goto(f"{visit.address}/profile")
    expect(visit.page.locator(".su-worded [data-theme][aria-pressed=true]")).to_have_text(re.compile("As the device"))


def test_signing_out_elsewhere_ends_the_session_here_and_leads_back(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.sign_in(actor.username)
    visit.settle()
    (cookie,) = [cookie for cookie in visit.context.cookies() if cookie.get("name") == "suthra_session"]
    assert cookie.get("httpOnly")
    assert cookie.get("sameSite") == "Lax"
    visit.page.locator("[data-testid=stSidebarNavLink]", has_text="Bills").first.click()
    expect(visit.page.locator("h1")).to_have_text("Bills")
    visit.settle()
    sign_in.sign_out(cookie.get("value", ""))
    visit.page.wait_for_url(re.compile(r"/auth/login\?reason=ended&next=%2Fbills"), timeout=5_000)  # nobody pressed anything
    visit.sign_in(actor.username)
    visit.settle()
    assert visit.page.url == f"{visit.address}/bills"


def test_a_screen_that_lies_open_follows_the_rights_of_its_person_within_seconds(visit: Visit) -> None:
    here = world()
    actor = person(here, Role.MANAGER)
    visit.sign_in(actor.username)
    visit.open("/staff")
    expect(visit.page.locator("h1")).to_have_text("Staff")
    with begin(here.admin) as work:
        staff.change_role(work, actor.staff_id, Role.SUPPORT)
    visit.page.wait_for_selector(".su-leaving[role=status]", timeout=5_000)
    visit.settle()
    expect(visit.page.locator(".su-leaving")).to_contain_text("Your rights were changed just now")
    expect(visit.page.locator(".su-who")).to_contain_text("Support")


AGO = "UPDATE sessions SET seen_at = now() - %s::interval WHERE staff_id = %s"


def test_a_warning_comes_before_the_idle_end_and_staying_takes_one_press(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.page.clock.install()
    visit.sign_in(actor.username)
    visit.settle()
    with transaction(DatabaseRole.OWNER) as connection:
        connection.execute(AGO, ("28 minutes 30 seconds", actor.staff_id))
    visit.page.clock.fast_forward("11:00")
    bar = visit.page.get_by_role("alertdialog")
    expect(bar).to_contain_text(re.compile(r"You are signed out in 1:\d\d, because nothing was done here"))
    bar.get_by_role("button", name="Stay signed in").click()
    expect(bar).to_have_count(0)
    with transaction(DatabaseRole.OWNER) as connection:
        connection.execute(AGO, ("31 minutes", actor.staff_id))
    visit.page.wait_for_url(re.compile(r"/auth/login\?reason=ended"), timeout=5_000)


def test_signing_out_closes_the_door(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    visit.sign_in(actor.username)
    visit.settle()
    visit.page.click("text=Sign out")
    expect(visit.page.get_by_text("You are signed out.")).to_be_visible()
    visit.page.goto(f"{visit.address}/bills")
    assert "/auth/login" in visit.page.url


def status_of(address: str, headers: dict[str, str], data: bytes | None = None) -> int:
    try:
        with urlopen(Request(address, headers=headers, data=data), timeout=10) as answer:  # noqa: S310 our own server
            return answer.status
    except HTTPError as refusal:
        return refusal.code


def answer_to_websocket(visit: Visit, token: str | None, origin: str) -> int:
    headers = {"Cookie": f"suthra_session={token}"} if token else {}
    try:
        with connect(visit.address.replace("http", "ws") + "/_stcore/stream", origin=origin, additional_headers=headers):  # pyright: ignore
            return 101
    except InvalidStatus as refusal:
        return refusal.response.status_code


def test_the_websocket_needs_a_session_and_our_own_origin(visit: Visit) -> None:
    actor = person(world(), Role.BILLING)
    token = sign_in.sign_in(actor.username, PASSWORD, "127.0.0.1", "test").token
    assert answer_to_websocket(visit, None, visit.address) == 403
    assert answer_to_websocket(visit, "made-up", visit.address) == 403
    assert answer_to_websocket(visit, token, "https://evil.example") == 403
    assert answer_to_websocket(visit, token, visit.address) == 101


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_another_site_posts_is_refused(visit: Visit, path: str) -> None:
    assert status_of(visit.address + path, {"Origin": "https://evil.example"}, b"username=a&password=b") == 403
    assert status_of(visit.address + path, {"Sec-Fetch-Site": "cross-site"}, b"username=a&password=b") == 403


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check"])
def test_what_nobody_needs_is_closed(visit: Visit, path: str) -> None:
    assert status_of(visit.address + path, {}) == 404


def test_every_answer_carries_the_security_headers(visit: Visit) -> None:
    for path in ("/auth/login", "/assets/styles.css", "/_stcore/health"):
        with urlopen(visit.address + path, timeout=10) as answer:  # noqa: S310 our own server
            policy = answer.headers["Content-Security-Policy"]
            assert "'unsafe-eval'" not in policy
            assert re.search(r"script-src[^;]*'unsafe-inline'", policy) is None
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
