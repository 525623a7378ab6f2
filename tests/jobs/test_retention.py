"""Rules of retention in the background: asked for, or due for a day, and gone on with after a kill."""

from services import accounts, retention
from services.accounts import NewAccount
from services.retention import RetentionRun
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.retention.test_retention import OLD, as_owner
from tests.working import FORGET, WAITING, Moment, killed_at, on_queue, work_until_idle

MANY = 1_200
SIZES = [("services.retention.service", "BATCH", 500)]
FILL_SESSIONS = """
INSERT INTO sessions (token_hash, person_id, org_id, staff_id, created_at, seen_at, expires_at, address, user_agent)
SELECT sha256((%s || ' ' || n)::bytea), %s, %s, %s, t, t, t, 'of ' || n, '' FROM generate_series(1, %s) n,
    LATERAL (SELECT now() - n %% 3 * interval '20 days') moment (t)
"""
FILL_ATTEMPTS = """
INSERT INTO sign_in_attempts (username, address, attempted_at)
SELECT %s, 'of ' || n, now() - n %% 3 * interval '5 days' FROM generate_series(1, %s) n
"""
LEFT = """
SELECT 'session', address FROM sessions WHERE org_id = %(org_id)s
UNION ALL SELECT 'attempt', a.address FROM sign_in_attempts a JOIN people p USING (username) JOIN staff s USING (person_id)
    WHERE s.org_id = %(org_id)s
UNION ALL SELECT 'account', code FROM accounts WHERE org_id = %(org_id)s
ORDER BY 1, 2
"""


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


def test_workers_killed_in_the_middle_are_followed_by_others_that_leave_the_same_rows(database: str) -> None:
    undisturbed, here = full_of_old(), full_of_old()
    alone = retention.apply(undisturbed.admin, is_asked=1)
    assert alone.removed == {"accounts": MANY // 2, "sessions": MANY // 3, "sign_in_attempts": MANY // 3}
    with begin(here.admin) as work:
        retention.apply_now(work)
    moments = [
        Moment("services.retention.service", "repository.retire", 5, is_after=True),
        Moment("services.retention.service", "repository.count", 1, is_after=True),
        Moment("services.retention.service", "_retire", 10, is_after=True),
        Moment("services.retention.service", "repository.finish", 1, is_after=True),
    ]
    killed_at(database, moments, lambda: runs(here)[0].finished_at is not None, SIZES)
    (run,) = runs(here)
    assert run.removed == alone.removed
    assert left(here) == left(undisturbed)
    assert len(left(here)) > MANY


def full_of_old() -> World:
    """Sessions and attempts of three ages, and accounts of which every other was deleted long ago."""
    here = builders.world()
    person = here.admin
    with begin(here.admin) as work:
        accounts.add_many(work, (NewAccount(f"C-{n:06}", "Demo", None, here.ward_a) for n in range(MANY)))
    as_owner("UPDATE accounts SET deleted_at = now() - interval '40 days', deleted_by = %s WHERE org_id = %s"
             " AND right(code, 1)::int %% 2 = 0", person.staff_id, here.org_id)  # fmt: skip
    as_owner(FILL_SESSIONS, here.org_id, person.person_id, here.org_id, person.staff_id, MANY)
    as_owner(FILL_ATTEMPTS, person.username, MANY)
    return here


def left(here: World) -> list[tuple[str, str]]:
    return as_owner(LEFT.replace("%(org_id)s", str(here.org_id)))
