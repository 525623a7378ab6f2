"""SQL of storage: which database this is, so that two that share a store never clear away each other's objects."""

from typing import Any

from psycopg import Connection
from psycopg.rows import scalar_row

PLACE = """
SELECT to_hex((SELECT system_identifier FROM pg_control_system())) || '-' || oid FROM pg_database
WHERE datname = current_database()
"""


def place(connection: Connection[Any]) -> str:
    """The part of the store that belongs to this database."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return str(cursor.execute(PLACE).fetchone())
