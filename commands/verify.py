"""Recomputing all money and printing what disagrees."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

from commands.acting import add_organization, member
from services import organizations, verification
from services.permissions import Permission
from services.work import begin
from utils.errors import AppError


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """verify."""
    words = "recompute all money and print what disagrees"
    parser = subparsers.add_parser("verify", help=words, description=words)
    add_organization(parser, required=False)
    parser.set_defaults(run=_verify)


def _verify(arguments: Namespace) -> int:
    chosen = [organizations.find(arguments.org)] if arguments.org else organizations.list_all()
    found, unchecked = 0, 0
    for organization in chosen:
        try:
            actor = member(organization.code, Permission.VERIFY)
        except AppError as refusal:
            print(f"{organization.code}: not verified. {refusal}")
            unchecked += 1
            continue
        with begin(actor, is_snapshot=True) as work:
            for each in verification.verify(work):
                print(f"{organization.code}: {each.check}: {each.ref}: {each.sentence}")
                found += 1
    checked = len(chosen) - unchecked
    what = f"{len(verification.CHECK_NAMES)} checks in {checked} {'organization' if checked == 1 else 'organizations'}"
    rest = f"; {unchecked} could not be verified" if unchecked else ""
    verdict = "nothing disagrees" if not found else f"{found:,} disagreements, listed above"
    print(f"{what}: {verdict}{rest}.")
    return 1 if found or unchecked else 0
