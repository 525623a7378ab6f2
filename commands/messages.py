"""Trying the mail server or the gateway of text messages before people depend on it."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

from services import messages
from services.messages import Channel


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """send-test-message."""
    words = "send one message at once, to see that e-mails or texts go out"
    parser = subparsers.add_parser("send-test-message", help=words, description=words)
    parser.add_argument("to", metavar="TO", help="an e-mail address, or a phone number with --text")
    parser.add_argument("--text", action="store_true", help="a text message instead of an e-mail")
    parser.set_defaults(run=_send, needs_database=False)


def _send(arguments: Namespace) -> int:
    messages.send_test(Channel.TEXT if arguments.text else Channel.EMAIL, arguments.to)
    print(f"Sent to {arguments.to}; look whether it arrived.")
    return 0
