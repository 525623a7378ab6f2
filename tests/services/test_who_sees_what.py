"""The second wall: what row level security lets each actor see and write, asked by direct SQL without any use case."""

from dataclasses import replace
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql

from database.connection import DatabaseRole, transaction
from services import accounts, survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils.errors import Forbidden, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def there(here: World) -> World:
    return builders.world()


def tables_of_organizations() -> list[str]:
    query = """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped ORDER BY 1
    """
    with transaction(DatabaseRole.OWNER, {}) as connection:
        return [row[0] for row in connection.execute(query)]


def count(actor: Actor, table: str, condition: str = "true") -> int:
    statement = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.Identifier(table), sql.SQL(condition))  # pyright: ignore
    with begin(actor) as work:
        row = work.connection.execute(statement).fetchone()
    return row[0] if row else 0


def test_no_table_shows_a_row_of_another_organization(here: World, there: World) -> None:
    builders.account(there, "THERE-1")
    for table in tables_of_organizations():
        if table in ("sessions", "name_words"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                count(here.admin, table)
            continue
        assert count(here.admin, table, f"org_id <> {here.org_id}") == 0, table


def test_a_row_cannot_be_written_for_another_organization(here: World, there: World) -> None:
    statement = "INSERT INTO areas (org_id, kind, code, name, path) VALUES (%s, 'ward', 'X', 'X', '999.')"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        work.connection.execute(statement, (there.org_id,))


def test_without_an_organization_nothing_is_seen(here: World) -> None:
    builders.account(here, "HERE-1")
    with transaction(DatabaseRole.APP, {}) as connection:
        row = connection.execute("SELECT count(*) FROM accounts").fetchone()
    assert row == (0,)


def test_a_field_agent_sees_the_areas_assigned_and_no_other(here: World) -> None:
    builders.account(here, "IN-A", here.ward_a)
    builders.account(here, "IN-B", here.ward_b)
    builders.unit(here, "U-A", "IN-A")
    builders.unit(here, "U-B", "IN-B")
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    with begin(agent) as work:
        assert [row.code for row in accounts.page(work, ListQuery()).rows] == ["IN-A"]
        assert [row.code for row in survey_units.page(work, ListQuery()).rows] == ["U-A"]
        with pytest.raises(NotFound):
            accounts.find(work, "IN-B")
    for table in ("accounts", "account_balances", "survey_units"):
        assert count(agent, table, f"area_id <> {here.ward_a}") == 0, table


def test_an_assignment_reaches_the_whole_subtree(here: World) -> None:
    builders.account(here, "IN-A", here.ward_a)
    builders.account(here, "IN-B", here.ward_b)
    agent = builders.person(here, Role.FIELD_AGENT, (here.district,))
    with begin(agent) as work:
        assert accounts.page(work, ListQuery()).count == 2


def test_a_field_agent_without_an_assignment_sees_nothing(here: World) -> None:
    builders.account(here, "IN-A", here.ward_a)
    agent = replace(builders.person(here, Role.FIELD_AGENT, (here.ward_a,)), area_ids=())
    assert count(agent, "accounts") == 0


def test_a_consumer_sees_the_own_account_and_no_other(here: World) -> None:
    mine, other = builders.account(here, "MINE"), builders.account(here, "OTHER")
    consumer = builders.person(here, Role.CONSUMER, account_id=mine)
    with begin(consumer) as work:
        assert accounts.get(work, mine).code == "MINE"
        with pytest.raises(NotFound):
            accounts.get(work, other)
    assert count(consumer, "accounts") == 1


def test_whoever_sees_some_areas_does_nothing_for_the_whole_organization(here: World) -> None:
    somewhere = replace(here.admin, area_ids=(here.ward_a,))
    with pytest.raises(Forbidden, match="whole organization"), begin(somewhere) as work:
        accounts.add_many(work, [accounts.NewAccount("X", "X", None, here.ward_a)])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET note = 'x'",
        "DELETE FROM ledger_entries",
        "UPDATE bill_lines SET amount = 0",
        "DELETE FROM bills",
        "DELETE FROM payments",
        "UPDATE audit_log SET action = 'x.y'",
        "DELETE FROM audit_log",
        "SELECT password_hash FROM people",
        "INSERT INTO people (username, full_name, password_hash, password_changed_at, created_at) "
        "VALUES ('x.y', 'x', 'x', now(), now())",
        "SELECT args FROM procrastinate_jobs",
        "CREATE TABLE mine (x int)",
        "ALTER TABLE accounts DISABLE ROW LEVEL SECURITY",
        "SET LOCAL row_security = off; SELECT count(*) FROM accounts",
    ],
)
def test_the_business_role_cannot_rewrite_history_or_read_secrets(here: World, statement: str) -> None:
    builders.account(here, "A-1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        work.connection.execute(statement.encode())


def test_the_door_does_not_see_the_business(here: World) -> None:
    for table in ("accounts", "bills", "payments", "ledger_entries", "readings"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(DatabaseRole.DOOR, {}) as connection:
            connection.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))


def test_every_new_account_has_its_balance(here: World) -> None:
    account_id = builders.account(here, "A-1")
    with begin(here.admin) as work:
        assert accounts.get(work, account_id).balance == Decimal(0)
