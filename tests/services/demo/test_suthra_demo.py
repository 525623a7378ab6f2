"""Suthra demo as it lies in the database: run, paid, repeatable, and whole again after an interruption."""

import csv
import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services import attachments, bill_runs, demo, exports, organizations, sign_in, staff, tickets, verification
from services.demo import people
from services.exports import ExportNoun
from services.paging import ListQuery
from services.permissions import Permission, Role
from services.work import begin
from tests.builders import world
from tests.conftest import empty
from utils import clock, month
from utils.errors import Conflict, Forbidden, Invalid

ROOT = Path(__file__).parents[3]
CURRENT = month.first_of(clock.local_date(clock.now(), "Asia/Karachi"))
PAST = month.add(CURRENT, -2)
WANTED = demo.Wanted(units=300, seed=5, newest=PAST, organizations=(people.SUTHRA,))
NOUNS = (ExportNoun.UNITS, ExportNoun.ACCOUNTS, ExportNoun.BILLS, ExportNoun.BILL_LINES, ExportNoun.PAYMENTS)


def load(folder: Path, wanted: demo.Wanted = WANTED) -> None:
    demo.load(wanted, folder / demo.FILE_NAME, 0, lambda _: None)


def exported(noun: ExportNoun, username: str = "suthra-admin") -> list[dict[str, str]]:
    with begin(people.find_actor(username)) as work:
        text = b"".join(exports.stream(work, exports.whole(noun))).decode()
    return list(csv.DictReader(text.splitlines()))


def digest() -> str:
    rows = [sorted(sorted(row.items()) for row in exported(noun)) for noun in NOUNS]
    # An agent's book of receipts is named by an id, and ids go on where those of an earlier load ended.
    return hashlib.sha256(re.sub(r"\bA\d+-(?=\d{7})", "A-", repr(rows)).encode()).hexdigest()


def runs() -> list[bill_runs.Run]:
    with begin(people.find_actor("suthra-manager")) as work:
        return sorted(bill_runs.page(work, ListQuery()).rows, key=lambda run: run.period)


def test_six_periods_are_billed_and_the_newest_waits_for_another_person(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    found = runs()
    assert [run.period for run in found] == [month.add(PAST, back) for back in range(-5, 1)]
    assert [run.status for run in found] == ["issued"] * 5 + ["review"]
    assert all(run.bill_count and not run.held_count for run in found)
    newest = found[-1]
    billing, manager = people.find_actor("suthra-billing"), people.find_actor("suthra-manager")
    with pytest.raises(Forbidden), begin(billing) as work:
        bill_runs.approve(work, newest.run_id)
    with begin(manager) as work:
        bill_runs.approve(work, newest.run_id)
    with begin(manager) as work:
        bill_runs.issue(work, newest.run_id)
    bill_runs.work_off(manager, newest.run_id)
    assert runs()[-1].status == "issued"
    with begin(people.find_actor("suthra-admin")) as work:
        assert verification.verify(work) == ()


def test_there_are_tickets_in_many_states_and_again_loading_adds_none(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path)
    rows = exported(ExportNoun.TICKETS, "suthra-manager")
    assert len(rows) == 24
    assert len({row["status"] for row in rows}) >= 4
    with begin(people.find_actor("suthra-support")) as work:
        newest = tickets.page(work, ListQuery()).rows[0]
        attached = attachments.list_of(work, "ticket", newest.ticket_id)
        assert attached
        assert all(each.added_at <= work.now for each in attached)
        assert b"".join(attachments.contents_of(work, attached[0], thumbnail=True))
    assert all(row["unit_code"] and row["area_name"] for row in rows)


def test_payments_come_in_order_and_never_from_the_future(database: str, tmp_path: Path) -> None:
    load(tmp_path, replace(WANTED, newest=None))
    paid = exported(ExportNoun.PAYMENTS)
    assert len(paid) > 100
    assert all(date.fromisoformat(row["value_on"]) < clock.local_date(clock.now(), "Asia/Karachi") for row in paid)
    statuses = Counter(row["status"] for row in exported(ExportNoun.BILLS))
    assert {"paid", "partly_paid", "issued", "draft"} <= set(statuses)
    with begin(people.find_actor("suthra-admin")) as work:
        assert verification.verify(work) == ()


@pytest.mark.slow
def test_the_same_seed_makes_the_same_rows_also_after_an_interruption(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    undisturbed = digest()
    for stop_after in (12,):
        empty()
        told: list[demo.Progress] = []

        def interrupt(progress: demo.Progress, told: list[demo.Progress] = told, stop_after: int = stop_after) -> None:
            told.append(progress)
            if len(told) == stop_after:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            demo.load(WANTED, tmp_path / demo.FILE_NAME, 0, interrupt)
        assert demo.state() is demo.State.UNFINISHED
        # The first load decides; what a second one asks for does not mix other rows in.
        load(tmp_path, replace(WANTED, units=500, seed=6))
        assert digest() == undisturbed
        with begin(people.find_actor("suthra-admin")) as work:
            assert verification.verify(work) == ()


def test_a_load_that_is_killed_is_finished_by_the_next(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    undisturbed = digest()
    code = (
        "import sys, datetime, pathlib; from services import demo\n"
        "if __name__ == '__main__':\n"
        f"    wanted = demo.Wanted(300, 5, datetime.date.fromisoformat('{PAST}'), ('{people.SUTHRA}',))\n"
        "    demo.load(wanted, pathlib.Path(sys.argv[1]), 2, lambda p: print(p.label, flush=True))\n"
    )
    script = tmp_path / "load_demo.py"
    script.write_text(code)
    environment = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    for tells in (2, 9):
        empty()
        process = subprocess.Popen(
            [sys.executable, str(script), str(tmp_path / demo.FILE_NAME)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        for _ in range(tells):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        time.sleep(1.0)  # its own processes see within a moment that it is gone
        load(tmp_path)
        assert digest() == undisturbed


def test_demo_people_sign_in_with_the_passwords_of_the_file(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    path = tmp_path / demo.FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["organization", "role", "username", "password"]
    assert len({row["password"] for row in rows}) == len({row["username"] for row in rows}) == 17
    for row in rows:
        if row["organization"] == people.SUTHRA:
            signed_in = sign_in.sign_in(row["username"], row["password"], "127.0.0.1", "test")
            actor = sign_in.actor_of(signed_in.token)
            assert actor is not None
            assert (actor.org_code, actor.role.value, actor.must_change_password) == (row["organization"], row["role"], False)


def test_there_are_visits_of_two_agents_in_every_state_and_again_loading_adds_none(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path)
    rows = exported(ExportNoun.VISITS, "suthra-manager")
    assert len(rows) == 62
    assert {row["status"] for row in rows} == {"planned", "submitted", "approved", "returned", "missed", "cancelled"}
    assert len({row["agent_name"] for row in rows}) == 2
    assert 0 < sum(bool(row["doubts"]) for row in rows) < 20
    assert any(row["challan_no"] for row in rows)


def test_the_field_agent_sees_one_ward_and_the_consumer_one_account(database: str, tmp_path: Path) -> None:
    load(tmp_path)
    agent = people.find_actor("suthra-agent")
    assert agent.area_ids is not None
    assert len(agent.area_ids) == 1
    with begin(people.find_actor("suthra-admin")) as work:
        consumers = staff.actors_with(work.org_id, Permission.ACCOUNT_READ)
    (consumer,) = [actor for actor in consumers if actor.role is Role.CONSUMER]
    assert consumer.account_id is not None


def test_the_demo_is_never_mixed_into_a_real_database(database: str, tmp_path: Path) -> None:
    world("okara-waste")
    assert demo.state() is demo.State.FOREIGN
    with pytest.raises(Conflict, match="okara-waste"):
        load(tmp_path)
    assert [each.code for each in organizations.list_all()] == ["okara-waste"]
    assert not (tmp_path / demo.FILE_NAME).exists()


def test_an_organization_that_only_bears_the_name_is_left_alone(database: str, tmp_path: Path) -> None:
    organizations.create(people.SUTHRA, "Another agency")
    with pytest.raises(Conflict, match="not the demo's"):
        load(tmp_path)


@pytest.mark.parametrize(
    "wanted", [demo.Wanted(units=5), demo.Wanted(units=1_000_001), demo.Wanted(newest=month.add(CURRENT, 1))]
)
def test_a_wish_that_cannot_be_met_is_refused_before_anything_is_done(database: str, tmp_path: Path, wanted: demo.Wanted) -> None:
    with pytest.raises(Invalid):
        load(tmp_path, wanted)
    assert demo.state() is demo.State.ABSENT
