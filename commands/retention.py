"""Clearing away what is older than the rules of an organization keep it."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

from commands.acting import add_organization, member, text
from services import retention
from services.permissions import Permission
from services.work import begin


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """retention."""
    words = "remove records that are older than the rules keep them"
    parser = subparsers.add_parser("retention", help=words, description=words)
    add_organization(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="whose rights to use")
    parser.set_defaults(run=_retention)


def _retention(arguments: Namespace) -> int:
    actor = member(arguments.org, Permission.RETENTION_SET, arguments.username)
    with begin(actor) as work:
        for each in retention.preview(work):
            oldest = f", the oldest of {each.oldest:%d %b %Y}" if each.oldest else ""
            print(f"  {each.rule.kind.title}, kept {each.rule.keep_days:,} days: {each.count:,} would go{oldest}.")
    if not arguments.dry_run:
        print(retention.apply(actor, is_asked=1).sentence)
    return 0
