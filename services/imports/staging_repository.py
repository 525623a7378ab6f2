"""SQL that every noun's import shares: rows into the temporary tables, judged and applied there."""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from services import planner_repository
from services.imports.definition import Noun, Statements
from services.work import Work

ANALYZE = "ANALYZE staged"
HAS_CHANGES = "SELECT EXISTS (SELECT FROM judged WHERE verdict = 'changed')"
COUNT = "SELECT count(*) FROM staged"
# They go with the transaction; a second pass in one needs them gone.
DROP = "DROP TABLE IF EXISTS staged, found, judged, gone"
REFUSE = """
UPDATE judged j SET verdict = 'rejected', reason = r.reason, before = NULL
FROM unnest(%(row_nos)s::bigint[], %(reasons)s::text[]) AS r (row_no, reason) WHERE j.row_no = r.row_no
"""
CHANGED_SINCE = """
SELECT coalesce(j.key, j.row_no::text) FROM judged j WHERE j.verdict <> 'unchanged' ORDER BY j.row_no LIMIT 1000
"""


def stage_file(work: Work, statements: Statements, csv: bytes) -> None:
    """Rows of a file into `staged`."""
    work.execute(statements.create)
    with work.connection.cursor() as cursor, cursor.copy(statements.copy) as out:
        out.write(csv)


def stage_kept(work: Work, statements: Statements, import_id: int, after: int, upto: int, verdicts: Sequence[str]) -> int:
    """Kept rows of an import back into `staged`; returns how many."""
    work.execute(DROP)
    work.execute(statements.create)
    work.execute(statements.reload, import_id=import_id, after=after, upto=upto, verdicts=list(verdicts))
    return work.scalar(COUNT)


def judge(work: Work, noun: Noun, values: Mapping[str, object]) -> None:
    """Decide what becomes of each staged row, into `judged`."""
    work.execute(ANALYZE)
    run(work, noun.statements.judge, values)
    if noun.rules is not None:
        noun.rules(work)


def run(work: Work, statements: Sequence[LiteralString], values: Mapping[str, object]) -> None:
    """Statements one after the other; of a join that is no look-up by a key each side is read once."""
    with planner_repository.by_hash(work):
        for sql in statements:
            work.execute(sql, **values)


def refuse(work: Work, reasons: Mapping[int, str]) -> None:
    """Reject judged rows, each with its reason."""
    work.execute(REFUSE, row_nos=list(reasons), reasons=list(reasons.values()))


def has_changes(work: Work) -> bool:
    """Whether a judged row changes what is there."""
    return work.scalar(HAS_CHANGES)


def changed_since(work: Work) -> list[str]:
    """Keys of judged rows that are no longer as the import left them, at most 1,000."""
    return [row[0] for row in work.execute(CHANGED_SINCE).fetchall()]


def keys(work: Work, sql: LiteralString, values: Mapping[str, object]) -> list[str]:
    """The first column of a query."""
    with planner_repository.by_hash(work):
        return [str(row[0]) for row in work.execute(sql, **values).fetchall()]
