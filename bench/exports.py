"""A list of bills as CSV and as a workbook, beside a bare COPY of the same columns; each in a process of its own."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from bench import memory
from bench.bills_page import billed
from bench.result import Result
from database import connection
from database.connection import DatabaseRole, transaction
from services import exports
from services.exports import ExportStatus, NewExport
from services.permissions import Permission
from services.staff import actors_with
from services.work import begin

ROUNDS: Final = 3
TARGETS: Final = {"csv": 1.5, "xlsx": 4.0}
MOST_MEMORY: Final = 100.0

# As its owner, without rights and formats, in the order of the list. The unit of each account comes by a join, which was
# measured to take three quarters of the time of looking each up.
COPY = """
COPY (
SELECT bill_no(b.period, b.bill_id), c.code, c.holder_name, f.code, b.customer_class, b.period, b.service_kind,
    b.quantity, b.demand, b.arrears, b.credit, b.amount_due, b.outstanding, b.status, b.due_on, b.issued_at, a.code, a.name
FROM bills b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id
LEFT JOIN (SELECT DISTINCT ON (u.account_id) u.account_id, u.code FROM survey_units u WHERE u.org_id = %(org_id)s
    ORDER BY u.account_id, u.unit_id) f ON f.account_id = b.account_id
WHERE b.org_id = %(org_id)s ORDER BY b.period DESC, b.bill_id DESC
) TO STDOUT (FORMAT csv, HEADER)
"""


def run(is_full: bool) -> list[Result]:
    """30,000 and 300,000 bills; the full sizes are the same: a workbook of a million rows grows no otherwise."""
    del is_full
    results: list[Result] = []
    for accounts in (2_500, 25_000):
        made = billed(accounts)
        size = accounts * 12
        bares: list[float] = []
        rounds: dict[str, list[tuple[float, float]]] = {each: [] for each in TARGETS}
        # In turns, so that all meet the same noise.
        for _ in range(ROUNDS):
            bares.append(_bare(made.org_id))
            for file_format, found in rounds.items():
                found.append(_in_a_process(made.org_id, file_format))
        bare = median(bares)
        for file_format, target in TARGETS.items():
            seconds = median(each[0] for each in rounds[file_format])
            most = max(each[1] for each in rounds[file_format])
            ratio = seconds / bare
            name, wanted = f"export, {file_format}", f"at most {target}x a bare COPY to CSV"
            results.append(Result(name, size, seconds, "s", bare, ratio, wanted, ratio <= target))
            results.append(Result(f"{name}, memory", size, most, "MB", None, None, "at most 100 MB", most <= MOST_MEMORY))
    return results


def _bare(org_id: int) -> float:
    with tempfile.TemporaryDirectory() as folder, transaction(DatabaseRole.OWNER) as owner:
        started = time.perf_counter()
        with (Path(folder) / "bills.csv").open("wb") as out, owner.cursor().copy(COPY, {"org_id": org_id}) as rows:
            for piece in rows:
                out.write(piece)
        return time.perf_counter() - started


def _in_a_process(org_id: int, file_format: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.exports", connection.direct_url(), str(org_id), file_format]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return told["seconds"], told["megabytes"]


def _measured(org_id: int, file_format: str) -> dict[str, float]:
    """Seconds, and megabytes at the peak beyond those of the process when it began."""
    (actor, *_) = actors_with(org_id, Permission.EXPORT)
    with begin(actor) as work:
        # One that is short first, so that what is loaded once counts for none.
        exports.start(work, NewExport("payments", file_format))
        export_id = exports.start(work, NewExport("bills", file_format)).export_id
    before = memory.peak()
    started = time.perf_counter()
    exports.make(actor, export_id)
    seconds = time.perf_counter() - started
    after = memory.peak()
    with begin(actor) as work:
        assert exports.get(work, export_id).status == ExportStatus.DONE
    return {"seconds": seconds, "megabytes": after - before}


if __name__ == "__main__":
    connection.use(sys.argv[1])
    print(json.dumps(_measured(int(sys.argv[2]), sys.argv[3])))
    connection.use(None)
