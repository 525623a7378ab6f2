"""Any kind of job: done once or in batches, tried again, stopped with a reason, cancelled, resumed, stood in for."""

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import LiteralString

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from jobs import handlers, worker
from services import audit, background, notices
from services.background import Unfinished
from services.jobs import KINDS, Kind
from services.paging import ListQuery
from services.permissions import Permission, Role
from services.work import Actor, Work, begin
from tests import builders
from tests.builders import World
from utils.errors import Busy, Conflict, NotFound

NAME = "story.tell"
STATUSES = "SELECT status::text FROM procrastinate_jobs ORDER BY id"
REASONS = "SELECT reason FROM job_failures ORDER BY job_id"
TOLD = "SELECT ref FROM audit_log WHERE action = 'story.told' ORDER BY audit_id"
ASK_TO_ABORT = "UPDATE procrastinate_jobs SET abort_requested = true WHERE status = 'doing'"
FORGET = "DELETE FROM procrastinate_jobs"
DISMISS = "UPDATE staff SET is_active = false WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"


def as_owner(statement: LiteralString) -> list[str]:
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement)
        return [row[0] for row in cursor] if cursor.description else []


def work_off(kind: Kind) -> None:
    serve = partial(worker.serve, wait=False, kinds=[kind])
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(serve())).result()


def tell(work: Work, words: str) -> None:
    audit.record(work, "story.told", words)


def told(work: Work, reason: str, words: str) -> None:
    audit.record(work, "story.told", f"{words} failed: {reason}")


def queue(actor: Actor, words: str = "once upon a time") -> None:
    with begin(actor) as work:
        background.defer(work, NAME, {"words": words}, once=background.once_name(NAME, work.org_id, {"words": words}))


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_fails_is_told_with_the_arguments_of_what_was_done(kind: Kind) -> None:
    (_, *done), (_, reason, *failed) = (list(inspect.signature(each).parameters) for each in (kind.do, kind.fail or told))
    assert kind.name.count(".") == 1
    assert kind.title
    if kind.fail is not None:
        assert reason == "reason"
        assert set(done) <= set(failed)


def test_kinds_have_names_of_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_a_job_done_keeps_its_row(here: World) -> None:
    queue(here.admin)
    queue(here.admin)
    work_off(Kind(name=NAME, title="Tell", do=tell, fail=told))
    assert as_owner(TOLD) == ["once upon a time"]
    assert as_owner(STATUSES) == ["succeeded"]


def test_a_refusal_is_told_on_the_noun_and_on_the_job(here: World) -> None:
    def refuse(work: Work, words: str) -> None:
        tell(work, words)
        raise Conflict("The story is told already.")

    queue(here.admin)
    work_off(Kind(name=NAME, title="Tell", do=refuse, fail=told))
    assert as_owner(TOLD) == ["once upon a time failed: The story is told already."]
    assert as_owner(REASONS) == ["The story is told already."]
    assert as_owner(STATUSES) == ["failed"]


def test_a_job_says_why_it_stopped_when_its_noun_is_gone(here: World) -> None:
    def miss(work: Work, words: str) -> None:
        raise NotFound("story", words)

    def miss_again(work: Work, reason: str, words: str) -> None:
        raise NotFound("story", words)

    queue(here.admin, "gone")
    work_off(Kind(name=NAME, title="Tell", do=miss, fail=miss_again))
    assert as_owner(STATUSES) == ["failed"]
    assert as_owner(REASONS) == ["There is no story gone."]


def test_an_unknown_error_shows_a_reference_and_no_more(here: World, caplog: pytest.LogCaptureFixture) -> None:
    def stumble(work: Work, words: str) -> None:
        raise RuntimeError(words)

    queue(here.admin, "secret")
    work_off(Kind(name=NAME, title="Tell", do=stumble))
    (reason,) = as_owner(REASONS)
    reference = reason.rstrip(".").split()[-1]
    assert "secret" not in reason
    assert [record.getMessage().endswith(reference) for record in caplog.records if record.name == "suthra.jobs"] == [True]


def test_who_looks_after_jobs_is_told_of_one_that_stopped_and_of_no_other(here: World) -> None:
    def refuse(work: Work, words: str) -> None:
        if words == "refused":
            raise Conflict("The story is told already.")

    clerk = builders.person(here, Role.BILLING)
    for words in ("refused", "told"):
        queue(clerk, words)
    work_off(Kind(name=NAME, title="Tell a story", do=refuse))
    with begin(here.admin) as work:
        (notice,) = notices.page(work, ListQuery()).rows
    assert notice.subject.endswith("“Tell a story”, stopped: The story is told already.")
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == 0


def test_what_is_busy_is_tried_again(here: World) -> None:
    tries: list[str] = []

    def hesitate(work: Work, words: str) -> None:
        tries.append(words)
        if len(tries) == 1:
            raise Busy("Not now.")
        tell(work, words)

    queue(here.admin)
    kind = Kind(name=NAME, title="Tell", do=hesitate, fail=told)
    work_off(kind)
    assert as_owner(STATUSES) == ["todo"]
    assert as_owner(REASONS) == []
    as_owner("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    work_off(kind)
    assert as_owner(TOLD) == ["once upon a time"]


def test_what_stays_busy_is_given_up_with_the_reason(here: World) -> None:
    def wait(work: Work, words: str) -> None:
        raise Busy("Not now.")

    queue(here.admin)
    as_owner(f"UPDATE procrastinate_jobs SET attempts = {handlers.ATTEMPTS - 1}")  # type: ignore[arg-type]
    work_off(Kind(name=NAME, title="Tell", do=wait, fail=told))
    assert as_owner(STATUSES) == ["failed"]
    assert as_owner(REASONS) == ["Not now."]
    assert as_owner(TOLD) == ["once upon a time failed: Not now."]


def test_work_in_batches_keeps_what_it_did_before_it_stopped(here: World) -> None:
    def tell_all(actor: Actor, words: str) -> None:
        for word in words.split():
            if word == "time":
                raise Conflict("There is no time.")
            with begin(actor) as work:
                tell(work, word)

    queue(here.admin)
    work_off(Kind(name=NAME, title="Tell", do=tell_all, in_batches=True, fail=told))
    assert as_owner(TOLD) == ["once", "upon", "a", "once upon a time failed: There is no time."]


@pytest.mark.parametrize("in_batches", [True, False])
def test_a_cancelled_job_ends_where_it_can_and_its_noun_is_told(here: World, in_batches: bool) -> None:
    """The request is what the Jobs screen makes of a running job; the worker hears of it within moments."""

    def tell_on(work: Work, words: str) -> None:
        tell(work, words)
        until_cancelled()

    def tell_in_batches(actor: Actor, words: str) -> None:
        with begin(actor) as work:
            tell(work, words)
        until_cancelled()

    queue(here.admin)
    do = tell_in_batches if in_batches else tell_on
    work_off(Kind(name=NAME, title="Tell", do=do, in_batches=in_batches, fail=told))
    kept = ["once upon a time"] if in_batches else []
    assert as_owner(TOLD) == [*kept, "once upon a time failed: It was cancelled."]
    assert as_owner(STATUSES) == ["aborted"]
    assert as_owner(REASONS) == ["It was cancelled."]


def until_cancelled() -> None:
    as_owner(ASK_TO_ABORT)
    while True:
        background.check_wanted()


def test_work_that_lost_its_job_is_queued_again_once(here: World) -> None:
    lost = Unfinished(here.org_id, here.admin.staff_id, {"words": "the end"})
    kind = Kind(name=NAME, title="Tell", do=tell, unfinished=lambda: [] if as_owner(TOLD) else [lost])
    assert handlers.resume_unfinished([kind]) == 1
    assert handlers.resume_unfinished([kind]) == 0
    as_owner(FORGET)
    work_off(kind)
    assert as_owner(TOLD) == ["the end"]
    assert handlers.resume_unfinished([kind]) == 0


@pytest.mark.parametrize("needs", [frozenset[Permission](), frozenset({Permission.TARIFF_WRITE, Permission.LEDGER_OPEN})])
def test_who_left_is_stood_in_for_by_who_may_do_it_all_everywhere(here: World, needs: frozenset[Permission]) -> None:
    gone = builders.person(here, Role.BILLING)
    builders.person(here, Role.BILLING, (here.ward_a,))
    able = builders.person(here, Role.BILLING)
    queue(gone)
    with begin(here.admin) as work:
        work.execute(DISMISS, staff_id=gone.staff_id)
        work.execute("UPDATE staff SET role = 'manager' WHERE staff_id = %(me)s", me=here.admin.staff_id)
        work.execute("UPDATE staff SET role = 'head_administrator' WHERE staff_id = %(able)s", able=able.staff_id)
    work_off(Kind(name=NAME, title="Tell", do=tell, fail=told, needs=needs))
    with begin(here.admin) as work:
        (who,) = (row[0] for row in work.execute("SELECT staff_id FROM audit_log WHERE action = 'story.told'"))
    assert who == able.staff_id
    gone_sentence = "The person who asked for this work is no longer active."
    assert as_owner(TOLD) == (["once upon a time"] if needs else [f"once upon a time failed: {gone_sentence}"])


def test_nobody_queues_work_for_another_organization(here: World) -> None:
    other = builders.world()
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        background.defer(work, NAME, {"words": "x", "org_id": other.org_id})
