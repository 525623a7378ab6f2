"""Writing a list to a file, CSV or workbook, whole or not at all."""

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
from services.exports import ExportNoun, FileFormat, NewExport
from services.permissions import Permission
from services.work import Work, begin
from utils.errors import Busy, Conflict, Invalid


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """export."""
    words = "write a list as CSV or as a workbook"
    parser = subparsers.add_parser("export", help=words, description=words)
    parser.add_argument("noun", type=text, metavar="NOUN", help=", ".join(ExportNoun))
    add_organization(parser)
    parser.add_argument("--period", type=text, metavar="YYYY-MM", help="only this month")
    parser.add_argument("--filter", type=text, action="append", default=[], metavar="NAME=VALUE", dest="filters",
                        help="as in the address of the list, e.g. status=issued,paid; may be given several times")  # fmt: skip
    parser.add_argument("--columns", type=text, default="", metavar="A,B,C", help="only these, in this order")
    parser.add_argument("--out", required=True, metavar="FILE",
                        help="where to write: a workbook where it ends in .xlsx; - is the standard output")  # fmt: skip
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="whose rights to export with")
    parser.set_defaults(run=_export)


def _export(arguments: Namespace) -> None:
    columns = tuple(name.strip() for name in arguments.columns.split(",") if name.strip())
    filters = dict(_filter(each) for each in arguments.filters)
    file_format = FileFormat.XLSX if arguments.out.lower().endswith(".xlsx") else FileFormat.CSV
    wanted = exports.whole(arguments.noun, arguments.period or "", filters, columns=columns, format=file_format)
    actor = member(arguments.org, Permission.EXPORT, arguments.username)
    with _opened(arguments.out, is_forced=arguments.force) as (out, path):
        if file_format == FileFormat.XLSX and path is not None:
            with begin(actor, is_snapshot=True) as work:
                rows = exports.write(work, wanted, path)
        else:
            with begin(actor) as work:
                rows = _stream(work, wanted, out)
        out.flush()
    if arguments.out != "-":
        print(f"{arguments.out}: {rows:,} rows of {wanted.noun} of {arguments.org}.")


def _stream(work: Work, wanted: NewExport, out: BinaryIO) -> int:
    # The database sends row by row, the header first.
    rows = -1
    with closing(exports.stream(work, wanted)) as pieces:
        for piece in pieces:
            out.write(piece)
            rows += 1
    return max(rows, 0)


def _filter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Invalid({"filter": f"“{text}” is not of the form NAME=VALUE."})
    return name.strip(), value.strip()


@contextmanager
def _opened(target: str, *, is_forced: bool) -> Iterator[tuple[BinaryIO, Path | None]]:
    """What to write to, and its path for now: a file has its name only once all of it is on the disk. Raises Conflict, Busy."""
    if target == "-":
        try:
            yield sys.stdout.buffer, None
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
            yield out, part
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
