"""Rules of retention in the background: asked for, or due for a day, and gone on with after a kill."""

from services import retention
from services.retention import RetentionRun
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.retention.test_retention import OLD, as_owner
from tests.working import FORGET, WAITING, on_queue, work_until_idle


def runs(here: World) -> tuple[RetentionRun, ...]:
    with begin(here.admin) as work:
        return retention.runs(work)


def test_rules_are_applied_when_somebody_asks(database: object) -> None:
    here = builders.world()
    as_owner("UPDATE audit_log SET recorded_at = recorded_at - %s", OLD)
    with begin(here.admin) as work:
        retention.apply_now(work)
        retention.apply_now(work)
    work_until_idle()
    (run,) = runs(here)
    assert run.is_asked
    assert run.finished_at is not None
    assert run.removed["audit"] > 0
    assert on_queue(WAITING) == 0


def test_a_worker_applies_what_was_not_applied_for_a_day_and_only_once(database: object) -> None:
    here, young = builders.world(), builders.world()
    as_owner("UPDATE organizations SET created_at = created_at - interval '2 days' WHERE org_id = %s", here.org_id)
    work_until_idle()
    work_until_idle()
    (run,) = runs(here)
    assert (run.is_asked, run.sentence) == (False, "Nothing was old enough to be removed.")
    assert runs(young) == ()


def test_a_run_that_may_no_longer_be_made_stops_with_a_reason_until_the_next_day(database: object) -> None:
    here = builders.world()
    as_owner("UPDATE organizations SET created_at = created_at - interval '2 days'")
    as_owner("INSERT INTO retention_runs (org_id, is_asked, started_by, started_at) VALUES (%s, false, %s, now())",
             here.org_id, here.admin.staff_id)  # fmt: skip
    with begin(here.admin) as work:
        retention.fail(work, "The disk was full.")
    assert runs(here)[0].sentence == "Nothing was old enough to be removed, then it stopped: The disk was full."
    on_queue(FORGET)
    work_until_idle()
    assert len(runs(here)) == 1
