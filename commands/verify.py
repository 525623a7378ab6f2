"""Recomputing all money and the seals of the audit trail, and printing what disagrees."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

from commands.acting import add_organization, member
from services import audit, organizations, verification
from services.permissions import Permission
from services.work import Work, begin
from utils.errors import AppError


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """verify."""
    words = "recompute all money and the seals of the audit trail, look at files of attachments, and print what disagrees"
    parser = subparsers.add_parser("verify", help=words, description=words)
    add_organization(parser, required=False)
    parser.add_argument("--all-files", action="store_true", help="read the file of every attachment, not of some of them")
    parser.add_argument("--fingerprint", metavar="HEX", help="one noted down: is it still in the audit trail?")
    parser.set_defaults(run=_verify)


def _verify(arguments: Namespace) -> int:
    chosen = [organizations.find(arguments.org)] if arguments.org else organizations.list_all()
    most_files = None if arguments.all_files else verification.FILES_READ
    found, unchecked, held = 0, 0, 0
    for organization in chosen:
        try:
            actor = member(organization.code, Permission.VERIFY)
        except AppError as refusal:
            print(f"{organization.code}: not verified. {refusal}")
            unchecked += 1
            continue
        with begin(actor, is_snapshot=True) as work:
            for each in verification.verify(work, most_files=most_files):
                print(f"{organization.code}: {each.check}: {each.ref}: {each.sentence}")
                found += 1
            held += _tell_seals(work, arguments.fingerprint)
    checked = len(chosen) - unchecked
    what = f"{len(verification.CHECK_NAMES)} checks in {checked} {'organization' if checked == 1 else 'organizations'}"
    rest = f"; {unchecked} could not be verified" if unchecked else ""
    verdict = "nothing disagrees" if not found else f"{found:,} disagreements, listed above"
    print(f"{what}: {verdict}{rest}.")
    if arguments.fingerprint and not held:
        print(f"No audit trail holds the fingerprint {arguments.fingerprint[:64]}: it was altered since, or it is another's.")
    return 1 if found or unchecked or (arguments.fingerprint and not held) else 0


def _tell_seals(work: Work, fingerprint: str | None) -> bool:
    """Say how far the audit trail is sealed; whether it holds the seal that was noted down."""
    code, last = work.actor.org_code, audit.newest(work)
    if last is not None:
        print(f"{code}: audit trail sealed up to entry {last.upto_audit_id:,}, fingerprint {last.fingerprint}")
    noted = audit.with_fingerprint(work, fingerprint) if fingerprint else None
    if noted is not None:
        print(f"{code}: seal {noted.seal_no:,} of {noted.sealed_at:%d %b %Y %H:%M} UTC has that fingerprint.")
    return noted is not None
