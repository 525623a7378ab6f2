"""Records that are over go after a while, those that money stands on never, and a dry run says so first."""

import json
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from services import audit, imports, retention
from services.permissions import Role
from services.retention import repository
from services.work import begin
from tests import builders, money, town
from tests.builders import World
from tests.services.imports.bringing import brought, csv_bytes
from tests.town import Town
from utils import clock
from utils.errors import Conflict, Forbidden, Invalid, NotFound

OLD = timedelta(days=4_000)
ACCOUNTS = (("Code", "Name", "Area"), [("N-1", "Demo One", "OKR-A"), ("N-2", "Demo Two", "OKR-A")])


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def as_owner(sql: str, *values: object, keeps_triggers: bool = False) -> list[tuple[Any, ...]]:
    """A statement below row security, as an administrator of the database would write it."""
    with transaction(DatabaseRole.OWNER, {}) as connection:
        if not keeps_triggers:
            connection.execute("SET LOCAL session_replication_role = replica")
        cursor = connection.execute(sql.encode(), values)
        return cursor.fetchall() if cursor.description else []


def due(here: World) -> dict[str, int]:
    with begin(here.admin) as work:
        return {each.rule.kind.name: each.count for each in retention.preview(work) if each.count}


def delete(table: str, here: World, ago: timedelta, *codes: str) -> None:
    as_owner(f"UPDATE {table} SET deleted_at = %s, deleted_by = %s WHERE org_id = %s AND code = ANY (%s)",
             clock.now() - ago, here.admin.staff_id, here.org_id, list(codes), keeps_triggers=True)  # fmt: skip


def codes(table: str, here: World) -> list[str]:
    return [row[0] for row in as_owner(f"SELECT code FROM {table} WHERE org_id = %s ORDER BY 1", here.org_id)]


def test_what_is_not_over_stays(place: Town) -> None:
    assert due(place.here) == {}
    assert retention.apply(place.here.admin).sentence == "Nothing was old enough to be removed."


def test_units_and_accounts_go_thirty_days_after_their_deletion_unless_money_stands_on_them(place: Town) -> None:
    here = place.here
    with begin(here.admin) as work:
        work.execute("DELETE FROM readings WHERE org_id = %(org_id)s")
    money.issue(here, place.account_ids["A-2"], town.PERIOD, "100")
    every = list(place.account_ids)
    delete("survey_units", here, timedelta(days=31), *(f"U-{code}" for code in every if code != "B-2"))
    delete("accounts", here, timedelta(days=31), *(code for code in every if code != "B-2"))
    delete("survey_units", here, timedelta(days=29), "U-B-2")
    delete("accounts", here, timedelta(days=29), "B-2")
    # An account goes once its units are gone, which a dry run cannot know yet.
    assert due(here) == {"units": 3}
    done = retention.apply(here.admin)
    assert (done.removed, done.sentence) == ({"units": 3, "accounts": 3}, "Removed 3 deleted units, 3 deleted accounts.")
    assert codes("survey_units", here) == ["U-A-2", "U-B-2"]
    assert codes("accounts", here) == ["A-2", "B-2"]
    assert money.disagreements(here) == []
    builders.account(here, "A-1")
    assert codes("accounts", here) == ["A-1", "A-2", "B-2"]


def test_kinds_go_one_after_the_other_on_one_connection(place: Town) -> None:
    here = place.here
    builders.account(here, "N-1")
    builders.unit(here, "U-N-1", "N-1")
    delete("survey_units", here, OLD, "U-N-1")
    delete("accounts", here, OLD, "N-1")
    with begin(here.admin) as work:
        before = work.now - timedelta(days=60)
        kinds = ("units", "accounts", "previews", "units")
        removed = [repository.retire(work, kind, before, 100, is_dry=False).removed for kind in kinds]
    assert removed == [1, 1, 0, 0]
    delete("survey_units", here, OLD, "U-B-2")
    with begin(here.admin) as work:
        work.execute("DELETE FROM readings WHERE org_id = %(org_id)s")
        assert repository.retire(work, "units", before, 100, is_dry=False).removed == 1


def test_a_unit_with_readings_is_never_removed(place: Town) -> None:
    delete("survey_units", place.here, OLD, "U-A-1", "U-A-3")
    retention.apply(place.here.admin)
    assert codes("survey_units", place.here) == ["U-A-1", "U-A-2", "U-B-1", "U-B-2"]


def test_old_records_of_every_kind_are_counted_and_removed(place: Town) -> None:
    here = place.here
    ended = brought(here.admin, "accounts", csv_bytes(*ACCOUNTS))
    with begin(here.admin) as work:
        work.execute("INSERT INTO exports (org_id, noun, format, query, status, failure, created_by, created_at, finished_at)"
                     " VALUES (%(org_id)s, 'bills', 'csv', '{}', 'failed', 'why', %(staff)s, %(now)s, %(now)s)",
                     staff=here.admin.staff_id)  # fmt: skip
        work.execute("INSERT INTO files (org_id, purpose, name, media_type, size, sha256, store_key, created_by, created_at,"
                     " expires_at, is_complete) VALUES (%(org_id)s, 'export', 'a.csv', 'text/csv', 1, repeat('a', 64), 'k',"
                     " %(staff)s, %(now)s, %(now)s, false)", staff=here.admin.staff_id)  # fmt: skip
    now, person = clock.now(), here.admin.person_id
    as_owner("INSERT INTO sessions (token_hash, person_id, org_id, staff_id, created_at, seen_at, expires_at, address,"
             " user_agent) VALUES ('x', %s, %s, %s, %s, %s, %s, '', '')",
             person, here.org_id, here.admin.staff_id, now, now, now)  # fmt: skip
    as_owner("INSERT INTO sign_in_attempts (username, address, attempted_at) VALUES (%s, '', %s)",
             here.admin.username, now)  # fmt: skip
    written = as_owner("SELECT count(*) FROM audit_log WHERE org_id = %s", here.org_id)[0][0]
    assert due(here) == {}
    for table, column in (("audit_log", "recorded_at"), ("exports", "finished_at"), ("files", "expires_at"),
                          ("sessions", "expires_at"), ("imports", "finished_at")):  # fmt: skip
        as_owner(f"UPDATE {table} SET {column} = {column} - %s WHERE org_id = %s", OLD, here.org_id)
    as_owner("UPDATE sign_in_attempts SET attempted_at = attempted_at - %s", OLD)
    expected = {"import_rows": 2, "exports": 1, "files": 1, "sessions": 1, "sign_in_attempts": 1, "audit": written}
    assert due(here) == expected
    assert retention.apply(here.admin, is_asked=1).removed == expected
    assert due(here) == {}
    with begin(here.admin) as work:
        assert retention.runs(work)[0].is_asked
        assert {each.kind.name: each.last_removed for each in retention.rules(work) if each.last_removed} == expected
        told = audit.history_of(work, retention.runs(work)[0].ref)
        assert told[0].after == {"removed": expected}
        with pytest.raises(Conflict, match="Its rows were cleared away on"):
            imports.roll_back(work, ended.import_id)


def test_other_organizations_keep_theirs(place: Town) -> None:
    other = builders.world()
    before = as_owner("SELECT count(*) FROM audit_log WHERE org_id = %s", other.org_id)
    as_owner("UPDATE audit_log SET recorded_at = recorded_at - %s", OLD)
    retention.apply(place.here.admin)
    assert as_owner("SELECT count(*) FROM audit_log WHERE org_id = %s", other.org_id) == before


def test_a_rule_is_set_between_its_limits_and_remembered(place: Town) -> None:
    with begin(place.here.admin) as work:
        retention.set_days(work, "sessions", 5)
        rule = next(each for each in retention.rules(work) if each.kind.name == "sessions")
        assert (rule.keep_days, rule.changer_name) == (5, place.here.admin.full_name)
        assert audit.history_of(work, "retention of sessions")[0].after == {"days": 5}
        with pytest.raises(Invalid, match="Audit entries are kept 730 to 36,500 days"):
            retention.set_days(work, "audit", 30)
        with pytest.raises(NotFound):
            retention.set_days(work, "ledger_entries", 30)


def test_only_head_administrators_set_and_apply_rules(place: Town) -> None:
    with begin(place.second) as work:
        for refused in (lambda: retention.rules(work), lambda: retention.preview(work),
                        lambda: retention.set_days(work, "sessions", 5), lambda: retention.apply_now(work)):  # fmt: skip
            with pytest.raises(Forbidden):
                refused()


@pytest.mark.parametrize("kind", [kind.name for kind in retention.KINDS])
def test_the_database_itself_holds_the_floor(place: Town, kind: str) -> None:
    known = next(each for each in retention.KINDS if each.name == kind)
    with begin(place.here.admin) as work:
        assert work.scalar("SELECT retention_minimum(%(kind)s)", kind=kind) == known.fewest_days
    young = clock.now() - timedelta(days=known.fewest_days - 1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(place.here.admin) as work:
        work.execute("SELECT removed FROM retire(%(kind)s, %(before)s, 10, true)", kind=kind, before=young)


def test_who_sees_some_areas_only_retires_nothing(place: Town) -> None:
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    old = clock.now() - OLD
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(agent) as work:
        work.execute("SELECT removed FROM retire('audit', %(before)s, 10, false)", before=old)


def test_rules_wait_to_be_applied_once_a_day(place: Town) -> None:
    assert retention.due() == []
    as_owner("UPDATE organizations SET created_at = created_at - interval '2 days'")
    assert [(each.org_id, each.staff_id) for each in retention.due()] == [(place.here.org_id, place.here.admin.staff_id)]
    retention.apply(place.here.admin)
    assert retention.due() == []
    as_owner("UPDATE retention_runs SET started_at = started_at - interval '25 hours'")
    assert len(retention.due()) == 1


def test_what_was_cut_off_goes_on_as_of_when_it_began(place: Town) -> None:
    began: datetime = clock.now() - timedelta(hours=3)
    with begin(place.here.admin, began) as work:
        work.execute("INSERT INTO retention_runs (org_id, is_asked, started_by, started_at, removed)"
                     " VALUES (%(org_id)s, true, %(staff)s, %(now)s, %(removed)s::jsonb)",
                     staff=place.here.admin.staff_id, removed=json.dumps({"sessions": 4}))  # fmt: skip
    done = retention.apply(place.here.admin)
    assert (done.started_at, done.removed) == (began, {"sessions": 4})
