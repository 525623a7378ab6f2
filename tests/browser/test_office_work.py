"""What the office does with lists: narrow one and send its address on, keep it as a view, choose rows, take it away as a file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from services import survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests.browser.conftest import Visit
from tests.builders import World, account, person, unit, world

pytestmark = pytest.mark.browser


@pytest.fixture
def here(visit: Visit) -> World:
    """Twelve premises in two wards, and somebody of the office signed in."""
    made = world()
    for n in range(12):
        account(made, f"A-{n:02}", made.ward_b if n % 2 else made.ward_a, f"Holder {n}")
        unit(made, f"U-{n:02}", f"A-{n:02}", marla=str(n + 1))
    visit.sign_in(person(made, Role.OPERATIONS).username)
    visit.settle()
    return made


def codes(visit: Visit) -> list[str]:
    return [text.split("\n")[0] for text in visit.page.locator(".su-browser tbody th a").all_inner_texts()]


def test_a_narrowed_list_looks_the_same_to_whom_its_address_is_sent(visit: Visit, here: World) -> None:
    visit.open("/survey-units")
    visit.page.locator("summary", has_text="Area").click()
    visit.page.locator(".su-panel a", has_text="Sahiwal").click()
    expect(visit.page.locator("summary", has_text="Area: Sahiwal")).to_be_visible()
    visit.page.locator("summary", has_text="More filters").click()
    visit.page.locator(".su-fold summary", has_text="Size in marla").click()
    sizes = visit.page.locator("form.su-range[data-name=marla]")
    sizes.locator("[name=low]").fill("3")
    sizes.locator("[name=high]").fill("6")
    sizes.locator("button").click()
    expect(visit.page.locator(".su-browser tbody tr")).to_have_count(4)
    visit.page.locator(".su-columns summary").click()
    visit.page.locator(".su-columns a", has_text="Size, marla").click()
    expect(visit.page.locator("thead th").last).to_have_text("Size, marla")
    shown, address = codes(visit), visit.page.url.removeprefix(visit.address)

    visit.context.clear_cookies()
    visit.sign_in(person(here, Role.MANAGER).username)
    visit.settle()
    visit.open(address)
    expect(visit.page.locator("summary", has_text="Size in marla: 3 to 6")).to_be_visible()
    assert codes(visit) == shown == ["U-02", "U-03", "U-04", "U-05"]
    expect(visit.page.locator("thead th").last).to_have_text("Size, marla")


def test_a_view_is_saved_and_opens_the_list(visit: Visit, here: World) -> None:
    visit.open("/survey-units?marla=10..")
    expect(visit.page.locator(".su-browser tbody tr")).to_have_count(3)
    visit.page.locator(".su-views summary").click()
    visit.page.locator(".su-keep-view [name=f_name]").fill("Large plots")
    visit.page.locator(".su-keep-view button").click()
    expect(visit.page.locator(".su-views summary", has_text="View: Large plots")).to_be_visible()
    visit.page.locator(".su-views summary").click()
    visit.page.locator(".su-views button", has_text="Open the list with it").click()
    visit.open("/bills")
    visit.open("/survey-units")
    expect(visit.page.locator(".su-browser tbody tr")).to_have_count(3)
    visit.page.locator(".su-views summary").click()
    visit.page.locator(".su-views a", has_text="Everything").click()
    expect(visit.page.locator(".su-browser tbody tr")).to_have_count(12)


def test_rows_are_chosen_and_lead_to_their_change(visit: Visit, here: World) -> None:
    visit.open("/survey-units?size=25")
    boxes = visit.page.locator("[data-pick]")
    boxes.nth(1).check()
    boxes.nth(3).check()
    expect(visit.page.locator("[data-picked-count]")).to_have_text("2 chosen")
    visit.page.locator("[data-pick-page]").check()
    expect(visit.page.locator("[data-picked-count]")).to_have_text("12 chosen")
    boxes.nth(0).uncheck()
    expect(visit.page.locator("[data-picked-count]")).to_have_text("11 chosen")
    visit.page.locator("[data-picked-link]", has_text="Change").click()
    expect(visit.page.locator(".stMain")).to_contain_text("11 ")
    assert "/change?noun=units&ids=" in visit.page.url


def test_what_a_list_shows_is_what_its_workbook_holds_cell_by_cell(visit: Visit, here: World, tmp_path: Path) -> None:
    visit.open("/survey-units?marla=3..6&cols=holder_name,size_marla,surveyed_on,balance")
    visit.page.locator(".su-export summary").click()
    visit.page.locator(".su-export button", has_text="Excel").click()
    link = visit.page.locator(".stMain a[href^='/api/v1/files/']").first
    expect(link).to_be_visible()
    with visit.page.expect_download() as coming:
        link.click()
    path = tmp_path / "units.xlsx"
    coming.value.save_as(path)
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    with begin(here.admin) as work:
        units = survey_units.page(work, ListQuery(filters={"marla": "3..6"})).rows
    assert rows[0] == ("Unit", "Consumer", "Size, marla", "Surveyed", "Balance")
    assert [row[:2] for row in rows[1:]] == [(each.code, each.holder_name) for each in units]
    assert [Decimal(str(row[2])) for row in rows[1:]] == [each.size_marla for each in units]
    assert [day.date() for row in rows[1:] if (day := row[3])] == [date(2026, 1, 5)] * 4  # pyright: ignore
    assert [Decimal(str(row[4])) for row in rows[1:]] == [Decimal(0)] * 4
    assert "3 to 6" in " ".join(str(value) for row in book.worksheets[1].iter_rows(values_only=True) for value in row)
