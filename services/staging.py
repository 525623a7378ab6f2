"""Brings many rows into the database at once: COPY into a temporary table that lives as long as the work."""

from collections.abc import Iterable, Sequence
from typing import LiteralString

from services.work import Work


def stage(work: Work, create: LiteralString, copy: LiteralString, rows: Iterable[Sequence[object]]) -> int:
    """Run `create` (CREATE TEMPORARY TABLE … ON COMMIT DROP), then `copy` (COPY … FROM STDIN) with the rows.

    Returns how many rows were staged. COPY straight into a table under row level security is refused by Postgres.
    """
    count = 0
    with work.connection.cursor() as cursor:
        cursor.execute(create)
        with cursor.copy(copy) as out:
            for row in rows:
                out.write_row(row)
                count += 1
    return count
