"""Setting up an organization and its first person, and the way back in for who lost a password or phone."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

from commands.acting import add_organization, text
from services import organizations, sign_in, staff


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """create-organization, create-admin, reset-password and reset-second-factor."""
    words = "set up an organization"
    create = subparsers.add_parser("create-organization", help=words, description=words)
    create.add_argument("code", type=text, metavar="CODE", help="small letters, digits and hyphens, for example okara-water")
    create.add_argument("name", type=text, metavar="NAME", help="what people call it")
    create.add_argument("--currency", type=text, default="PKR", metavar="ISO", help="three capital letters (PKR)")
    create.add_argument("--time-zone", type=text, default="Asia/Karachi", metavar="ZONE", help="an IANA name (Asia/Karachi)")
    create.set_defaults(run=_create_organization)
    words = "add a head administrator and print the first password"
    admin = subparsers.add_parser("create-admin", help=words, description=words)
    add_organization(admin)
    admin.add_argument("--username", required=True, type=text, metavar="U", help="unique across organizations")
    admin.add_argument("--full-name", type=text, metavar="NAME", help="without it the username stands for it")
    admin.set_defaults(run=_create_admin)
    words = "sign a person out everywhere and print a first password"
    reset = subparsers.add_parser("reset-password", help=words, description=words)
    reset.add_argument("--username", required=True, type=text, metavar="U", help="of any organization")
    reset.set_defaults(run=_reset_password)
    words = "take a lost second factor away and sign the person out everywhere"
    lost = subparsers.add_parser("reset-second-factor", help=words, description=words)
    lost.add_argument("username", type=text, metavar="USERNAME", help="of any organization")
    lost.set_defaults(run=_reset_second_factor)


def _create_organization(arguments: Namespace) -> None:
    made = organizations.create(arguments.code, arguments.name, arguments.currency, arguments.time_zone)
    print(f"{made.name} is set up as {made.code} ({made.currency}, {made.time_zone}).")
    print(f"Next: python manage.py create-admin --org {made.code} --username YOUR-NAME")


def _create_admin(arguments: Namespace) -> None:
    password = staff.create_admin(arguments.org, arguments.username, arguments.full_name or arguments.username)
    print(f"{arguments.username} is head administrator of {arguments.org}.")
    print(f"First password: {password}")
    print("It is shown this once and must be changed at the first sign-in.")


def _reset_password(arguments: Namespace) -> None:
    password = sign_in.reset_password(arguments.username)
    print(f"{arguments.username} is signed out everywhere.")
    print(f"First password: {password}")
    print("It is shown this once and must be changed at the next sign-in.")


def _reset_second_factor(arguments: Namespace) -> None:
    sign_in.reset_lost(arguments.username)
    print(f"The second factor of {arguments.username} is gone, and every session has ended.")
    print("The password alone signs in again; where the role needs a second factor, it is set up anew before anything else.")
