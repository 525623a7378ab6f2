"""Backup and restore in one file each, proven equal: a dump of one snapshot beside a fingerprint of every table."""

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from database import migrate, schema
from database.connection import connect
from utils import clock
from utils.errors import AppError, Busy, Conflict, Invalid

Fingerprints = dict[str, tuple[int, str]]
"""Table name -> rows, and a sum over the hashes of all rows that does not depend on their order."""

_DUMP, _MANIFEST = "database.dump", "manifest.json"
_CHUNK = 1024 * 1024
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_EXPORT = "SELECT pg_export_snapshot()"
_SHOW_PLAINLY = """
SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex';
SET extra_float_digits = 1; SET statement_timeout = 0; SET search_path = public
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
ORDER BY relname
"""
_FINGERPRINT = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM ONLY {table} AS t"
_MIGRATIONS = "SELECT name FROM migrations ORDER BY name"
_HAS_ORGANIZATION = "SELECT EXISTS (SELECT FROM organizations)"
_CLEAR = """
SET client_min_messages = warning;
DO $$
DECLARE target record;
BEGIN
    FOR target IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') LOOP
        EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', target.relname);
    END LOOP;
    FOR target IN SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('v', 'm') AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') LOOP
        EXECUTE format('DROP %s IF EXISTS public.%I CASCADE',
            CASE target.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, target.relname);
    END LOOP;
    FOR target IN SELECT oid::regprocedure AS signature, prokind FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
        -- One that stood on an earlier one has gone with it.
        CONTINUE WHEN NOT EXISTS (SELECT FROM pg_proc WHERE oid = target.signature::oid);
        EXECUTE format('DROP %s IF EXISTS %s CASCADE',
            CASE target.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, target.signature);
    END LOOP;
    FOR target IN SELECT oid::regtype AS name FROM pg_type WHERE typnamespace = 'public'::regnamespace
        AND typtype IN ('e', 'd', 'c') AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
        AND NOT EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind <> 'c') LOOP
        CONTINUE WHEN NOT EXISTS (SELECT FROM pg_type WHERE oid = target.name::oid);
        EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', target.name);
    END LOOP;
    FOR target IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') LOOP
        EXECUTE format('DROP SEQUENCE IF EXISTS public.%I CASCADE', target.relname);
    END LOOP;
END $$
"""


def backup(database_url: str, file: Path) -> Fingerprints:
    """Write everything, as of one moment, to a new file that only its maker may read. Raises Invalid, Busy."""
    if file.exists():
        raise Invalid({"file": f"{file} exists already; name a file that is not there yet."})
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            found = _write(database_url, archive)
        unfinished.rename(file)
    except OSError as error:
        raise Busy(f"The backup {file} cannot be written ({error.strerror}); nothing was kept of it.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return found


def restore(database_url: str, file: Path) -> Fingerprints:
    """Fill an empty database from a backup and compare every table with the fingerprint taken then.

    Raises Invalid for a damaged file, Conflict where the database already has an organization, Busy when Postgres
    refuses; the database is then as empty as before.
    """
    archive, manifest = _open(file)
    with archive:
        migrate.apply(database_url)
        _check_can_restore(database_url, manifest)
        _clear(database_url)
        try:
            _load(database_url, archive)
            _compare(database_url, manifest)
        except AppError:
            _clear(database_url)
            migrate.apply(database_url)
            raise
    migrate.apply(database_url)
    with connect(database_url) as connection:
        connection.execute("ANALYZE")
    return _expected(manifest)


def fingerprints(connection: Connection[TupleRow]) -> Fingerprints:
    """Count and hash every table of the schema, as the connection's transaction sees them."""
    connection.execute(_SHOW_PLAINLY)
    found: Fingerprints = {}
    for (table,) in connection.execute(_TABLES).fetchall():
        row = connection.execute(sql.SQL(_FINGERPRINT).format(table=sql.Identifier(table))).fetchone()
        found[table] = (row[0], row[1]) if row else (0, "0")
    return found


def _write(database_url: str, archive: zipfile.ZipFile) -> Fingerprints:
    with connect(database_url) as connection:
        connection.execute(_BEGIN)
        snapshot = connection.execute(_EXPORT).fetchone()
        options = ["--format=custom", "--compress=gzip:1", "--no-owner", "--schema=public"]
        options.append(f"--snapshot={snapshot[0] if snapshot else ''}")
        with archive.open(_DUMP, "w", force_zip64=True) as target:
            _run("pg_dump", database_url, options, output=target)
        found = fingerprints(connection)
        names = [name for (name,) in connection.execute(_MIGRATIONS).fetchall()]
    manifest = {"made_at": clock.now().isoformat(), "migrations": names, "tables": found}
    archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
    return found


def _open(file: Path) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    try:
        archive = zipfile.ZipFile(file)
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
        return archive, json.loads(archive.read(_MANIFEST))
    except FileNotFoundError:
        raise Invalid({"file": f"There is no file {file}."}) from None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Invalid({"file": f"{file} is not a backup made by `manage.py backup`, or it is damaged."}) from error


def _check_can_restore(database_url: str, manifest: Mapping[str, Any]) -> None:
    known = {migration.name for migration in migrate.read(migrate.FOLDER)}
    unknown = [name for name in manifest["migrations"] if name not in known and not name.startswith(migrate.QUEUE)]
    if unknown:
        raise Conflict(f"The backup was made by a newer release (it has {unknown[0]}); install that release first.")
    with connect(database_url) as connection:
        connection.execute("SET ROLE suthra_door")
        row = connection.execute(_HAS_ORGANIZATION).fetchone()
    if row and row[0]:
        raise Conflict("The database already has an organization; restore into an empty one, or begin anew with `make reset`.")


def _clear(database_url: str) -> None:
    with connect(database_url) as connection, connection.transaction():
        connection.execute(_CLEAR)


def _load(database_url: str, archive: zipfile.ZipFile) -> None:
    options = ["--no-owner", "--schema=public", "--single-transaction", "--exit-on-error"]
    with archive.open(_DUMP) as source:
        _run("pg_restore", database_url, options, source=source)


def _compare(database_url: str, manifest: Mapping[str, Any]) -> None:
    with connect(database_url) as connection:
        found = fingerprints(connection)
    expected = _expected(manifest)
    different = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if different:
        raise Conflict(f"What was restored differs from what was backed up in {', '.join(different)}; nothing of it was kept.")


def _expected(manifest: Mapping[str, Any]) -> Fingerprints:
    return {name: (rows, total) for name, (rows, total) in manifest["tables"].items()}


def _run(
    name: str, database_url: str, options: list[str], *, output: IO[bytes] | None = None, source: IO[bytes] | None = None
) -> None:
    """Run a client program, its output or input streamed, so that a backup of any size needs little memory."""
    command, environment = schema.client_program(name, database_url, *options)
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603
            command,
            env=environment,
            stdin=subprocess.PIPE if source else subprocess.DEVNULL,
            stdout=subprocess.PIPE if output else words,
            stderr=words,
        )
        try:
            if output is not None and process.stdout is not None:
                shutil.copyfileobj(process.stdout, output, _CHUNK)
            if source is not None and process.stdin is not None:
                _feed(source, process.stdin)
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode != 0:
            words.seek(0)
            raise schema.program_failed(name, words.read())


def _feed(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy until either side ends; a program that stopped reading tells why by its exit code."""
    try:
        shutil.copyfileobj(source, target, _CHUNK)
        target.close()
    except BrokenPipeError:
        return
