"""SQL of exports."""

from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from services.exports.models import Export, ExportUnderWay
from services.paging import ListQuery, Page, decode_id, page_of
from services.work import Work

COLUMNS = """
SELECT e.export_id, e.noun, e.format, e.query ->> 'search' AS search, e.query -> 'filters' AS filters,
    e.query ->> 'sort' AS sort, e.query -> 'columns' AS columns, e.query -> 'words' AS words, e.status, e.row_count,
    e.rows_done, e.failure, e.file_id, f.name AS file_name, f.size, f.expires_at,
    coalesce(f.is_complete AND (f.expires_at IS NULL OR f.expires_at > %(now)s), false) AS is_kept,
    e.created_by, e.created_at, e.started_at, e.finished_at
FROM exports e
LEFT JOIN files f ON f.org_id = e.org_id AND f.file_id = e.file_id
WHERE e.org_id = %(org_id)s AND e.created_by = %(maker)s
"""

GET = COLUMNS + " AND e.export_id = %(export_id)s"

LIST = COLUMNS + """
    AND (%(status)s::text IS NULL OR e.status = %(status)s)
    AND (%(after)s::bigint IS NULL OR e.export_id < %(after)s) ORDER BY e.export_id DESC LIMIT %(size)s
"""

LIST_BACK = COLUMNS + """
    AND (%(status)s::text IS NULL OR e.status = %(status)s)
    AND e.export_id > %(before)s ORDER BY e.export_id LIMIT %(size)s
"""

COUNT = """
SELECT count(*) FROM (SELECT FROM exports e WHERE e.org_id = %(org_id)s AND e.created_by = %(maker)s
    AND (%(status)s::text IS NULL OR e.status = %(status)s) LIMIT 10001) counted
"""

ADD = """
INSERT INTO exports (org_id, noun, format, query, status, created_by, created_at)
VALUES (%(org_id)s, %(noun)s, %(format)s, %(query)s::jsonb, 'waiting', %(maker)s, %(now)s) RETURNING export_id
"""

TAKE = """
UPDATE exports SET status = 'running', started_at = %(now)s, rows_done = 0, row_count = NULL
WHERE org_id = %(org_id)s AND export_id = %(export_id)s AND status IN ('waiting', 'running')
RETURNING export_id
"""

NOTE = """
UPDATE exports SET rows_done = %(rows_done)s, row_count = coalesce(%(row_count)s, row_count)
WHERE org_id = %(org_id)s AND export_id = %(export_id)s AND status = 'running' RETURNING export_id
"""

FINISH = """
UPDATE exports SET status = 'done', rows_done = %(row_count)s, row_count = %(row_count)s, file_id = %(file_id)s,
    started_at = coalesce(started_at, %(now)s), finished_at = %(now)s
WHERE org_id = %(org_id)s AND export_id = %(export_id)s AND status IN ('waiting', 'running') RETURNING export_id
"""

END = """
UPDATE exports SET status = %(status)s, failure = %(failure)s, finished_at = %(now)s
WHERE org_id = %(org_id)s AND export_id = %(export_id)s AND status IN ('waiting', 'running') RETURNING export_id
"""

UNDER_WAY_EVERYWHERE = """
SELECT org_id, export_id, created_by AS staff_id FROM exports WHERE status IN ('waiting', 'running')
ORDER BY org_id, export_id
"""


def get(work: Work, export_id: int) -> Export | None:
    """An export of the actor, or None."""
    return work.one(Export, GET, export_id=export_id, maker=work.actor.staff_id)


def page(work: Work, query: ListQuery) -> Page[Export]:
    """One page of the actor's exports, newest first."""
    own = {"maker": work.actor.staff_id, "status": query.filters.get("status") or None, "size": query.size + 1}
    before = decode_id(query.before)
    if before is not None:
        rows = work.all(Export, LIST_BACK, before=before, **own)
    else:
        rows = work.all(Export, LIST, after=decode_id(query.after), **own)
    return page_of(rows, query, lambda row: (row.export_id,), work.scalar(COUNT, **own))


def add(work: Work, noun: str, file_format: str, query: str) -> int:
    """Write down what is asked for; `query` is a JSON text."""
    return work.scalar(ADD, noun=noun, format=file_format, query=query, maker=work.actor.staff_id)


def take(work: Work, export_id: int) -> bool:
    """Begin, or begin anew; false when it is over."""
    return work.scalar(TAKE, export_id=export_id) is not None


def note(work: Work, export_id: int, rows_done: int, row_count: int | None) -> bool:
    """Note how far it is; false when it is over."""
    return work.scalar(NOTE, export_id=export_id, rows_done=rows_done, row_count=row_count) is not None


def finish(work: Work, export_id: int, file_id: int, row_count: int) -> bool:
    """It became a file; false when it was over before."""
    return work.scalar(FINISH, export_id=export_id, file_id=file_id, row_count=row_count) is not None


def end(work: Work, export_id: int, status: str, failure: str | None) -> bool:
    """It will not become a file; false when it was over before."""
    return work.scalar(END, export_id=export_id, status=status, failure=failure) is not None


def under_way_everywhere(connection: Connection[Any]) -> list[ExportUnderWay]:
    """The exports of all organizations that are still to be made, within a transaction at the door."""
    with connection.cursor(row_factory=class_row(ExportUnderWay)) as cursor:
        return cursor.execute(UNDER_WAY_EVERYWHERE).fetchall()
