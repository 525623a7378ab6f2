"""Bringing a file in through the screens, as a person of the office does."""

from pathlib import Path
from typing import Final

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.working import work_until_idle

PATIENCE: Final = 60_000


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose from a list as a person does."""
    visit.page.get_by_role("combobox", name=label).click()
    visit.page.get_by_role("option", name=option, exact=True).click()
    visit.settle()


def bring(visit: Visit, noun: str, path: Path) -> None:
    """Upload a file and have its rows checked."""
    visit.open("/imports")
    choose(visit, "What does the file hold?", noun)
    visit.page.locator("input[type=file]").set_input_files(path)
    visit.page.get_by_role("button", name="Look at the file").click()
    visit.page.wait_for_url("**/import?import=*")
    visit.page.get_by_role("button", name="Check the rows").click()
    expect(visit.page.get_by_role("button", name="Check the rows")).to_be_hidden()
    work_until_idle()
    expect(visit.page.get_by_role("button", name="Bring them in")).to_be_visible(timeout=PATIENCE)


def take(visit: Visit) -> None:
    """Have the rows that were checked brought in."""
    visit.page.get_by_role("button", name="Bring them in").click()
    expect(visit.page.get_by_role("button", name="Bring them in")).to_be_hidden()
    work_until_idle()
