"""Brings a database to the schema of this code: append-only SQL files, each applied once, in one transaction."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from procrastinate.schema import migrations_path as queue_folder
from psycopg import Connection
from psycopg.rows import TupleRow

from database.connection import DatabaseRole, connect, direct_url, transaction
from utils.errors import Busy, Conflict

FOLDER = Path(__file__).parent / "migrations"
QUEUE = "procrastinate-"

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK = "SELECT pg_advisory_lock(7310577)"
_UNLOCK = "SELECT pg_advisory_unlock(7310577)"
_PREPARE = """
SET lock_timeout = '120s';
SET statement_timeout = 0;
SET client_min_messages = warning;
SET search_path = public
"""
_CREATE_TABLE = """
CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE migrations ENABLE ROW LEVEL SECURITY
"""
_LIST = "SELECT name, checksum FROM migrations ORDER BY name"
_RECORD = "INSERT INTO migrations (name, checksum) VALUES (%(name)s, %(checksum)s)"
_HAS_MIGRATIONS = "SELECT to_regclass('public.migrations') IS NOT NULL"
# Hosted databases may publish every table of `public` that has no row level security; the owner passes it by.
# The index is that of migration 0010, which comes before the queue where the database is new.
_FINISH_QUEUE = """
ALTER TABLE procrastinate_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE procrastinate_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE procrastinate_periodic_defers ENABLE ROW LEVEL SECURITY;
ALTER TABLE procrastinate_workers ENABLE ROW LEVEL SECURITY;
CREATE INDEX IF NOT EXISTS jobs_by_organization ON procrastinate_jobs (((args ->> 'org_id')::bigint), id)
"""


@dataclass(frozen=True)
class Migration:
    """One file: its name, its text as bytes and the checksum of it."""

    name: str
    statements: bytes
    checksum: str


def ensure() -> list[str]:
    """Start the database where it is ours, and apply what is missing. Returns the names applied. Raises AppError."""
    return apply(direct_url())


def apply(database_url: str, folder: Path = FOLDER, *, has_queue: bool = True) -> list[str]:
    """Apply the pending migrations of `folder`, then the job queue's own schema; returns the names applied.

    Raises Conflict, with nothing done, when an applied file was edited or is missing; Busy when one fails, which
    leaves the earlier ones applied and nothing of the failed one.
    """
    files = read(folder)
    with connect(database_url) as connection:
        connection.execute(_PREPARE)
        try:
            connection.execute(_LOCK)
        except psycopg.errors.LockNotAvailable as error:
            raise Busy("Another process has been migrating this database for two minutes; try again later.") from error
        with connection.transaction():
            connection.execute(_CREATE_TABLE)
        recorded = dict(connection.execute(_LIST).fetchall())
        check(files, recorded)
        applied = [file.name for file in files if file.name not in recorded]
        for file in files:
            if file.name not in recorded:
                _apply_one(connection, file)
        if has_queue:
            applied += _apply_queue(connection, [name for name in recorded if name.startswith(QUEUE)])
        connection.execute(_UNLOCK)
    return applied


def pending() -> list[str]:
    """The names of the migrations that the database in use still lacks. Raises Busy when it does not answer."""
    with transaction(DatabaseRole.OWNER) as connection:
        found = connection.execute(_HAS_MIGRATIONS).fetchone()
        recorded = connection.execute(_LIST).fetchall() if found and found[0] else []
    names = {name for name, _ in recorded}
    return [file.name for file in read(FOLDER) if file.name not in names]


def read(folder: Path) -> list[Migration]:
    """The files of a folder in order. Raises Conflict when names or first lines break the rules."""
    migrations: list[Migration] = []
    for number, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or int(match[1]) != number:
            raise Conflict(f"The migration {path.name} should be number {number:04d}: numbers run without gap or repeat.")
        statements = path.read_bytes().replace(b"\r\n", b"\n")
        if not statements.startswith(b"-- reason: "):
            raise Conflict(f"The migration {path.name} does not begin with a line `-- reason: …`.")
        migrations.append(Migration(path.name, statements, hashlib.sha256(statements).hexdigest()))
    return migrations


def check(files: Sequence[Migration], recorded: Mapping[str, str]) -> None:
    """Compare the files with what the database remembers. Raises Conflict naming the first difference."""
    known = {file.name: file.checksum for file in files}
    for name, checksum in recorded.items():
        if name.startswith(QUEUE):
            continue
        if name not in known:
            raise Conflict(
                f"The database has applied the migration {name}, which this code does not have: "
                "use the release that made it, or restore a backup. Nothing was changed."
            )
        if known[name] != checksum:
            raise Conflict(
                f"The migration {name} was edited after it had been applied: put the original file back and "
                "write the change as a new migration. Nothing was changed."
            )


def _apply_one(connection: Connection[TupleRow], file: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(file.statements)
            connection.execute(_RECORD, {"name": file.name, "checksum": file.checksum})
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise Busy(f"The migration {file.name} failed and nothing of it was kept. Postgres says: {reason}") from error


def _apply_queue(connection: Connection[TupleRow], recorded: Sequence[str]) -> list[str]:
    """Procrastinate's schema as a whole the first time, afterwards its migrations that are newer than the recorded one."""
    steps = sorted(queue_folder.glob("*.sql"))
    newest = QUEUE + steps[-1].name.split("_")[0]
    last = max(recorded, default=None)
    if last is not None and last >= newest:
        return []
    if last is None:
        statements = (queue_folder.parent / "schema.sql").read_bytes()
    else:
        statements = b"\n".join(step.read_bytes() for step in steps if QUEUE + step.name.split("_")[0] > last)
    checksum = hashlib.sha256(statements).hexdigest()
    _apply_one(connection, Migration(newest, statements + _FINISH_QUEUE.encode(), checksum))
    return [newest]
