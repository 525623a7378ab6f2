"""What the office does with many rows at once: change all that match and take it back; bring in a file, mend it, bring it in."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services import survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests.browser.bringing import bring, choose, take
from tests.browser.conftest import Visit
from tests.builders import World, account, person, unit, world
from tests.working import work_until_idle

pytestmark = pytest.mark.browser

HEAD = ("Unit code", "Area", "Consumer", "Address", "Category", "Settlement", "Size in marla")
GOOD = 3


@pytest.fixture
def here(visit: Visit) -> World:
    """Thirty premises in one ward and two in another, and somebody of the office signed in."""
    made = world()
    for n in range(32):
        account(made, f"A-{n:02}", made.ward_a if n < 30 else made.ward_b, f"Holder {n}")
        unit(made, f"U-{n:02}", f"A-{n:02}", marla="5")
    visit.sign_in(person(made, Role.OPERATIONS).username)
    visit.settle()
    return made


def units(here: World, **filters: str) -> dict[str, str]:
    """The state of each unit by its code."""
    with begin(here.admin) as work:
        return {row.code: row.status for row in survey_units.page(work, ListQuery(filters=filters, size=200)).rows}


def test_all_that_match_change_their_state_and_back(visit: Visit, here: World) -> None:
    before = units(here)
    visit.open(f"/survey-units?area={here.ward_a}&size=25")
    visit.page.locator("[data-pick-page]").check()
    expect(visit.page.locator("[data-picked-count]")).to_have_text("25 chosen")
    visit.page.get_by_role("link", name="Change all 30 that match").click()
    expect(visit.page.locator(".stMain")).to_contain_text("30 units chosen")
    choose(visit, "What to do with them", "Change the state")
    choose(visit, "State", "Inactive")
    expect(visit.page.locator(".stMain")).to_contain_text("30 units of 30: state becomes inactive")
    visit.page.get_by_role("button", name="Change 30 units").click()
    expect(visit.page.locator(".stMain")).to_contain_text("Say why")
    visit.page.get_by_label("Why?").fill("The market was cleared")
    visit.page.get_by_role("button", name="Change 30 units").click()
    visit.page.wait_for_url("**/bulk-change?change=*")
    work_until_idle()
    expect(visit.page.locator(".stMain")).to_contain_text("Changed 30 units.", timeout=60_000)
    expect(visit.page.locator(".stMain")).to_contain_text("All units with Area: ")
    assert set(units(here, area=str(here.ward_a)).values()) == {"inactive"}
    assert {code: state for code, state in units(here).items() if state != "inactive"} == {
        code: before[code] for code in ("U-30", "U-31")
    }

    visit.page.get_by_role("button", name="Undo").click()
    visit.page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(visit.page.get_by_role("dialog")).to_be_hidden()
    work_until_idle()
    expect(visit.page.locator(".stMain")).to_contain_text("Gave 30 units back what they were", timeout=60_000)
    assert units(here) == before


def test_a_file_with_faults_is_mended_and_sent_back(visit: Visit, here: World, tmp_path: Path) -> None:
    with begin(here.admin) as work:
        ward = work.execute(
            "SELECT code FROM areas WHERE org_id = %(org_id)s AND area_id = %(area)s", area=here.ward_a
        ).fetchone()
    assert ward is not None
    rows = [(f"N-{n}", ward[0], f"Demo {n}", f"House {n}", "residential", "urban", "5") for n in range(GOOD)]
    rows.append(("N-8", "NOWHERE", "Demo Eight", "House 8", "residential", "urban", "5"))
    rows.append(("N-9", ward[0], "Demo Nine", "House 9", "palace", "urban", "-3"))
    first = tmp_path / "survey.csv"
    with first.open("w", newline="") as out:
        csv.writer(out).writerows([HEAD, *rows])
    bring(visit, "Units", first)
    expect(visit.page.locator(".stMain")).to_contain_text("there is no area “NOWHERE” here")
    expect(visit.page.locator(".stMain")).to_contain_text("“palace” is not one of")
    with visit.page.expect_download() as coming:
        visit.page.get_by_role("link", name="Download the error file.").click()
    mended = tmp_path / "mended.csv"
    coming.value.save_as(mended)
    take(visit)
    expect(visit.page.locator(".stMain")).to_contain_text("3 units added, 2 left out", timeout=60_000)
    assert {code for code in units(here) if code.startswith("N-")} == {"N-0", "N-1", "N-2"}

    with mended.open(newline="", encoding="utf-8-sig") as faulty:
        head, *refused = csv.reader(faulty)
    assert [row[head.index("Unit code")] for row in refused] == ["N-8", "N-9"]
    for row in refused:
        row[head.index("Area")], row[head.index("Category")], row[head.index("Size in marla")] = ward[0], "residential", "3"
    with mended.open("w", newline="") as out:
        csv.writer(out).writerows([head, *refused])
    bring(visit, "Units", mended)
    expect(visit.page.locator(".stMain")).not_to_contain_text("Rows that are not taken")
    take(visit)
    expect(visit.page.locator(".stMain")).to_contain_text("2 units added", timeout=60_000)
    assert {code for code in units(here) if code.startswith("N-")} == {"N-0", "N-1", "N-2", "N-8", "N-9"}
