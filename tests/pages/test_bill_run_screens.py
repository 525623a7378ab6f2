"""What a person sees and may do on the screens of bill runs."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import bill_runs, bills
from services.bill_runs import Run
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.screens import seen
from tests.town import NEXT, PERIOD, Town, bill, review, town, water_town
from utils.settings import ROOT

Open = Callable[..., AppTest]


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(file: str, actor: Actor, **params: str) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        shown = AppTest.from_file(str(ROOT / "pages" / file), default_timeout=30)
        for name, value in params.items():
            shown.query_params[name] = value
        return shown.run()

    return open_page


def labels(shown: AppTest) -> set[str]:
    return {button.label for button in shown.button}


def press(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def now(place: Town, run: Run) -> Run:
    with begin(place.clerk) as work:
        return bill_runs.get(work, run.run_id)


def draft(place: Town, period: date = PERIOD) -> Run:
    with begin(place.clerk) as work:
        return bill_runs.create(work, "monthly", period)


def test_the_list_shows_each_run_with_its_figures(opened: Open) -> None:
    place = town()
    run = bill(place)
    shown = seen(opened("bill_runs.py", place.clerk))
    assert f'href="/bill-run?run={run.run_id}"' in shown
    assert "Aug 2026" in shown
    assert "4,100" in shown


def test_who_may_not_create_runs_gets_no_form(opened: Open) -> None:
    place = town()
    assert "Create run" in labels(opened("bill_runs.py", place.clerk))
    assert "Create run" not in labels(opened("bill_runs.py", place.second))


def test_the_form_suggests_the_next_period_and_refuses_one_that_is_billed(opened: Open) -> None:
    place = town()
    bill(place)
    shown = opened("bill_runs.py", place.clerk)
    assert shown.selectbox[1].value == NEXT
    shown.selectbox[1].set_value(PERIOD)
    assert "was already issued: open run" in seen(press(shown, "Create run"))


def test_a_draft_is_calculated_by_who_bills_and_only_looked_at_by_who_approves(opened: Open) -> None:
    place = town()
    run = draft(place)
    assert not labels(opened("bill_run.py", place.second, run=str(run.run_id)))
    shown = opened("bill_run.py", place.clerk, run=str(run.run_id))
    assert {"Calculate", "Cancel run"} <= labels(shown)
    press(shown, "Calculate")
    assert now(place, run).status == "calculating"


def test_progress_counts_accounts_while_a_run_calculates(opened: Open) -> None:
    place = town()
    run = draft(place)
    with begin(place.clerk) as work:
        bill_runs.calculate(work, run.run_id)
        bill_runs.plan(work, run.run_id)
    assert "0 of 5 accounts" in seen(opened("bill_run.py", place.clerk, run=str(run.run_id)))


def test_the_creator_is_told_who_approves(opened: Open) -> None:
    place = town()
    run = review(place)
    shown = opened("bill_run.py", place.here.admin, run=str(run.run_id))
    assert "Approve" in labels(shown)
    mine = opened("bill_run.py", place.clerk, run=str(run.run_id))
    assert "Approve" not in labels(mine)
    assert f"{place.second.full_name} can" in seen(mine)


def test_review_compares_with_the_period_before_by_area_and_class(opened: Open) -> None:
    place = town()
    bill(place)
    run = review(place, NEXT)
    shown = seen(opened("bill_run.py", place.second, run=str(run.run_id)))
    for expected in ("Compared with August 2026", "Ward A", "Ward B", "Residential", "as many as in August 2026", "0.0%"):
        assert expected in shown


def test_issuing_asks_first_with_count_and_amount(opened: Open) -> None:
    place = town()
    run = review(place)
    shown = press(opened("bill_run.py", place.second, run=str(run.run_id)), "Approve")
    assert "Approved 5 bills for August 2026, Rs 4,100" in seen(shown)
    asked = press(shown, "Issue bills")
    assert any("5 bills for August 2026, Rs\N{NO-BREAK SPACE}4,100" in text.value for text in asked.markdown)
    assert now(place, run).status == "approved"


def test_exceptions_give_the_reason_and_only_those_that_may_be_released_a_way_to_do_it(opened: Open) -> None:
    place = water_town()
    run = review(place, cycle="reads")
    with begin(place.clerk) as work:
        free = next(row for row in bills.page(work, ListQuery()).rows if row.status == "draft")
        bills.hold(work, free.period, free.bill_id, "Meter was swapped")
    shown = seen(opened("bill_run.py", place.second, run=str(run.run_id)))
    assert "customer class OTHER" in shown
    assert shown.count("Look and release") == 1
    assert f"release={free.bill_no}" in shown


def test_a_bill_is_released_with_a_reason_only(opened: Open) -> None:
    place = water_town()
    run = review(place, cycle="reads")
    with begin(place.clerk) as work:
        free = next(row for row in bills.page(work, ListQuery()).rows if row.status == "draft")
        bills.hold(work, free.period, free.bill_id, "Meter was swapped")
    shown = press(opened("bill_run.py", place.second, run=str(run.run_id), release=free.bill_no), "Release bill")
    assert "Say why" in seen(shown)
    shown.text_input[0].set_value("It was looked at")
    assert f"Released bill {free.bill_no}" in seen(press(shown, "Release bill"))
    assert now(place, run).held_count == 1


@pytest.mark.parametrize("named", ["", "0", "abc", "999999", "9" * 30, "<b>"])
def test_a_run_that_is_not_there_is_a_sentence(opened: Open, named: str) -> None:
    assert "There is no bill run" in seen(opened("bill_run.py", town().clerk, run=named))


def test_a_role_without_the_right_reads_a_sentence(opened: Open) -> None:
    place = town()
    agent = builders.person(place.here, Role.FIELD_AGENT, area_ids=(place.here.ward_a,))
    for file in ("bill_runs.py", "bill_run.py"):
        assert "not open to the role field agent" in seen(opened(file, agent))
