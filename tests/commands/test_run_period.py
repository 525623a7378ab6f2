"""run-period: a period from nothing to issued bills, on from wherever it stands, and never twice."""

import threading
from datetime import date
from functools import partial

import pytest

from services import bill_runs
from services.bill_runs import Basis, NewCycle
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders, town
from tests.commands.saying import refused, run, say
from tests.money import disagreements
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def statuses(place: Town) -> list[str]:
    with begin(place.here.admin) as work:
        return [each.status for each in bill_runs.page(work, ListQuery()).rows]


def test_a_period_goes_from_nothing_to_issued_by_two_people(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08")
    assert (said.code, said.err) == (0, "")
    assert "In review: 5 bills, Rs 4,100." in said.out
    assert "residential: 5 bills, Rs 4,100" in said.out
    assert "Ward A: 3 bills, Rs 1,800" in said.out
    assert "Issued 5 bills, Rs 4,100, due " in said.out
    with begin(place.here.admin) as work:
        (done,) = bill_runs.page(work, ListQuery()).rows
    assert done.status == "issued"
    assert done.created_by != done.approved_by
    assert disagreements(place.here) == []


def test_an_issued_period_is_not_run_again(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.bill(place)
    sentence = refused(say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08"))
    assert "is issued already" in sentence
    assert statuses(place) == ["issued"]


def test_it_stops_where_it_is_told_and_goes_on_from_there(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run-period", "--org", place.here.code, "--period", "2026-08")
    for stop, expected in (("review", "review"), ("review", "review"), ("approved", "approved"), ("issued", "issued")):
        assert say(capsys, *words, "--stop-at", stop).code == 0
        assert statuses(place) == [expected]
    assert disagreements(place.here) == []


@pytest.mark.parametrize("reached", ["draft", "calculating", "issuing"])
def test_it_takes_up_a_run_that_somebody_else_left(place: Town, capsys: pytest.CaptureFixture[str], reached: str) -> None:
    if reached == "issuing":
        left = town.review(place)
        with begin(place.second) as work:
            bill_runs.approve(work, left.run_id)
            bill_runs.issue(work, left.run_id)
    else:
        with begin(place.clerk) as work:
            left = bill_runs.create(work, "monthly", town.PERIOD)
            if reached == "calculating":
                bill_runs.calculate(work, left.run_id)
    said = say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08")
    assert (said.code, said.err) == (0, "")
    assert f"Going on with run {left.run_id}" in said.out
    assert statuses(place) == ["issued"]
    assert disagreements(place.here) == []


def test_the_people_may_be_named(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    named = ("--as", place.clerk.username, "--approve-as", place.second.username)
    assert say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08", *named).code == 0
    with begin(place.here.admin) as work:
        (done,) = bill_runs.page(work, ListQuery()).rows
    assert (done.created_by, done.approved_by) == (place.clerk.staff_id, place.second.staff_id)


def test_nobody_approves_the_own_run(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    boss = builders.person(place.here, Role.HEAD_ADMINISTRATOR)
    same = ("--as", boss.username, "--approve-as", boss.username)
    sentence = refused(say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08", *same))
    assert "another person must approve" in sentence
    assert statuses(place) == ["review"]


def test_with_one_person_only_it_says_that_another_is_needed(database: object, capsys: pytest.CaptureFixture[str]) -> None:
    place = town.town()
    with begin(place.here.admin) as work:
        work.execute("UPDATE staff SET is_active = false WHERE role <> 'head_administrator'")
    sentence = refused(say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08"))
    assert "no another member" not in sentence
    assert "manager" in sentence
    assert statuses(place) == ["review"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--period", "2026-13"], "is not a month"),
        (["--period", "2199-01"], "too far ahead"),
        (["--period", "2026-08", "--cycle", "none"], "There is no billing cycle none"),
        (["--period", "2025-08"], "nothing to bill"),
        (["--period", "2026-08", "--as", "nobody"], "There is no active member nobody"),
        (["--period", "2026-08", "--approve-as", "nobody"], "There is no active member nobody"),
    ],
)
def test_what_cannot_be_run_is_one_sentence_and_nothing_is_done(
    place: Town, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert sentence in refused(say(capsys, "run-period", "--org", place.here.code, *words))
    assert statuses(place) == []


def test_a_person_without_the_right_is_told_which_roles_have_it(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run-period", "--org", place.here.code, "--period", "2026-08", "--as", place.second.username)
    assert "head administrator, billing" in refused(say(capsys, *words))


def test_of_several_cycles_one_is_named(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with begin(place.here.admin) as work:
        bill_runs.add_cycle(work, NewCycle("yearly", "Sanitation yearly", "waste", Basis.FLAT, "annual", 15))
    words = ("run-period", "--org", place.here.code, "--period", "2026-08")
    assert "--cycle: monthly, yearly" in refused(say(capsys, *words))
    assert say(capsys, *words, "--cycle", "monthly").code == 0


def test_held_bills_are_named_with_their_reasons_and_issued_around(
    database: object, capsys: pytest.CaptureFixture[str]
) -> None:
    place = town.water_town()
    said = say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08")
    assert said.code == 0
    assert "3 bills, US$ " in said.out
    assert "of W-2: " in said.out
    assert "Issued 2 bills, US$ 4,962.83" in said.out
    assert "1 held back" in said.out


def test_several_shards_are_worked_off_by_two_processes(
    place: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bill_runs, "plan", partial(bill_runs.plan, shard_accounts=1))
    assert say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08").code == 0
    with begin(place.here.admin) as work:
        (done,) = bill_runs.page(work, ListQuery()).rows
        shards = bill_runs.progress(work, done.run_id).total_shards
    assert (done.status, done.bill_count, shards) == ("issued", 5, 5)
    assert disagreements(place.here) == []


def test_as_a_process_it_ends_with_its_code(place: Town, database: str) -> None:
    words = ("run-period", "--org", place.here.code, "--period", f"{date(2026, 8, 1):%Y-%m}")
    assert run(database, *words).code == 0
    assert "is issued already" in refused(run(database, *words))


def test_it_waits_for_a_shard_that_a_background_worker_has_taken(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with begin(place.clerk) as work:
        left = bill_runs.create(work, "monthly", town.PERIOD)
        bill_runs.calculate(work, left.run_id)
        bill_runs.plan(work, left.run_id, shard_accounts=2)
    has_taken, may_end = threading.Event(), threading.Event()

    def worker() -> None:
        with begin(place.clerk) as work:
            bill_runs.calculate_shard(work, left.run_id, 1)
            has_taken.set()
            may_end.wait(1.0)

    beside = threading.Thread(target=worker)
    beside.start()
    assert has_taken.wait(30)
    said = say(capsys, "run-period", "--org", place.here.code, "--period", "2026-08")
    may_end.set()
    beside.join()
    assert (said.code, said.err) == (0, "")
    assert "Issued 5 bills" in said.out
