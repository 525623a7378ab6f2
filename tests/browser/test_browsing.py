"""Lists in a real browser: search, filter, page and open a record."""

import pytest
from playwright.sync_api import expect

from services import accounts
from services.permissions import Role
from services.work import begin
from tests.browser.conftest import Visit
from tests.builders import World, person, world

pytestmark = pytest.mark.browser

FIRST_LOAD_LIMIT = 1_500_000
WARM_LIMIT = 20_000


@pytest.fixture
def here(visit: Visit) -> World:
    """An organization with 120 accounts, and its head of billing signed in."""
    made = world()
    new = [
        accounts.NewAccount(f"A-{n:04d}", f"Holder {n:03d} <b>bold</b>" if n == 7 else f"Holder {n:03d}", None, made.ward_a)
        for n in range(1, 121)
    ]
    with begin(made.admin) as work:
        accounts.add_many(work, new)
    visit.sign_in(person(made, Role.BILLING).username)
    visit.settle()
    return made


def test_pages_go_on_and_back_and_the_address_says_where(visit: Visit, here: World) -> None:
    visit.open("/accounts")
    pager = visit.page.locator(".su-pager > span").first
    expect(pager).to_have_text("1–50 of 120 accounts")
    visit.page.click(".su-next")
    expect(pager).to_have_text("51–100 of 120 accounts")
    first = visit.page.locator("tbody th").first.inner_text()
    address = visit.page.url
    visit.page.go_back()
    expect(pager).to_have_text("1–50 of 120 accounts")
    visit.page.goto(address)
    expect(pager).to_have_text("51–100 of 120 accounts")
    assert visit.page.locator("tbody th").first.inner_text() == first


def test_searching_keeps_the_caret_and_survives_a_refresh(visit: Visit, here: World) -> None:
    visit.open("/accounts")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("A-0007")
    expect(visit.page.locator("tbody tr")).to_have_count(1)
    expect(visit.page.locator(".su-search input[type=search]")).to_be_focused()
    expect(visit.page.locator("tbody tr")).to_contain_text("<b>bold</b>")
    assert "q=A-0007" in visit.page.url
    visit.page.reload()
    expect(visit.page.locator("tbody tr")).to_have_count(1)
    visit.page.click("text=Clear")
    expect(visit.page.locator("tbody tr")).to_have_count(50)


def test_a_filter_is_a_chip_and_part_of_the_address(visit: Visit, here: World) -> None:
    visit.open("/accounts")
    visit.page.locator("summary", has_text="Area").click()
    visit.page.locator(".su-panel a", has_text="Sahiwal").click()
    expect(visit.page.locator("summary", has_text="Area: Sahiwal")).to_be_visible()
    assert f"area={here.division}" in visit.page.url


def test_a_row_opens_its_record_without_loading_the_page_anew(visit: Visit, here: World) -> None:
    visit.open("/accounts")
    visit.page.evaluate("window.isSamePage = true")
    visit.page.locator("tbody tr").nth(3).locator("td:not(.su-pick)").first.click()
    expect(visit.page.locator(".su-back")).to_be_visible()
    assert "/account?" in visit.page.url
    assert visit.page.evaluate("window.isSamePage")


@pytest.mark.parametrize("width", [390, 768, 1280, 1440])
def test_no_screen_is_wider_than_its_window(visit: Visit, here: World, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/accounts", "/survey-units", "/bills", "/payments", "/areas", "/tariffs", "/bill-runs"):
        visit.open(path)
        assert visit.width_beyond_window() <= 0, path


def test_a_list_is_cards_on_a_phone(visit: Visit, here: World) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open("/accounts")
    row = visit.page.locator("tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "grid"
    box = row.bounding_box()
    assert box is not None
    assert box["width"] <= 390


def test_the_colours_chosen_hold_on_every_page(visit: Visit, here: World) -> None:
    visit.open("/accounts")
    visit.page.click("[data-theme=Dark]")
    visit.settle()
    visit.open("/bills")
    expect(visit.page.locator(".stApp")).to_have_css("background-color", "rgb(17, 22, 20)")
    visit.page.click("[data-theme=Light]")
    visit.settle()
    expect(visit.page.locator(".stApp")).to_have_css("background-color", "rgb(251, 252, 251)")


def test_paper_is_black_on_white_without_the_frame_even_in_the_dark(visit: Visit, here: World) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.open("/accounts")
    visit.page.emulate_media(media="print", color_scheme="dark")
    expect(visit.page.locator(".stSidebar")).to_be_hidden()
    expect(visit.page.locator(".su-tools")).to_be_hidden()
    expect(visit.page.locator(".stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(visit.page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")


def test_the_first_load_is_small_and_the_next_smaller(visit: Visit, here: World) -> None:
    sizes: list[int] = []
    wire = visit.context.new_cdp_session(visit.page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    visit.open("/accounts")
    assert sum(sizes) <= FIRST_LOAD_LIMIT
    wire.send("Network.setCacheDisabled", {"cacheDisabled": False})
    visit.open("/accounts")
    sizes.clear()
    visit.open("/accounts")
    assert sum(sizes) <= WARM_LIMIT
