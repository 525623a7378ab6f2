"""SQL of attachments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row

from services.attachments.models import Attachment, Contents
from services.storage import Stored
from services.work import Work

READ: Final = """
SELECT f.attachment_id, f.entity, f.entity_id, f.kind, f.name, f.content_type, f.size, f.sha256, f.given_sha256, f.width,
    f.height, f.taken_at, f.latitude, f.longitude, f.store_key, f.thumbnail_key, f.thumbnail_size, f.added_by,
    p.full_name AS adder_name, f.added_at, f.client_uuid, f.removed_at
FROM attachments f
JOIN staff s ON s.org_id = f.org_id AND s.staff_id = f.added_by
JOIN people p ON p.person_id = s.person_id
WHERE f.org_id = %(org_id)s"""
GET: Final = READ + " AND f.attachment_id = %(attachment_id)s"
LIST: Final = READ + """ AND f.entity = %(entity)s AND f.entity_id = %(entity_id)s AND f.removed_at IS NULL
ORDER BY f.attachment_id"""
SAME_ID: Final = READ + " AND f.client_uuid = %(client_uuid)s"
SAME_CONTENTS: Final = READ + """ AND f.entity = %(entity)s AND f.entity_id = %(entity_id)s AND f.given_sha256 = %(given_sha256)s
    AND f.removed_at IS NULL"""
SOME: Final = READ + " AND f.cleared_at IS NULL ORDER BY md5(f.store_key) LIMIT %(most)s"
COUNT = """
SELECT count(*) FROM attachments
WHERE org_id = %(org_id)s AND entity = %(entity)s AND entity_id = %(entity_id)s AND removed_at IS NULL
    AND (%(kind)s::text IS NULL OR kind = %(kind)s)
"""
# Of two with one id, or on one record, the second waits for the first and then sees it.
TAKE_TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('attachment ' || %(client_uuid)s::text, %(org_id)s)),
    pg_advisory_xact_lock(hashtextextended('attachments of ' || %(entity)s || ' ' || %(entity_id)s::text, %(org_id)s))
"""
ADD = """
INSERT INTO attachments (org_id, entity, entity_id, kind, name, content_type, size, sha256, given_sha256, width, height, taken_at,
    latitude, longitude, store_key, thumbnail_key, thumbnail_size, added_by, added_at, client_uuid)
VALUES (%(org_id)s, %(entity)s, %(entity_id)s, %(kind)s, %(name)s, %(content_type)s, %(size)s, %(sha256)s, %(given_sha256)s,
    %(width)s, %(height)s, %(taken_at)s, %(latitude)s, %(longitude)s, %(store_key)s, %(thumbnail_key)s, %(thumbnail_size)s,
    %(staff_id)s, %(now)s, %(client_uuid)s)
RETURNING attachment_id
"""
REMOVE = """
UPDATE attachments SET removed_at = %(now)s, removed_by = %(staff_id)s, removal_reason = %(reason)s
WHERE org_id = %(org_id)s AND attachment_id = %(attachment_id)s AND removed_at IS NULL
"""
CLOSE_EXPIRED = """
UPDATE attachments SET cleared_at = %(now)s WHERE cleared_at IS NULL AND removed_at <= %(before)s
RETURNING store_key, thumbnail_key
"""
KEYS_AFTER = """
SELECT k.key FROM (
    SELECT store_key AS key FROM attachments WHERE cleared_at IS NULL AND store_key > %(after)s
    UNION ALL
    SELECT thumbnail_key FROM attachments WHERE cleared_at IS NULL AND thumbnail_key > %(after)s) k
ORDER BY 1 LIMIT %(most)s
"""
STILL_OWNED = """
SELECT store_key FROM attachments WHERE cleared_at IS NULL AND store_key = ANY (%(keys)s)
UNION ALL
SELECT thumbnail_key FROM attachments WHERE cleared_at IS NULL AND thumbnail_key = ANY (%(keys)s)
"""


def get(work: Work, attachment_id: int) -> Attachment | None:
    """The row, removed or not."""
    return work.one(Attachment, GET, attachment_id=attachment_id)


def list_of(work: Work, entity: str, entity_id: int) -> list[Attachment]:
    """Those of a record, the oldest first."""
    return work.all(Attachment, LIST, entity=entity, entity_id=entity_id)


def count_of(work: Work, entity: str, entity_id: int, kind: str | None = None) -> int:
    """How many a record has."""
    return work.scalar(COUNT, entity=entity, entity_id=entity_id, kind=kind)


def take_turn(work: Work, entity: str, entity_id: int, client_uuid: UUID) -> None:
    """Nobody else adds to this record, or by this id, until this work ends."""
    work.execute(TAKE_TURN, entity=entity, entity_id=entity_id, client_uuid=client_uuid)


def same_id(work: Work, client_uuid: UUID) -> Attachment | None:
    """What was added by this id."""
    return work.one(Attachment, SAME_ID, client_uuid=client_uuid)


def same_contents(work: Work, entity: str, entity_id: int, given_sha256: str) -> Attachment | None:
    """The one of a record that was made of the same bytes."""
    return work.one(Attachment, SAME_CONTENTS, entity=entity, entity_id=entity_id, given_sha256=given_sha256)


def add(
    work: Work, entity: str, entity_id: int, contents: Contents, body: Stored, thumbnail: Stored | None, client_uuid: UUID
) -> int:
    """Write the row of what lies in the store."""
    return work.scalar(
        ADD,
        entity=entity,
        entity_id=entity_id,
        kind=contents.kind.value,
        name=contents.name,
        content_type=contents.content_type,
        size=body.size,
        sha256=body.sha256,
        given_sha256=contents.given_sha256,
        width=contents.width,
        height=contents.height,
        taken_at=contents.taken_at,
        latitude=contents.latitude,
        longitude=contents.longitude,
        store_key=body.key,
        thumbnail_key=thumbnail and thumbnail.key,
        thumbnail_size=thumbnail and thumbnail.size,
        staff_id=work.actor.staff_id,
        client_uuid=client_uuid,
    )


def remove(work: Work, attachment_id: int, reason: str) -> bool:
    """Take it off its record; false where somebody did so before."""
    return work.execute(REMOVE, attachment_id=attachment_id, staff_id=work.actor.staff_id, reason=reason).rowcount == 1


def some(work: Work, most: int | None) -> list[Attachment]:
    """All whose contents are kept, or so many of them, drawn from everywhere."""
    return work.all(Attachment, SOME, most=most)


def close_expired(connection: Connection[Any], now: datetime, before: datetime) -> list[str]:
    """Say of those removed before a moment, in all organizations, that their contents are gone; gives their keys."""
    rows = connection.execute(CLOSE_EXPIRED, {"now": now, "before": before}).fetchall()
    return [key for row in rows for key in row if key is not None]


def keys_after(connection: Connection[Any], after: str, most: int) -> list[str]:
    """The keys of attachments of all organizations and of their thumbnails, in order, after one."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(KEYS_AFTER, {"after": after, "most": most}).fetchall()


def still_owned(connection: Connection[Any], keys: Sequence[str]) -> set[str]:
    """Those of the keys that an attachment of any organization has."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return set(cursor.execute(STILL_OWNED, {"keys": list(keys)}).fetchall())
