"""Writing a list to a CSV file, whole or not at all."""

import errno
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from commands.acting import add_organization, member, text
from services import exports
from services.exports import Export, ExportNoun
from services.permissions import Permission
from services.work import begin
from utils import month
from utils.errors import Busy, Conflict, Invalid


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """export."""
    words = "write a list as CSV"
    parser = subparsers.add_parser("export", help=words, description=words)
    parser.add_argument("noun", type=text, metavar="NOUN", help=", ".join(ExportNoun))
    add_organization(parser)
    parser.add_argument("--period", type=text, metavar="YYYY-MM", help="only this month")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write; - is the standard output")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="whose rights to export with")
    parser.set_defaults(run=_export)


def _export(arguments: Namespace) -> None:
    if arguments.noun not in list(ExportNoun):
        raise Invalid({"noun": f"There is no export of {arguments.noun}; there are {', '.join(ExportNoun)}."})
    period = month.parse(arguments.period) if arguments.period else None
    wanted = Export(ExportNoun(arguments.noun), period)
    actor = member(arguments.org, Permission.EXPORT, arguments.username)
    lines = 0
    with _opened(arguments.out, is_forced=arguments.force) as out, begin(actor) as work:
        with closing(exports.stream(work, wanted)) as pieces:
            for piece in pieces:
                out.write(piece)
                # The database sends whole rows; a line break inside quotes would count twice.
                lines += piece.count(b"\n")
        out.flush()
    if arguments.out != "-":
        print(f"{arguments.out}: {max(lines - 1, 0):,} rows of {wanted.noun} of {arguments.org}.")


@contextmanager
def _opened(target: str, *, is_forced: bool) -> Iterator[BinaryIO]:
    """What to write to: the file appears under its name only once all of it is on the disk. Raises Conflict, Busy."""
    if target == "-":
        try:
            yield sys.stdout.buffer
        except BrokenPipeError:
            raise
        except OSError as error:
            # What is left in the buffer would fail once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise Busy(f"The standard output took no more: {error.strerror}.") from error
        return
    path = Path(target)
    if path.is_dir():
        raise Conflict(f"{path} is a folder; name a file in it.")
    if path.exists() and not is_forced:
        raise Conflict(f"{path} is there already; choose another name, or replace it with --force.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise Conflict(f"Nothing can be written in {path.parent}: {error.strerror}.") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o600)
        _publish(part, path, is_forced=is_forced)
    except OSError as error:
        raise _sentence(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _publish(part: Path, path: Path, *, is_forced: bool) -> None:
    if is_forced:
        part.replace(path)
        return
    try:
        os.link(part, path)
    except FileExistsError as error:
        raise Conflict(f"{path} appeared meanwhile; choose another name, or replace it with --force.") from error
    except OSError:
        # Some file systems have no links.
        part.replace(path)


def _sentence(path: Path, error: OSError) -> Busy:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Busy(f"The disk of {path.parent} is full; nothing was written. Make room, or write to another disk.")
    return Busy(f"{path} could not be written: {error.strerror}. Nothing was left behind.")
