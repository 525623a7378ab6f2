"""The audit trail under seal: chained in batches, whole under concurrency, and whatever is altered behind it is found."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import LiteralString

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from services import audit, retention, verification
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from utils import clock
from utils.errors import Forbidden


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    assert sealed(made) is not None  # what setting it up wrote
    return made


def as_owner(statement: LiteralString, *params: object) -> list[tuple[object, ...]]:
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def written(here: World, count: int, days_ago: int = 0) -> None:
    moment = clock.now() - timedelta(days=days_ago)
    with begin(replace(here.admin, device="Firefox on Linux"), moment) as work:
        for number in range(count):
            audit.record(work, "unit.changed", f"unit U-{number}", {"marla": number}, {"marla": number + 1})


def sealed(here: World, most: int = 1_000) -> int | None:
    with begin(here.admin) as work:
        return audit.seal(work, most)


def breaches(here: World) -> list[str]:
    with begin(here.admin) as work:
        return [each.sentence for each in audit.broken(work)]


def test_entries_are_sealed_once_batch_after_batch_each_over_the_one_before(here: World) -> None:
    written(here, 25)
    assert [sealed(here, 10) for _ in range(4)] == [10, 10, 5, 0]
    with begin(here.admin) as work:
        last = audit.newest(work)
    assert last is not None and last.entry_count == 5
    assert breaches(here) == []


def test_a_day_is_sealed_apart_from_the_next(here: World) -> None:
    written(here, 3, days_ago=900)
    written(here, 4)
    assert [sealed(here) for _ in range(3)] == [3, 4, 0]


def test_while_somebody_writes_nothing_is_sealed_and_nothing_waits(here: World) -> None:
    with begin(here.admin) as work:
        audit.record(work, "unit.changed", "unit U-1")
        assert sealed(here) is None
    assert sealed(here) == 1


def test_many_writers_and_a_sealer_at_once_leave_nothing_outside_the_chain(here: World) -> None:
    def write(number: int) -> None:
        written(here, 1 + number % 3)

    with ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(write, number) for number in range(60)]
        while not all(each.done() for each in writing):
            sealed(here, 7)
    while sealed(here) != 0:
        pass
    assert breaches(here) == []
    (counted,) = as_owner(
        "SELECT (SELECT sum(entry_count) FROM audit_seals WHERE org_id = %s), (SELECT count(*) FROM audit_log WHERE org_id = %s)",
        here.org_id, here.org_id,
    )  # fmt: skip
    assert counted[0] == counted[1]


OTHER: LiteralString = "audit_id = (SELECT max(audit_id) - 2 FROM audit_log)"
ALTERED: list[tuple[LiteralString, str]] = [
    ("UPDATE audit_log SET after = '{\"marla\": 99}' WHERE " + OTHER, "was changed after it was sealed"),
    ("UPDATE audit_log SET staff_id = NULL WHERE " + OTHER, "was changed after it was sealed"),
    ("UPDATE audit_log SET address = '203.0.113.9' WHERE " + OTHER, "was changed after it was sealed"),
    ("UPDATE audit_log SET device = NULL WHERE " + OTHER, "was changed after it was sealed"),
    ("UPDATE audit_log SET recorded_at = recorded_at + interval '1 microsecond' WHERE " + OTHER, "was changed after"),
    ("DELETE FROM audit_log WHERE " + OTHER, "1 of its 10 audit entries"),
    ("UPDATE audit_seals SET digest = sha256(digest) WHERE seal_no = 2", "was changed after it was sealed"),
    ("DELETE FROM audit_seals WHERE seal_no = 2", "The seal before it is missing."),
    ("ALTER TABLE audit_log DISABLE TRIGGER USER; INSERT INTO audit_log (org_id, audit_id, recorded_at, action, ref, origin)"
     " OVERRIDING SYSTEM VALUE SELECT org_id, audit_id - 1000000, recorded_at, action, ref, origin FROM audit_log WHERE " + OTHER
     + "; ALTER TABLE audit_log ENABLE TRIGGER USER", "slipped in"),
]  # fmt: skip


@pytest.mark.parametrize(("alter", "said"), ALTERED)
def test_whatever_is_altered_behind_the_system_is_found(here: World, alter: LiteralString, said: str) -> None:
    as_owner("SELECT setval('audit_log_audit_id_seq', nextval('audit_log_audit_id_seq') + 2000000)")
    written(here, 20)
    assert [sealed(here, 10), sealed(here, 10)] == [10, 10]
    assert breaches(here) == []
    as_owner(alter)
    found = breaches(here)
    assert any(said in each for each in found), found
    with begin(here.admin) as work:
        named = [each.sentence for each in verification.verify(work) if each.check.startswith("the audit trail")]
    assert named == found


def test_an_entry_from_before_it_was_known_from_where_reads_for_its_seal_as_it_did(here: World) -> None:
    written(here, 1)
    as_owner("UPDATE audit_log SET address = NULL, device = NULL, area_id = NULL WHERE org_id = %s", here.org_id)
    texts = as_owner(
        "SELECT audit_text(l), concat_ws(E'\\x1f', audit_id, (extract(epoch FROM recorded_at) * 1000000)::bigint,"
        " coalesce(staff_id::text, '-'), action, ref, coalesce(before::text, '-'), coalesce(after::text, '-'), origin)"
        " FROM audit_log l WHERE org_id = %s", here.org_id,
    )  # fmt: skip
    assert texts
    assert all(now == then for now, then in texts)


def test_what_the_retention_rule_took_is_no_breach_and_what_else_went_is(here: World) -> None:
    written(here, 5, days_ago=3_000)
    written(here, 5)
    while sealed(here):
        pass
    retention.apply(here.admin)
    assert breaches(here) == []
    as_owner("DELETE FROM audit_log WHERE org_id = %s AND audit_id = (SELECT upto_audit_id FROM audit_seals"
             " WHERE org_id = %s ORDER BY seal_no DESC LIMIT 1)", here.org_id, here.org_id)  # fmt: skip
    assert len(breaches(here)) == 1


def test_the_fingerprint_noted_down_is_found_again(here: World) -> None:
    written(here, 3)
    sealed(here)
    with begin(here.admin) as work:
        last = audit.newest(work)
        assert last is not None
        assert audit.with_fingerprint(work, f" {last.fingerprint[:4].upper()} {last.fingerprint[4:12]}") == last
        assert audit.seal_of(work, last.upto_audit_id) == last
        assert audit.seal_of(work, last.upto_audit_id + 1) is None
        for wrong in (last.fingerprint[:7], "0" * 64, "%" * 12, ""):
            assert audit.with_fingerprint(work, wrong) is None


def test_a_chain_is_its_organizations_own(here: World) -> None:
    other = builders.world()
    written(here, 2)
    sealed(here)
    with begin(other.admin) as work:
        assert audit.newest(work) is None
    sealed(other)
    assert breaches(other) == breaches(here) == []


def test_who_does_not_look_after_the_whole_organization_neither_seals_nor_checks(here: World) -> None:
    limited = builders.person(here, Role.MANAGER, (here.ward_a,))
    for actor in (limited, builders.person(here, Role.SUPPORT)):
        with pytest.raises(Forbidden), begin(actor) as work:
            audit.seal(work)
        with pytest.raises(Forbidden), begin(actor) as work:
            audit.broken(work)


FORBIDDEN: list[LiteralString] = [
    "UPDATE audit_seals SET entry_count = 1",
    "DELETE FROM audit_seals",
    "INSERT INTO audit_seals SELECT * FROM audit_seals",
    "UPDATE audit_log SET ref = 'x'",
    "DELETE FROM audit_log",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_app_itself_may_not_touch_what_is_sealed(here: World, statement: LiteralString) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        work.execute(statement)
