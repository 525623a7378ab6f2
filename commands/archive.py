"""Moving settled bills of old months into the archive, and bringing a month back."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from contextlib import suppress

from commands.acting import add_organization, member, text
from services import archives
from services.archives import Move, MoveStatus, Preview
from services.permissions import Permission
from services.work import Actor, begin
from utils import month
from utils.errors import Busy


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """archive and unarchive."""
    words = "move settled bills of old months into the archive"
    parser = subparsers.add_parser("archive", help=words, description=words)
    add_organization(parser)
    parser.add_argument("--older-than", type=int, default=archives.USUAL_MONTHS, metavar="MONTHS",
                        help=f"how many months ago a month ended (default: {archives.USUAL_MONTHS})")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="say what would move and what would stay, and move nothing")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="whose rights to use")
    parser.set_defaults(run=_archive)
    words = "bring a month back from the archive"
    parser = subparsers.add_parser("unarchive", help=words, description=words)
    add_organization(parser)
    parser.add_argument("--period", type=text, required=True, metavar="YYYY-MM", help="the month")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="whose rights to use")
    parser.set_defaults(run=_unarchive)


def _archive(arguments: Namespace) -> int:
    actor = member(arguments.org, Permission.ARCHIVE_MOVE, arguments.username)
    with begin(actor) as work:
        found = archives.preview(work, arguments.older_than)
    _tell(found, actor)
    if arguments.dry_run or not found.bill_count:
        return 0
    with begin(actor) as work:
        move = archives.archive(work, arguments.older_than)
    return _work_off(actor, move)


def _unarchive(arguments: Namespace) -> int:
    actor = member(arguments.org, Permission.ARCHIVE_MOVE, arguments.username)
    with begin(actor) as work:
        move = archives.unarchive(work, month.parse(arguments.period))
    return _work_off(actor, move)


def _work_off(actor: Actor, move: Move) -> int:
    while move.status == MoveStatus.RUNNING:
        # A worker may be at it as well: they take turns, and whoever waits for long looks again.
        with suppress(Busy):
            archives.run(actor, move.move_id)
        with begin(actor) as work:
            move = archives.get(work, move.move_id)
    print(move.sentence)
    return 0 if move.status == MoveStatus.DONE else 1


def _tell(found: Preview, actor: Actor) -> None:
    if not found.months:
        print(f"No bill is older than {month.show(found.first_kept)}; there is nothing to archive.")
        return
    for each in found.months:
        figures = f"{each.bill_count:,} bills, {each.line_count:,} lines, {actor.currency} {each.demand:,.2f}"
        moves = figures if each.is_moving else "nothing moves"
        print(f"  {month.show(each.period)}: {moves}. {archives.why_bills_stay(each)}".rstrip())
    months = f"{len(found.moving):,} of {len(found.months):,} months before {month.show(found.first_kept)}"
    print(f"{found.bill_count:,} bills with {found.line_count:,} lines of {months} can be archived.")
