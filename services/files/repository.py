"""SQL of files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import scalar_row

from services.files.models import File
from services.work import Work

ADD = """
INSERT INTO files (org_id, purpose, name, media_type, size, sha256, store_key, area_ids, created_by, created_at,
    expires_at, is_complete)
VALUES (%(org_id)s, %(purpose)s, %(name)s, %(media_type)s, %(size)s, %(sha256)s, %(store_key)s, %(area_ids)s,
    %(created_by)s, %(now)s, %(expires_at)s, true)
RETURNING file_id, purpose, name, media_type, size, sha256, store_key, area_ids, created_by, created_at, expires_at,
    is_complete
"""

GET = """
SELECT file_id, purpose, name, media_type, size, sha256, store_key, area_ids, created_by, created_at, expires_at,
    is_complete
FROM files WHERE org_id = %(org_id)s AND file_id = %(file_id)s
"""

END_NOW = "UPDATE files SET expires_at = %(now)s WHERE org_id = %(org_id)s AND file_id = %(file_id)s"

CLOSE_EXPIRED = """
UPDATE files SET is_complete = false WHERE is_complete AND expires_at <= %(now)s RETURNING store_key
"""

KEYS_AFTER = "SELECT store_key FROM files WHERE is_complete AND store_key > %(after)s ORDER BY store_key LIMIT %(most)s"
STILL_OWNED = "SELECT store_key FROM files WHERE is_complete AND store_key = ANY (%(store_keys)s)"


def add(work: Work, **values: object) -> File:
    """Write the row of a file whose contents are in the store."""
    file = work.one(File, ADD, created_by=work.actor.staff_id, area_ids=_areas(work), **values)
    assert file is not None  # noqa: S101 an INSERT gives its row
    return file


def get(work: Work, file_id: int) -> File | None:
    """The row, or None."""
    return work.one(File, GET, file_id=file_id)


def end_now(work: Work, file_id: int) -> None:
    """Let its time be over."""
    work.execute(END_NOW, file_id=file_id)


def close_expired(connection: Connection[Any], now: datetime) -> list[str]:
    """Mark the files of all organizations whose time is over, and give their keys in the store."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(CLOSE_EXPIRED, {"now": now}).fetchall()


def keys_after(connection: Connection[Any], after: str, most: int) -> list[str]:
    """The keys of whole files of all organizations, in order, after one."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(KEYS_AFTER, {"after": after, "most": most}).fetchall()


def still_owned(connection: Connection[Any], store_keys: Sequence[str]) -> set[str]:
    """Those of the keys that a whole file of any organization has."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return set(cursor.execute(STILL_OWNED, {"store_keys": list(store_keys)}).fetchall())


def _areas(work: Work) -> list[int] | None:
    return None if work.actor.area_ids is None else list(work.actor.area_ids)
