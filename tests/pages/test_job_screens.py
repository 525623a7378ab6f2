"""What an administrator sees of background jobs and does about them on their screens."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import bill_runs, jobs
from services.jobs import Job, JobState
from services.paging import ListQuery
from services.work import Actor, begin
from tests import town
from tests.screens import seen
from tests.town import PERIOD, Town
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


def press(shown: AppTest, key: str) -> AppTest:
    return next(button for button in shown.button if (button.key or "").startswith(key)).click().run()


def waiting(place: Town) -> Job:
    with begin(place.clerk) as work:
        bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id)
    with begin(place.here.admin) as work:
        return jobs.page(work, ListQuery()).rows[0]


def state(place: Town, job: Job) -> JobState:
    with begin(place.here.admin) as work:
        return jobs.get(work, job.job_id).state


def test_an_organization_without_jobs_reads_what_they_are(opened: Open) -> None:
    shown = seen(opened("jobs.py", town.town().here.admin))
    assert "There are no jobs yet." in shown
    assert "No worker has been heard of." in shown


def test_the_list_names_each_job_and_warns_when_nobody_works(opened: Open) -> None:
    place = town.town()
    job = waiting(place)
    shown = seen(opened("jobs.py", place.here.admin))
    assert "Plan a bill run" in shown
    assert f'href="/job?job={job.job_id}"' in shown
    assert "No worker runs, so nothing moves." in shown


def test_cancelling_asks_first_and_says_what_follows(opened: Open) -> None:
    place = town.town()
    job = waiting(place)
    asked = press(opened("job.py", place.here.admin, job=str(job.job_id)), "cancel_")
    assert any("then says that it was stopped" in text.value for text in asked.markdown)
    assert state(place, job) == JobState.WAITING


def test_a_cancelled_job_says_who_did_it_and_is_tried_again(opened: Open) -> None:
    place = town.town()
    job = waiting(place)
    with begin(place.here.admin) as work:
        jobs.cancel(work, job.job_id)
    shown = opened("job.py", place.here.admin, job=str(job.job_id))
    assert f"{place.here.admin.full_name} cancelled it." in seen(shown)
    assert "queued again" in seen(press(shown, "retry_"))
    assert state(place, job) == JobState.WAITING


@pytest.mark.parametrize("named", ["999999", "nothing", ""])
def test_a_job_that_is_not_there_is_a_sentence(opened: Open, named: str) -> None:
    assert "There is no job" in seen(opened("job.py", town.town().here.admin, job=named))


def test_ended_jobs_are_removed_by_hand(opened: Open) -> None:
    shown = opened("jobs.py", town.town().here.admin)
    form = next(button for button in shown.button if button.label == "Remove them")
    assert "Removed 0 ended jobs." in seen(form.click().run())
