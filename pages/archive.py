"""Archive and retention: old settled bills out of the way and back, and how long other records are kept."""

from components import archive_parts, page, retention_parts
from components.screens import ARCHIVE
from services import archives, retention
from services.archives import MoveStatus
from services.work import begin

actor = page.begin(ARCHIVE)

with page.telling() as told, begin(actor) as work:
    moves = archives.latest(work)
    rules, runs = retention.rules(work), retention.runs(work)

if told.is_ok:
    under_way = next((each for each in moves if each.status == MoveStatus.RUNNING), None)
    page.section("Archive", "Settled bills of months long closed, out of the every-day lists; every figure stays as it is.")
    if under_way is not None:
        archive_parts.watch(under_way)
    archive_parts.holdings(actor)
    if under_way is None:
        if moves and moves[0].status == MoveStatus.STOPPED:
            archive_parts.resume(moves[0], actor)
        older_than = archive_parts.ask()
        if older_than is not None:
            archive_parts.offer(actor, older_than)
    archive_parts.history(actor, moves)
    page.section("Retention", "How long other records are kept. Bills, payments, readings and the ledger are never removed.")
    retention_parts.rules(actor, rules)
    retention_parts.clear_away(actor)
    retention_parts.runs(actor, runs)
