"""What the catalogue itself says about keys and walls; a new table that breaks the rules fails here."""

import pytest

from database.connection import DatabaseRole, transaction

# People sign in to any organization; the others are the ground below organizations.
OF_PEOPLE = {"people", "sessions", "half_sessions", "sign_in_attempts", "second_factors", "recovery_codes",
             "password_resets"}  # fmt: skip
WITHOUT_ORGANIZATION = OF_PEOPLE | {"organizations", "migrations"}

KEYS = """
SELECT c.relname, i.relname, a.attname, x.indisprimary
FROM pg_index x
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND x.indisunique
    AND c.relname NOT LIKE 'procrastinate%'
ORDER BY 1, 2
"""
FOREIGN_KEYS = """
SELECT c.relname, k.conname, a.attname, f.attname, t.relname
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_class t ON t.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
JOIN pg_attribute f ON f.attrelid = t.oid AND f.attnum = k.confkey[1]
WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'procrastinate%'
ORDER BY 1, 2
"""
TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id')
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY 1
"""
OPEN_TO_ALL = """
SELECT DISTINCT table_name FROM information_schema.role_table_grants WHERE table_schema = 'public' AND grantee = 'PUBLIC'
"""
VIEWS = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
    AND NOT coalesce(reloptions @> '{security_invoker=true}', false)
"""
BYPASS = "SELECT rolname FROM pg_roles WHERE rolname IN ('suthra_app', 'suthra_door') AND (rolbypassrls OR rolsuper)"
UNPINNED = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prosecdef
    AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search_path=%')
"""
COLUMNS = """
SELECT column_name, data_type, collation_name, numeric_precision, numeric_scale, is_nullable, column_default,
    generation_expression, table_name
FROM information_schema.columns WHERE table_schema = 'public'
"""


@pytest.fixture(autouse=True)
def migrated(database: str) -> None:
    """These tests read the catalogue of the migrated database."""


def ask(question: str) -> list[tuple[str | bool, ...]]:
    with transaction(DatabaseRole.OWNER) as connection:
        return connection.execute(question.encode()).fetchall()


def test_org_id_leads_every_primary_and_unique_key() -> None:
    wrong = [(table, key) for table, key, first, _ in ask(KEYS) if table not in WITHOUT_ORGANIZATION and first != "org_id"]
    assert wrong == []


def test_org_id_leads_every_foreign_key_except_to_people() -> None:
    wrong = [
        (table, key)
        for table, key, first, referred, target in ask(FOREIGN_KEYS)
        if target != "people" and (first, referred) != ("org_id", "org_id")
    ]
    assert wrong == []


def test_every_table_of_ours_has_forced_row_security_and_a_policy() -> None:
    ours = [row for row in ask(TABLES) if row[0] != "migrations" and not str(row[0]).startswith("procrastinate")]
    assert ours
    assert [row[0] for row in ours if not (row[1] and row[2] and row[3])] == []


def test_every_table_without_an_organization_is_a_named_exception() -> None:
    without = {str(row[0]) for row in ask(TABLES) if not row[4] and not str(row[0]).startswith("procrastinate")}
    assert without <= WITHOUT_ORGANIZATION


def test_the_ground_below_is_shut_to_all_but_its_owner() -> None:
    ground = [row for row in ask(TABLES) if row[0] == "migrations" or str(row[0]).startswith("procrastinate")]
    assert len(ground) == 5
    assert [row[0] for row in ground if not row[1]] == []
    assert ask(OPEN_TO_ALL) == []


def test_views_look_with_the_eyes_of_who_asks() -> None:
    assert ask(VIEWS) == []


def test_neither_role_of_the_app_can_bypass_row_security() -> None:
    assert ask(BYPASS) == []


def test_functions_that_run_as_their_owner_pin_their_search_path() -> None:
    assert ask(UNPINNED) == []


@pytest.mark.parametrize("table", ["bills", "bill_lines", "bill_exceptions"])
def test_the_archive_has_the_columns_of_the_hot_tables(table: str) -> None:
    hot, archived = (
        {row[:-1] for row in ask(COLUMNS) if row[-1] == name} for name in (table, f"archived_{table}")
    )
    assert hot == archived
    assert {row[0] for row in hot} == {row[0] for row in ask(COLUMNS) if row[-1] == f"all_{table}"} - {"is_archived"}
