"""SQL of the rows of imports: kept as they were judged, taken batch by batch, counted and shown."""

from typing import LiteralString

from services import planner_repository
from services.imports.models import Problem, Sample, Verdict
from services.work import Work

FORGET_ROWS = "DELETE FROM import_rows WHERE org_id = %(org_id)s AND import_id = %(import_id)s"

KEEP_JUDGED = """
INSERT INTO import_rows (org_id, import_id, row_no, key, cells, verdict, reason, before)
SELECT %(org_id)s, %(import_id)s, j.row_no, j.key, j.cells, j.verdict, j.reason, j.before FROM judged j
"""

REVISE_JUDGED = """
UPDATE import_rows r SET verdict = j.verdict, reason = j.reason, before = j.before FROM judged j
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no = j.row_no
    AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND (r.verdict, r.reason, r.before) IS DISTINCT FROM (j.verdict, j.reason, j.before)
"""

# Of several good rows with one key the first counts.
REJECT_REPEATED = """
WITH repeated AS MATERIALIZED (
    SELECT row_no, key, first_row_no FROM (
        SELECT r.row_no, r.key, min(r.row_no) OVER (PARTITION BY r.key) AS first_row_no
        FROM import_rows r WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict <> 'rejected'
            AND r.key IS NOT NULL) keyed
    WHERE row_no > first_row_no
)
UPDATE import_rows r SET verdict = 'rejected', before = NULL,
    reason = format('Repeated: %%s stands in row %%s already, and each may come once.', p.key, p.first_row_no)
FROM repeated p WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no = p.row_no
"""

BATCH_END = """
SELECT max(row_no) FROM (SELECT r.row_no FROM import_rows r
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.verdict <> 'rejected'
    ORDER BY r.row_no LIMIT %(size)s) batch
"""

PARKED_BATCH_END = """
SELECT max(row_no) FROM (SELECT r.row_no FROM import_rows r
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.verdict = 'parked'
    ORDER BY r.row_no LIMIT %(size)s) batch
"""

PROBLEMS = """
SELECT DISTINCT ON (verdict, label) verdict, label, count(*) OVER (PARTITION BY verdict, label)::int AS count,
    row_no, reason
FROM (SELECT r.verdict, split_part(r.reason, ':', 1) AS label, r.row_no, r.reason FROM import_rows r
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict IN ('rejected', 'parked')) named
ORDER BY verdict, label, row_no
"""

SAMPLES = """
SELECT r.row_no, r.key, r.cells, r.verdict, r.reason, r.before FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = %(verdict)s
    AND (%(label)s::text IS NULL OR split_part(r.reason, ':', 1) = %(label)s)
ORDER BY r.row_no LIMIT %(size)s
"""

REASONS = """
SELECT r.row_no, r.reason FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict IN ('rejected', 'parked')
ORDER BY r.row_no
"""

COUNT_ROWS = """
UPDATE imports i SET added_count = c.added, changed_count = c.changed, unchanged_count = c.unchanged,
    rejected_count = c.rejected, parked_count = c.parked
FROM (SELECT count(*) FILTER (WHERE r.verdict = 'added') AS added,
        count(*) FILTER (WHERE r.verdict = 'changed') AS changed,
        count(*) FILTER (WHERE r.verdict = 'unchanged') AS unchanged,
        count(*) FILTER (WHERE r.verdict = 'rejected') AS rejected,
        count(*) FILTER (WHERE r.verdict = 'parked') AS parked
    FROM import_rows r WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s) c
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s
"""


def forget(work: Work, import_id: int) -> None:
    """Forget the rows of an import."""
    work.execute(FORGET_ROWS, import_id=import_id)


def close(work: Work, import_id: int) -> None:
    """All rows are judged: reject what repeats, and count."""
    with planner_repository.by_hash(work):
        work.execute(REJECT_REPEATED, import_id=import_id)
        work.execute(COUNT_ROWS, import_id=import_id)


def keep_judged(work: Work, import_id: int) -> None:
    """Put the rows in `judged` beside the import."""
    work.execute(KEEP_JUDGED, import_id=import_id)


def revise_judged(work: Work, import_id: int, after: int, upto: int) -> int:
    """Bring the kept rows of a batch to what `judged` says of them now; returns how many it says another thing of."""
    with planner_repository.by_hash(work):
        return work.execute(REVISE_JUDGED, import_id=import_id, after=after, upto=upto).rowcount


def batch_end(work: Work, import_id: int, after: int, size: int, *, is_again: bool) -> int | None:
    """The last row of the next batch; None when there is none."""
    sql: LiteralString = PARKED_BATCH_END if is_again else BATCH_END
    return work.scalar(sql, import_id=import_id, after=after, size=size)


def problems(work: Work, import_id: int) -> list[Problem]:
    """Why rows were not taken, by kind."""
    return work.all(Problem, PROBLEMS, import_id=import_id)


def samples(work: Work, import_id: int, verdict: Verdict, label: str | None, size: int) -> list[Sample]:
    """The first rows of a verdict, or of one label of its reasons."""
    return work.all(Sample, SAMPLES, import_id=import_id, verdict=verdict.value, label=label, size=size)


def reasons(work: Work, import_id: int) -> dict[int, str]:
    """Why each row that was not taken was not."""
    return dict(work.execute(REASONS, import_id=import_id).fetchall())


def count_rows(work: Work, import_id: int) -> None:
    """Count the rows by verdict anew."""
    work.execute(COUNT_ROWS, import_id=import_id)
