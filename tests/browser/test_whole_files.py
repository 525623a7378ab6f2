"""Whole files through the screens: 300,000 units with 1.5% of each kind of fault, and every read of Santa Monica."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.permissions import Role
from services.work import begin
from tests.browser.bringing import PATIENCE, bring, take
from tests.browser.conftest import Visit
from tests.builders import person, world
from tests.services.imports import whole

UPLOAD = 300_000

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_faulty_row_of_300_000_is_in_the_error_file_and_no_good_one(visit: Visit, tmp_path: Path) -> None:
    here = world()
    path, errors = tmp_path / "units.csv", tmp_path / "errors.csv"
    whole.write_units(path)
    visit.sign_in(person(here, Role.OPERATIONS).username)
    visit.settle()
    visit.page.set_default_timeout(UPLOAD)
    bring(visit, "Units", path)
    take(visit)
    expect(visit.page.locator(".stMain")).to_contain_text("left out", timeout=PATIENCE)
    with visit.page.expect_download() as coming:
        visit.page.get_by_role("link", name="Download the error file.").click()
    coming.value.save_as(errors)
    whole.assert_faulty_and_no_other(here, errors)


def test_every_read_of_santa_monica_comes_in(visit: Visit, tmp_path: Path) -> None:
    here = world(currency="USD")
    path = tmp_path / "santa_monica_water_reads.csv"
    count = whole.santa_monica(here, path)
    visit.sign_in(person(here, Role.HEAD_ADMINISTRATOR).username)
    visit.settle()
    visit.page.set_default_timeout(UPLOAD)
    bring(visit, "Readings", path)
    take(visit)
    expect(visit.page.locator(".stMain")).to_contain_text(f"{count:,} readings added", timeout=PATIENCE)
    with begin(here.admin) as work:
        assert work.scalar(whole.COUNT_READINGS) == count
