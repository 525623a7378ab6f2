"""The command line: `python manage.py --help` lists what can be done."""

import argparse
import importlib
import pkgutil
import secrets
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import psutil

import commands
from commands import demo, server, storage
from database import backup, connection, embedded, migrate, schema
from services import carrying
from utils import clock, sealing, settings
from utils.errors import AppError, Busy, Conflict, Invalid

OWN_NAMES = ("postgres*", "programs-*", "logs", "cache", "files", "demo-sign-ins.csv", "server.lock", sealing.FILE_NAME)
Run = Callable[[argparse.Namespace], int | None]


def main(words: list[str] | None = None) -> int:
    """Run one command; what went wrong is one sentence on the error stream and exit code 1."""
    try:
        arguments = parser().parse_args(words)
        # polars has taken Ctrl-C by now, in a way that lets whoever waits for a process or a lock sleep on.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if arguments.needs_database:
            migrate.ensure()
        return arguments.run(arguments) or 0
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 141
    except Exception:
        print(_tell_unknown(traceback.format_exc()), file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Every command: those of the database here, and whatever each module of `commands/` registers.

    A command that works without a migrated database says `set_defaults(needs_database=False)`.
    """
    top = argparse.ArgumentParser(prog="manage.py", description="Suthra: run it, look after it, repair it.")
    top.set_defaults(needs_database=True)
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    _register_database(subparsers)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        register = getattr(importlib.import_module(f"commands.{found.name}"), "register", None)
        if register is not None:
            register(subparsers)
    return top


def _register_database(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    def add(name: str, run: Run, words: str, *, needs_database: bool = False) -> argparse.ArgumentParser:
        command = subparsers.add_parser(name, help=words, description=words)
        command.set_defaults(run=run, needs_database=needs_database)
        return command

    serve = add("serve", _serve, "start everything: database, demo data if empty, server and workers")
    serve.add_argument("--units", type=int, help="survey units of the demo, where it is still to be loaded")
    add("stop", _stop, "stop what is left running")
    worker = add("worker", _worker, "run background workers in the foreground", needs_database=True)
    worker.add_argument("--count", type=int, help="how many processes (default: WORKERS)")
    worker.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    add("migrate", _migrate, "bring the database to the schema of this code")
    add("database-url", _database_url, "print the connection string, and leave the embedded server running")
    add("schema", _schema, "write database/schema.sql from the migrations").add_argument(
        "--check", action="store_true", help="write nothing; fail when the file is not what the migrations make"
    )
    add("reset", _reset, "delete the embedded database, its logs and demo sign-ins").add_argument(
        "--yes", action="store_true", help="do not ask"
    )
    saved = add("backup", _backup, "write everything, as of one moment, to a file", needs_database=True)
    saved.add_argument("file", type=Path, metavar="FILE")
    saved.add_argument("--with-files", action="store_true", help="take uploads, exports and attachments along")
    brought = add("restore", _restore, "fill an empty database from a backup, and prove it equal")
    brought.add_argument("file", type=Path, metavar="FILE")
    brought.add_argument("--files-only", action="store_true", help="only put the files that it took along into the store")


def _serve(arguments: argparse.Namespace) -> int:
    chosen = settings.current()
    server.check_can_serve(chosen)
    storage.warn_where_away()
    print("Starting the database …", flush=True)
    migrate.ensure()
    demo.load_where_empty(arguments.units)
    connection.close()
    print("Starting the server …", flush=True)
    return server.serve(chosen)


def _stop(_: argparse.Namespace) -> int:
    data_dir = settings.current().data_dir
    was_running = embedded.is_running(data_dir)
    server.stop(data_dir)
    left = embedded.other_users(data_dir)
    for process in left:
        process.terminate()
    for process in psutil.wait_procs(left, timeout=20)[1]:
        process.kill()
    if not embedded.stop(data_dir):
        raise Conflict(f"Another user's program still uses the database in {data_dir}; end it first.")
    print("Stopped." if was_running or left else "Nothing was running.")
    return 0


def _worker(arguments: argparse.Namespace) -> int | None:
    return importlib.import_module("jobs.worker").run(arguments.count, arguments.parent)


def _migrate(_: argparse.Namespace) -> None:
    applied = migrate.ensure()
    print("\n".join(f"applied {name}" for name in applied) or "The schema is up to date.")


def _database_url(_: argparse.Namespace) -> None:
    print(connection.direct_url())
    embedded.leave_running(settings.current().data_dir)


def _schema(arguments: argparse.Namespace) -> int:
    made = schema.generate(embedded.start(settings.current().data_dir))
    is_same = schema.FILE.is_file() and schema.FILE.read_text(encoding="utf-8") == made
    if arguments.check:
        print("schema.sql is what the migrations make." if is_same else "schema.sql is stale; run `make schema`.")
        return 0 if is_same else 1
    schema.FILE.write_text(made, encoding="utf-8")
    print(f"{schema.FILE.name} is unchanged." if is_same else f"{schema.FILE.name} was written.")
    return 0


def _reset(arguments: argparse.Namespace) -> None:
    chosen = settings.current()
    if chosen.database_url is not None:
        raise Conflict("DATABASE_URL is set: reset only deletes the embedded database. Empty the other one by its own means.")
    if (claim := server.find_claim(chosen.data_dir)) is not None:
        raise Conflict(f"Suthra is running at {claim.address}; stop it first with `make stop`.")
    if not arguments.yes and not _agrees(f"Delete the database and everything else of Suthra in {chosen.data_dir}?"):
        print("Nothing was deleted.")
        return
    if not embedded.stop(chosen.data_dir):
        raise Conflict(f"Another program still uses the database in {chosen.data_dir}; stop it first with `make stop`.")
    for path in [path for pattern in OWN_NAMES for path in chosen.data_dir.glob(pattern)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    print("Deleted. The next start begins anew.")


def _agrees(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Invalid({"yes": "There is nobody to ask; repeat with --yes."})
    return input(f"{question} Type yes to agree: ").strip().lower() == "yes"


def _backup(arguments: argparse.Namespace) -> None:
    found = backup.backup(connection.direct_url(), arguments.file)
    rows = sum(count for count, _ in found.values())
    print(f"{arguments.file}: {len(found)} tables, {rows:,} rows.")
    if not arguments.with_files:
        if left := carrying.count():
            print(f"{left:,} files are not in it; they lie in {storage.title()}: copy that too, or add --with-files.")
        return
    taken = carrying.take_along(arguments.file)
    missing = f"; {taken.left:,} were not in the store (`manage.py verify` says which)" if taken.left else ""
    print(f"{taken.count:,} files with {taken.size:,} bytes are in it{missing}.")


def _restore(arguments: argparse.Namespace) -> None:
    chosen = settings.current()
    if (claim := server.find_claim(chosen.data_dir)) is not None:
        raise Conflict(f"Suthra is running at {claim.address}; stop it first with `make stop`.")
    if not arguments.files_only:
        found = backup.restore(connection.direct_url(), arguments.file)
        rows = sum(count for count, _ in found.values())
        print(f"Restored {len(found)} tables, {rows:,} rows; every table equals the backup.")
    try:
        brought = carrying.bring_back(arguments.file)
    except Busy as error:
        raise Busy(f"The files are not all in the store ({error}) Repeat with --files-only.") from error
    if brought.count or brought.left:
        print(f"{brought.count:,} files with {brought.size:,} bytes were put into the store; {brought.left:,} lay there.")


def _tell_unknown(trace: str) -> str:
    """Keep the trace in the log and give the person a reference to it."""
    reference = secrets.token_hex(4)
    try:
        logs = settings.current().logs_dir
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / "errors.log").open("a", encoding="utf-8") as file:
            file.write(f"{clock.now().isoformat()} {reference}\n{trace}\n")
    except (OSError, AppError):
        return f"Something unexpected happened, and it could not be logged:\n{trace}"
    return f"Something unexpected happened. Its trace is in {logs / 'errors.log'} under the reference {reference}."


if __name__ == "__main__":
    sys.exit(main())
