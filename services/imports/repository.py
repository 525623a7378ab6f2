"""SQL of imports: where each stands."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from services.imports import rows_repository
from services.imports.models import Import, ImportRow, SourceColumn, Twin, UnfinishedImport
from services.work import Work

ADD = """
INSERT INTO imports (org_id, noun, status, file_id, file_name, sha256, sheet, header_row, delimiter, sheets, columns, notes,
    shape_key, mapping, created_by, created_at)
VALUES (%(org_id)s, %(noun)s, 'uploaded', %(file_id)s, %(file_name)s, %(sha256)s, %(sheet)s, %(header_row)s,
    %(delimiter)s, %(sheets)s, %(columns)s::jsonb, %(notes)s::jsonb, %(shape_key)s, %(mapping)s::jsonb, %(staff_id)s, %(now)s)
RETURNING import_id
"""

GET = """
SELECT i.import_id, i.noun, i.status, i.file_id, i.file_name, i.sha256, i.sheet, i.header_row, i.delimiter, i.sheets, i.columns,
    i.notes, i.shape_key, i.mapping, i.check_no, i.checked_count, i.last_row_no, i.applied_upto, i.applied_count,
    i.to_apply_count, i.is_again, i.added_count, i.changed_count, i.unchanged_count, i.rejected_count, i.parked_count,
    i.failure, i.error_file_id, i.result_file_ids, i.created_by, p.full_name AS creator_name, i.created_at,
    i.validated_at, i.started_at, i.finished_at, i.rolling_back_at, i.rolled_back_at
FROM imports i
JOIN staff s ON s.org_id = i.org_id AND s.staff_id = i.created_by
JOIN people p ON p.person_id = s.person_id
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s
"""

LOCK = "SELECT i.import_id FROM imports i WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s FOR UPDATE"

# Two imports of one noun take turns batch by batch, so that they never hold each other's rows.
LOCK_NOUN = "SELECT pg_advisory_xact_lock(hashtextextended('import ' || %(noun)s || ' ' || %(org_id)s, 0))"

LISTED = """
SELECT i.import_id, i.noun, i.status, i.file_name,
    i.added_count + i.changed_count + i.unchanged_count + i.rejected_count + i.parked_count AS row_count,
    i.added_count, i.changed_count, i.rejected_count, i.parked_count, p.full_name AS creator_name, i.created_at,
    i.finished_at
FROM imports i
JOIN staff s ON s.org_id = i.org_id AND s.staff_id = i.created_by
JOIN people p ON p.person_id = s.person_id
"""

MATCHING = """
WHERE i.org_id = %(org_id)s AND i.noun = ANY (%(nouns)s)
    AND (%(noun)s::text IS NULL OR i.noun = %(noun)s)
    AND (%(status)s::text IS NULL OR i.status = %(status)s)
    AND (%(name)s::text IS NULL OR position(lower(%(name)s) IN lower(i.file_name)) > 0)
"""

NEXT = LISTED + MATCHING + """
    AND (%(after)s::bigint IS NULL OR i.import_id < %(after)s)
ORDER BY i.import_id DESC LIMIT %(size)s + 1
"""

PREVIOUS = LISTED + MATCHING + """
    AND i.import_id > %(before)s
ORDER BY i.import_id LIMIT %(size)s + 1
"""

COUNT = "SELECT count(*) FROM (SELECT FROM imports i" + MATCHING + "LIMIT 10001) counted"

TWINS = """
SELECT i.import_id, i.noun, i.status, p.full_name AS creator_name, i.created_at
FROM imports i
JOIN staff s ON s.org_id = i.org_id AND s.staff_id = i.created_by
JOIN people p ON p.person_id = s.person_id
WHERE i.org_id = %(org_id)s AND i.sha256 = %(sha256)s AND i.import_id <> %(import_id)s
ORDER BY i.import_id DESC LIMIT 10
"""

READ_AGAIN = """
UPDATE imports SET sheet = %(sheet)s, header_row = %(header_row)s, delimiter = %(delimiter)s, sheets = %(sheets)s,
    columns = %(columns)s::jsonb, notes = %(notes)s::jsonb, shape_key = %(shape_key)s, mapping = %(mapping)s::jsonb,
    status = 'uploaded', check_no = check_no + 1, failure = NULL, checked_count = 0, last_row_no = 0,
    added_count = 0, changed_count = 0, unchanged_count = 0, rejected_count = 0, parked_count = 0
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_MAPPED = """
UPDATE imports SET status = 'mapped', mapping = %(mapping)s::jsonb, check_no = check_no + 1, checked_count = 0,
    last_row_no = 0, failure = NULL, error_file_id = NULL, validated_at = NULL,
    added_count = 0, changed_count = 0, unchanged_count = 0, rejected_count = 0, parked_count = 0
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_CHECKED = """
UPDATE imports SET checked_count = checked_count + %(count)s, last_row_no = %(last_row_no)s
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_VALIDATED = """
UPDATE imports SET status = 'validated', validated_at = %(now)s
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_RUNNING = """
UPDATE imports SET status = 'running', failure = NULL, started_by = %(staff_id)s,
    started_at = coalesce(started_at, %(now)s), finished_at = NULL
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

BEGIN_ROUND = """
UPDATE imports SET is_again = %(is_again)s, applied_upto = 0, applied_count = 0, to_apply_count = %(to_apply)s
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_APPLIED = """
UPDATE imports SET applied_upto = %(upto)s, applied_count = applied_count + %(count)s
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_PAUSED = "UPDATE imports SET status = 'paused' WHERE org_id = %(org_id)s AND import_id = %(import_id)s"

MARK_FINISHED = """
UPDATE imports SET status = %(status)s, finished_at = %(now)s, failure = %(failure)s
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_FAILED = """
UPDATE imports SET failure = %(failure)s, rolling_back_at = NULL
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

ROWS_CLEARED_AT = "SELECT rows_cleared_at FROM imports WHERE org_id = %(org_id)s AND import_id = %(import_id)s"

MARK_ROLLING_BACK = """
UPDATE imports SET rolling_back_at = %(now)s, failure = NULL WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

MARK_ROLLED_BACK = """
UPDATE imports SET status = 'rolled_back', rolled_back_at = %(now)s, rolling_back_at = NULL, failure = NULL
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

KEEP_ERROR_FILE = """
UPDATE imports SET error_file_id = %(file_id)s WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

ADD_RESULT_FILE = """
UPDATE imports SET result_file_ids = result_file_ids || %(file_id)s::bigint
WHERE org_id = %(org_id)s AND import_id = %(import_id)s
"""

WITH_PARKED = """
SELECT i.import_id FROM imports i
WHERE i.org_id = %(org_id)s AND i.status = 'partial' AND i.parked_count > 0 AND i.noun = ANY (%(nouns)s)
    AND i.rolling_back_at IS NULL
ORDER BY i.import_id FOR UPDATE
"""

HAS_PARKED = """
SELECT EXISTS (SELECT FROM imports i WHERE i.org_id = %(org_id)s AND i.status = 'partial' AND i.parked_count > 0
    AND i.noun = ANY (%(nouns)s))
"""

UNFINISHED = """
SELECT org_id, import_id, staff_id, stage FROM (
    SELECT org_id, import_id, coalesce(started_by, created_by) AS staff_id,
        CASE WHEN rolling_back_at IS NOT NULL THEN 'rolling_back' WHEN status = 'running' THEN 'running'
            WHEN status = 'mapped' AND failure IS NULL THEN 'checking' END AS stage
    FROM imports) staged
WHERE stage = %(stage)s ORDER BY org_id, import_id
"""


def add(work: Work, values: Mapping[str, object], columns: Sequence[SourceColumn], notes: Sequence[str],
        mapping: Mapping[str, str]) -> int:  # fmt: skip
    """Insert an import that was uploaded; returns its id."""
    return work.scalar(
        ADD, columns=json.dumps(list(columns)), notes=json.dumps(list(notes)), mapping=json.dumps(dict(mapping)),
        staff_id=work.actor.staff_id, **values,
    )  # fmt: skip


def get(work: Work, import_id: int) -> Import | None:
    """One import."""
    return work.one(Import, GET, import_id=import_id)


def lock(work: Work, import_id: int) -> Import | None:
    """One import, locked until the work ends."""
    work.execute(LOCK, import_id=import_id)
    return get(work, import_id)


def lock_noun(work: Work, noun: str) -> None:
    """Wait until no other import of the noun is in the middle of a batch."""
    work.execute(LOCK_NOUN, noun=noun)


def list_page(work: Work, filters: Mapping[str, object], after: int | None, before: int | None, size: int) -> list[ImportRow]:
    """Up to size + 1 imports, the newest first, in reading direction."""
    if before is not None:
        return work.all(ImportRow, PREVIOUS, before=before, size=size, **filters)
    return work.all(ImportRow, NEXT, after=after, size=size, **filters)


def count(work: Work, filters: Mapping[str, object]) -> int:
    """How many match, counted up to 10,001."""
    return work.scalar(COUNT, **filters)


def twins(work: Work, sha256: str, import_id: int) -> list[Twin]:
    """The latest other imports of the same contents."""
    return work.all(Twin, TWINS, sha256=sha256, import_id=import_id)


def read_again(work: Work, import_id: int, values: Mapping[str, object], columns: Sequence[SourceColumn],
               notes: Sequence[str], mapping: Mapping[str, str]) -> None:  # fmt: skip
    """Put down what the file holds when read in another way; what was checked is forgotten."""
    rows_repository.forget(work, import_id)
    work.execute(
        READ_AGAIN, import_id=import_id, columns=json.dumps(list(columns)), notes=json.dumps(list(notes)),
        mapping=json.dumps(dict(mapping)), **values,
    )  # fmt: skip


def mark_mapped(work: Work, import_id: int, mapping: Mapping[str, str]) -> None:
    """Take a mapping; rows that an earlier one made are forgotten."""
    rows_repository.forget(work, import_id)
    work.execute(MARK_MAPPED, import_id=import_id, mapping=json.dumps(dict(mapping)))


def mark_checked(work: Work, import_id: int, count: int, last_row_no: int) -> None:
    """Count a batch as checked."""
    work.execute(MARK_CHECKED, import_id=import_id, count=count, last_row_no=last_row_no)


def mark_validated(work: Work, import_id: int) -> None:
    """All rows are judged."""
    work.execute(MARK_VALIDATED, import_id=import_id)


def mark_running(work: Work, import_id: int) -> None:
    """Begin, or go on."""
    work.execute(MARK_RUNNING, import_id=import_id, staff_id=work.actor.staff_id)


def begin_round(work: Work, import_id: int, to_apply: int, *, is_again: bool) -> None:
    """Go through the rows from the first: all that may be taken, or again those that were parked."""
    work.execute(BEGIN_ROUND, import_id=import_id, is_again=is_again, to_apply=to_apply)


def mark_applied(work: Work, import_id: int, upto: int, count: int) -> None:
    """Note the row up to which all is applied."""
    work.execute(MARK_APPLIED, import_id=import_id, upto=upto, count=count)


def mark_paused(work: Work, import_id: int) -> None:
    """Stop before the next batch."""
    work.execute(MARK_PAUSED, import_id=import_id)


def mark_finished(work: Work, import_id: int, status: str, failure: str | None = None) -> None:
    """All rows were seen, or it stopped for a reason."""
    work.execute(MARK_FINISHED, import_id=import_id, status=status, failure=failure)


def mark_failed(work: Work, import_id: int, failure: str | None) -> None:
    """Say why a check or a rolling back stopped."""
    work.execute(MARK_FAILED, import_id=import_id, failure=failure)


def rows_cleared_at(work: Work, import_id: int) -> datetime | None:
    """When the rows of an import were cleared away."""
    return work.scalar(ROWS_CLEARED_AT, import_id=import_id)


def mark_rolling_back(work: Work, import_id: int) -> None:
    """What it did is to be taken back."""
    work.execute(MARK_ROLLING_BACK, import_id=import_id)


def mark_rolled_back(work: Work, import_id: int) -> None:
    """What it did is taken back."""
    work.execute(MARK_ROLLED_BACK, import_id=import_id)


def keep_error_file(work: Work, import_id: int, file_id: int | None) -> None:
    """Name the file of the rows that were left out."""
    work.execute(KEEP_ERROR_FILE, import_id=import_id, file_id=file_id)


def add_result_file(work: Work, import_id: int, file_id: int) -> None:
    """Name one more file that the import made."""
    work.execute(ADD_RESULT_FILE, import_id=import_id, file_id=file_id)


def lock_with_parked(work: Work, nouns: Sequence[str]) -> list[int]:
    """The finished imports of the nouns that still have parked rows."""
    return [row[0] for row in work.execute(WITH_PARKED, nouns=list(nouns)).fetchall()]


def has_parked(work: Work, nouns: Collection[str]) -> bool:
    """Whether rows of the nouns wait in finished imports."""
    return work.scalar(HAS_PARKED, nouns=sorted(nouns))


def unfinished_everywhere(connection: Connection[Any], stage: str) -> list[UnfinishedImport]:
    """What is in the middle of a stage in any organization."""
    with connection.cursor(row_factory=class_row(UnfinishedImport)) as cursor:
        return cursor.execute(UNFINISHED, {"stage": stage}).fetchall()
