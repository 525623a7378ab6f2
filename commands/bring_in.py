"""Bringing a file of rows in: looked at, mapped, checked, and taken in unless it is a dry run."""

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from commands.acting import add_organization, member, text
from services import files, imports, organizations, staff
from services.imports import Import, ImportNoun, ImportStatus, Noun, ReadAs, Verdict
from services.permissions import Permission
from services.work import Actor, begin
from utils.errors import Conflict, Invalid

PIECE: Final = 1024 * 1024
MOST_SHOWN: Final = 5


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """import."""
    words = "bring a file of rows in: CSV, XLSX, XLS or ODS"
    parser = subparsers.add_parser("import", help=words, description=words)
    parser.add_argument("noun", type=text, metavar="NOUN", help=", ".join(ImportNoun))
    add_organization(parser)
    parser.add_argument("--file", type=Path, metavar="FILE", help="the file to read")
    parser.add_argument("--template", type=Path, metavar="FILE", help="write an XLSX to fill in there, and nothing else")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--mapping", nargs="+", default=[], type=text, metavar="FIELD=COLUMN", help="which column a field is")
    parser.add_argument("--sheet", type=text, help="the sheet of a workbook")
    parser.add_argument("--header-row", type=int, metavar="N", help="the row that names the columns, counted from 1")
    parser.add_argument("--delimiter", type=text, metavar="C", help="what divides the cells of a CSV")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the rows that were left out, with reasons")
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="where to write what the import made, such as passwords")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="whose rights to import with")
    parser.set_defaults(run=_import)


def _import(arguments: Namespace) -> int:
    if arguments.noun not in list(ImportNoun):
        raise Invalid({"noun": f"There is no import of {arguments.noun}; there are {', '.join(ImportNoun)}."})
    noun = imports.NOUNS[ImportNoun(arguments.noun)]
    if arguments.template is not None:
        _write(arguments.template, [imports.template_of(noun)])
        print(f"{arguments.template}: a template for {noun.many}.")
        return 0
    if arguments.file is None:
        raise Invalid({"file": "Name the file to read with --file, or the template to write with --template."})
    if arguments.out is not None and arguments.out.exists():
        raise Conflict(f"{arguments.out} is there already; choose another name.")
    org_id = organizations.find(arguments.org).org_id
    unable = {each.staff_id for each in staff.actors_with(org_id, noun.permission) if not each.may(Permission.IMPORT)}
    actor = member(arguments.org, noun.permission, arguments.username, unable)
    found = _uploaded(actor, noun, arguments)
    _tell_columns(found, noun)
    with begin(actor) as work:
        imports.choose(work, found.import_id, _mapping(found, noun, arguments.mapping))
    imports.check(actor, found.import_id)
    found = _again(actor, found)
    _tell_check(actor, found, noun)
    if not arguments.dry_run and found.row_count > found.rejected_count:
        with begin(actor) as work:
            imports.start(work, found.import_id)
        imports.apply(actor, found.import_id)
        found = _again(actor, found)
        _tell_done(found, noun)
    _write_files(actor, found, arguments)
    return 0 if not found.rejected_count else 2


def _uploaded(actor: Actor, noun: Noun, arguments: Namespace) -> Import:
    read_as = ReadAs(arguments.sheet, arguments.header_row, arguments.delimiter)
    path: Path = arguments.file
    if not path.is_file():
        raise Invalid({"file": f"There is no file {path}."})
    with begin(actor) as work:
        found = imports.upload(work, noun.name, path.name, _pieces(path), read_as)
        for twin in imports.twins(work, found.import_id):
            print(f"The same file was brought in before: import {twin.import_id} by {twin.creator_name}, {twin.status}.")
    return found


def _mapping(found: Import, noun: Noun, told: Sequence[str]) -> dict[str, str]:
    """What was guessed or remembered, and over it what was told."""
    keys = {column["name"].casefold(): column["key"] for column in found.columns}
    chosen: dict[str, str] = {}
    for each in told:
        name, equals, heading = each.partition("=")
        if not equals:
            raise Invalid({"mapping": f"“{each}” is not of the form FIELD=COLUMN."})
        if noun.field(name) is None:
            raise Invalid({"mapping": f"There is no field {name}; there are {', '.join(field.name for field in noun.fields)}."})
        if heading and heading.casefold() not in keys:
            raise Invalid({"mapping": f"The file has no column “{heading}”; it has {', '.join(keys)}."})
        chosen[name] = keys.get(heading.casefold(), "")
    taken = set(chosen.values())
    return {name: key for name, key in found.mapping.items() if key not in taken} | chosen


def _tell_columns(found: Import, noun: Noun) -> None:
    for note in found.notes:
        print(f"  note: {note}")
    used = {key: name for name, key in found.mapping.items()}
    for column in found.columns:
        field = noun.field(used.get(column["key"], ""))
        print(f"  {column['name']}: {field.label if field else 'not used'}")


def _tell_check(actor: Actor, found: Import, noun: Noun) -> None:
    print(
        f"Checked {found.row_count:,} {noun.many}: {found.added_count:,} to add, {found.changed_count:,} to change, "
        f"{found.unchanged_count:,} unchanged, {found.rejected_count:,} rejected, {found.parked_count:,} that wait."
    )
    with begin(actor) as work:
        for problem in imports.problems(work, found.import_id):
            print(f"  {problem.verdict}, {problem.count:,} × {problem.reason} (first in row {problem.row_no:,})")
        for sample in imports.samples(work, found.import_id, Verdict.CHANGED, size=MOST_SHOWN):
            print(f"  would change {sample.key} (row {sample.row_no:,})")


def _tell_done(found: Import, noun: Noun) -> None:
    print(
        f"Import {found.import_id} is {found.status}: {found.added_count:,} {noun.many} added, {found.changed_count:,} changed, "
        f"{found.unchanged_count:,} unchanged, {found.rejected_count:,} left out, {found.parked_count:,} wait."
    )
    if found.failure:
        print(f"  {found.failure}")
    sys.stdout.flush()


def _write_files(actor: Actor, found: Import, arguments: Namespace) -> None:
    if arguments.out is not None and (found.rejected_count or found.parked_count):
        with begin(actor) as work:
            made = imports.error_file(work, found.import_id)
            _write(arguments.out, files.pieces(work, made.file_id))
        print(f"{arguments.out}: the rows that were left out, each with its reason.")
    if found.result_file_ids and found.status in (ImportStatus.DONE, ImportStatus.PARTIAL):
        folder: Path = arguments.results or Path()
        with begin(actor) as work:
            for file in imports.results(work, found.import_id):
                _, contents = files.download(work, file.file_id)
                _write(folder / file.name, contents)
                print(f"{folder / file.name}: what the import made; keep it safe, it is gone from here after a day.")


def _again(actor: Actor, found: Import) -> Import:
    with begin(actor) as work:
        return imports.get(work, found.import_id)


def _write(target: Path, pieces: Iterator[bytes] | Sequence[bytes]) -> None:
    try:
        with target.open("xb") as out:
            out.writelines(pieces)
        target.chmod(0o600)
    except FileExistsError as error:
        raise Conflict(f"{target} is there already; choose another name.") from error
    except OSError as error:
        raise Conflict(f"{target} cannot be written: {error.strerror}.") from error


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as source:
            while piece := source.read(PIECE):
                yield piece
    except OSError as error:
        raise Invalid({"file": f"{path} cannot be read: {error.strerror}."}) from error
