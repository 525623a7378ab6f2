"""Runs every benchmark (or those named) in a database of its own and writes `bench/results.json`."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from psycopg import sql

from bench.result import Result, line
from database import connection, migrate
from database.schema import with_database

FOLDER = Path(__file__).parent
DATABASE = "suthra_bench"


def main() -> int:
    """Run the benchmarks; each module of this folder with a `run(full)` is one."""
    modules = {
        found.name: import_module(f"bench.{found.name}")
        for found in iter_modules([str(FOLDER)])
        if not found.name.startswith("_")
    }
    runnable = {name: module for name, module in modules.items() if hasattr(module, "run")}
    parser = argparse.ArgumentParser(prog="bench", description="Measure each claim beside its limit.")
    parser.add_argument("names", nargs="*", help=f"which to run: {', '.join(runnable)}; all without any")
    parser.add_argument("--full", action="store_true", help="full sizes: a million units and twelve million bills")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in runnable]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(runnable)}")
    is_full = asked.full or os.environ.get("FULL") == "1"
    results: list[Result] = []
    with own_database():
        for name in asked.names or runnable:
            found: list[Result] = runnable[name].run(is_full)
            for result in found:
                print(line(result), flush=True)
            results += found
    write(results, is_part=bool(asked.names))
    missed = sum(not result.met for result in results)
    print(f"{len(results)} results, {missed} missed their target; written to bench/results.json")
    return 0


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh, migrated database beside the real one, dropped at the end."""
    owner = connection.direct_url()
    name = sql.Identifier(DATABASE)
    with connection.connect(owner) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        connection.use(with_database(owner, DATABASE))
        migrate.apply(connection.direct_url())
        yield
    finally:
        connection.use(None)
        with connection.connect(owner) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def write(results: list[Result], *, is_part: bool) -> None:
    """Write all results; where only some benchmarks ran, the others' results are kept."""
    path = FOLDER / "results.json"
    kept: list[dict[str, object]] = []
    if is_part and path.exists():
        names = {(result.name, result.size) for result in results}
        kept = [row for row in json.loads(path.read_text()) if (row["name"], row["size"]) not in names]
    rows = [*kept, *(asdict(result) for result in results)]
    path.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
