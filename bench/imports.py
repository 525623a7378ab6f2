"""A file of units from upload to finished import, as CSV and as XLSX, beside COPY of its rows into the same indexed tables."""

import csv
import io
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import LiteralString

import rustpy_xlsxwriter as xlsx

from bench import memory
from bench.result import Result
from bench.world import SYLLABLES, UNITS_A_WARD, Town, town
from database import connection
from database.connection import DatabaseRole, transaction
from services import imports
from services.demo import names
from services.work import Actor, begin

PEOPLE = (*names.MEN, *names.WOMEN)
LIMITS = {"csv": 5.0, "xlsx": 8.0}
MOST_MEMORY = 400
MOST_WORDS = f"{MOST_MEMORY} MB in a process"
ROUNDS = 3
EMPTY = "TRUNCATE organizations, people CASCADE"
FAULTY = 0.015
HEAD = ("Unit code", "Area", "Consumer", "Phone", "Address", "Settlement", "Category", "Size in marla", "Business size",
        "Latitude", "Longitude", "Surveyed on")  # fmt: skip

COPIES = """
DROP SCHEMA IF EXISTS bare CASCADE;
CREATE SCHEMA bare;
CREATE TABLE bare.accounts (LIKE accounts INCLUDING ALL);
CREATE TABLE bare.account_balances (LIKE account_balances INCLUDING ALL);
CREATE TABLE bare.survey_units (LIKE survey_units INCLUDING ALL);
ALTER TABLE bare.accounts ADD FOREIGN KEY (org_id, area_id) REFERENCES areas;
ALTER TABLE bare.account_balances ADD FOREIGN KEY (org_id, account_id) REFERENCES bare.accounts;
ALTER TABLE bare.survey_units ADD FOREIGN KEY (org_id, account_id) REFERENCES bare.accounts;
ALTER TABLE bare.survey_units ADD FOREIGN KEY (org_id, area_id) REFERENCES areas;
CREATE FUNCTION bare.open_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bare.account_balances (org_id, account_id, area_id, due, advance)
    SELECT org_id, account_id, area_id, 0, 0 FROM opened;
    RETURN NULL;
END $$;
CREATE TRIGGER balances_open AFTER INSERT ON bare.accounts
    REFERENCING NEW TABLE AS opened FOR EACH STATEMENT EXECUTE FUNCTION bare.open_balances();
"""
DROP = "DROP SCHEMA IF EXISTS bare CASCADE"
COPY_ACCOUNTS = """
COPY bare.accounts (org_id, account_id, code, holder_name, phone, area_id, created_at) FROM STDIN (FORMAT csv)
"""
COPY_UNITS = """
COPY bare.survey_units (org_id, unit_id, code, account_id, area_id, address, settlement, category, size_marla,
    commercial_size, latitude, longitude, status, surveyed_on) FROM STDIN (FORMAT csv)
"""
AREAS = "SELECT code, area_id FROM areas WHERE org_id = %(org_id)s AND kind = 'ward' ORDER BY area_id"


def run(is_full: bool) -> list[Result]:
    """Two sizes ten apart: 3,000 and 30,000 rows, or 30,000 and 300,000, with 1.5% of faulty rows among them."""
    results: list[Result] = []
    for size in (30_000, 300_000) if is_full else (3_000, 30_000):
        for kind in ("csv", "xlsx"):
            results += measured(size, kind)
    return results


def measured(size: int, kind: str) -> list[Result]:
    """Medians of so many rounds, each of a bare COPY and an import of the same rows in turn."""
    rounds = [measured_once(size, kind) for _ in range(ROUNDS)]
    taken, limit = median(each[0] for each in rounds), median(each[1] for each in rounds)
    held, together = max(each[2] for each in rounds), max(each[3] for each in rounds)
    name, most = f"import of units from {kind.upper()}", LIMITS[kind]
    words = f"{most:.0f}x COPY into the same indexed tables"
    return [
        Result(name, size, taken, "s", limit, taken / limit, words, taken / limit <= most),
        Result(f"{name}, memory", size, held, "MB", MOST_MEMORY, held / MOST_MEMORY, MOST_WORDS, held <= MOST_MEMORY),
        Result(f"{name}, memory of both processes", size, together, "MB", None, None, "told beside it", met=True),
    ]


def measured_once(size: int, kind: str) -> tuple[float, float, float, float]:
    """Seconds of an import and of the bare COPY, megabytes of the larger of its processes and of both at once."""
    # Both begin with tables of a few rows: those of a town that has the wards; all units of the file are new to it.
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(EMPTY)
    made = town(UNITS_A_WARD * 40)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"units.{kind}"
        rows = units(made, size)
        write(path, kind, rows)
        limit = bare(made, rows)
        context = multiprocessing.get_context("spawn")
        with context.Pool(1, initializer=connection.use, initargs=(connection.direct_url(),)) as pool:
            taken, seen, added = pool.apply(bring_in, (made.admin, str(path)))
    faulty = sum(1 for row in rows if row[7] == "many")
    assert added == size - faulty, (added, size, faulty)
    return taken, limit, seen.megabytes, seen.together


def bring_in(actor: Actor, path: str) -> tuple[float, memory.Watched, int]:
    """Upload, check and run; seconds, memory at the most, and units added. In a process of its own."""
    with begin(actor):
        pass
    with memory.watched() as seen:
        started = time.perf_counter()
        with begin(actor) as work:
            found = imports.upload(work, "units", Path(path).name, pieces(path))
            imports.choose(work, found.import_id, found.mapping)
        imports.check(actor, found.import_id)
        with begin(actor) as work:
            imports.start(work, found.import_id)
        imports.apply(actor, found.import_id)
        taken = time.perf_counter() - started
    with begin(actor) as work:
        after = imports.get(work, found.import_id)
    return taken, seen, after.added_count


def pieces(path: str) -> Iterator[bytes]:
    """The file as an upload arrives."""
    with Path(path).open("rb") as source:
        while piece := source.read(1 << 20):
            yield piece


def holder(n: int) -> str:
    """A name as people have them: a first name and a kin name that many share, one in seven of them rare."""
    given = PEOPLE[int((n * 7919 % 10007 / 10007) ** 1.7 * len(PEOPLE))]
    rare = (SYLLABLES[n // 7 % 40] + SYLLABLES[n // 280 % 40] + SYLLABLES[n // 11200 % 40]).capitalize()
    return f"{given} {rare if n % 7 == 0 else names.SECOND[n % len(names.SECOND)]}"


def units(made: Town, size: int) -> list[tuple[str, ...]]:
    """Rows of a survey, each of whose faults is a size that is no number."""
    wards = len(range(0, made.size, UNITS_A_WARD))
    every = round(1 / FAULTY)
    return [
        (f"N-{n:07}", f"W{n * wards // size}", holder(n), f"0300-{n % 10_000_000:07}", f"House {n}, Street {n % 97}",
         "urban", "commercial" if n % 12 == 0 else "residential",
         "many" if n % every == 7 else "" if n % 12 == 0 else f"{1 + n * 7919 % 400 / 10:.1f}",
         "small" if n % 12 == 0 else "", f"{30 + n % 1000 / 1000:.4f}", f"{73 + n % 997 / 1000:.4f}", "2026-01-05")
        for n in range(size)
    ]  # fmt: skip


def write(path: Path, kind: str, rows: list[tuple[str, ...]]) -> None:
    """The rows as a file."""
    if kind == "xlsx":
        xlsx.write_worksheet(({**dict(zip(HEAD, row, strict=True))} for row in rows), str(path))
        return
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        writer.writerows(rows)


def bare(made: Town, rows: list[tuple[str, ...]]) -> float:
    """Seconds of COPY of the good rows into copies of the tables with their keys, indexes and trigger."""
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(COPIES)
        areas = dict(owner.execute(AREAS, {"org_id": made.org_id}).fetchall())
    good = [(n, row) for n, row in enumerate(rows, 1) if row[7] != "many"]
    org = made.org_id
    accounts = text((org, n, r[0], r[2], "92" + r[3][1:].replace("-", ""), areas[r[1]], "2026-09-20T07:00:00Z") for n, r in good)
    premises = text((org, n, r[0], n, areas[r[1]], r[4], r[5], r[6], r[7], r[8], r[9], r[10], "surveyed", r[11]) for n, r in good)
    copies: list[tuple[LiteralString, str]] = [(COPY_ACCOUNTS, accounts), (COPY_UNITS, premises)]
    started = time.perf_counter()
    with transaction(DatabaseRole.OWNER) as owner, owner.cursor() as cursor:
        for statement, contents in copies:
            with cursor.copy(statement) as out:
                out.write(contents)
    taken = time.perf_counter() - started
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(DROP)
    return taken


def text(rows: Iterator[tuple[object, ...]]) -> str:
    """Rows as CSV for COPY."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
