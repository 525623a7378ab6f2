"""Making an export: every row of its list into a file, streamed, whole or not at all."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from services import background, files, listing, notices
from services.background import Cancelled
from services.exports import repository, workbook
from services.exports.cells import Column
from services.exports.models import Export, FileFormat, NewExport
from services.exports.nouns import listing_of
from services.files import Purpose
from services.listing import Field, Listing, OneOf
from services.notices import About
from services.work import Actor, Work, begin
from utils import scratch
from utils.errors import not_found
from utils.money import format_money

EVERY_SECONDS: Final = 1.0
BATCH: Final = 5_000
# Sums are of money and of quantities, which have fewer.
DECIMALS: Final = 10
_CHUNK: Final = 1024 * 1024
_MEDIA_TYPES: Final = {FileFormat.CSV: files.CSV, FileFormat.XLSX: files.XLSX}

Passed = Callable[[int], None]


def make(actor: Actor, export_id: int) -> None:
    """The job: read the whole list as of one moment, and keep the file. Begun again, it starts over and ends once."""
    with begin(actor) as work:
        if not repository.take(work, export_id):
            return
        export = repository.get(work, export_id) or not_found("export", export_id)
    watch = _Watch(actor, export_id)
    with scratch.folder() as folder:
        path = folder / "file"
        with begin(actor, is_snapshot=True) as reading:
            watch.total = listing.count_all(reading, listing_of(export.noun), export.wanted.query)
            watch.tell()
            listing.expect_many(reading)
            rows = write(reading, export.wanted, path, watch.passed)
        with begin(actor) as work:
            keep(work, export, path, rows)
            source = listing_of(export.noun)
            subject = f"Your export of {rows:,} {source.noun if rows == 1 else source.nouns} is ready."
            tell(work, notices.EXPORT_READY, export_id, subject)


def tell(work: Work, kind: notices.Kind, export_id: int, subject: str) -> None:
    """Tell whoever asked for an export what became of it: who waited for it looks at it anyway."""
    about = About("export", export_id)
    notices.tell(work, kind, [work.actor.staff_id], about, subject, f"export {export_id} {kind.name} {work.now.isoformat()}")


def write(work: Work, wanted: NewExport, path: Path, passed: Passed) -> int:
    """Write the file; returns how many rows it has. Raises Forbidden, Invalid."""
    if FileFormat(wanted.format) == FileFormat.CSV:
        return _write_csv(work, wanted, path, passed)
    return _write_workbook(work, wanted, path, passed)


def keep(work: Work, export: Export, path: Path, rows: int) -> None:
    """Keep what was written as the file of the export. Raises Cancelled when it was over meanwhile."""
    name = f"{listing_of(export.noun).nouns.replace(' ', '-')}-{work.today.isoformat()}.{export.format}"
    over = work.now + files.DEFAULT_LIFE
    file = files.put(work, name, _MEDIA_TYPES[export.format], _pieces(path), Purpose.EXPORT, over)
    if not repository.finish(work, export.export_id, file.file_id, rows):
        raise Cancelled


def _write_csv(work: Work, wanted: NewExport, path: Path, passed: Passed) -> int:
    pieces = listing.copied(work, listing_of(wanted.noun), wanted.query, wanted.columns)
    # The database sends row by row, the header first.
    rows = -1
    # Whoever leaves in the middle must end the COPY before the transaction can.
    with closing(pieces), path.open("wb", buffering=_CHUNK) as out:
        for piece in pieces:
            out.write(piece)
            rows += 1
            if rows % BATCH == 0:
                passed(rows)
    return rows


def _write_workbook(work: Work, wanted: NewExport, path: Path, passed: Passed) -> int:
    source = listing_of(wanted.noun)
    fields = listing.chosen_fields(source, wanted.columns)
    tally = _Tally([each for each in fields if each.is_summed])
    pieces = listing.copied(work, source, wanted.query, wanted.columns, is_for_cells=True)
    with closing(pieces):
        workbook.write(
            path,
            source.nouns.capitalize(),
            [_column(source, each) for each in fields],
            tally.counted(_frames(pieces, [each.name for each in fields]), passed),
            lambda: _about(work, source, wanted, tally),
        )
    return tally.rows


def _frames(pieces: Iterator[bytes], names: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The rows of a CSV without a header in frames of texts."""
    schema = dict.fromkeys(names, pl.String())
    while batch := list(islice(pieces, BATCH)):
        yield pl.read_csv(b"".join(batch), has_header=False, schema=schema)


def _column(source: Listing[Any], each: Field) -> Column:
    choices = [one.options for one in source.filters if isinstance(one, OneOf) and one.name == each.name]
    return Column(each.label, each.kind, dict(choices[0]) if choices else {})


def _about(work: Work, source: Listing[Any], wanted: NewExport, tally: "_Tally") -> Iterator[tuple[str, str]]:
    """What a reader of the file must know: whose it is, what was asked for, by whom and when, and what it adds up to."""
    local = work.now.astimezone(ZoneInfo(work.actor.time_zone))
    yield "Organization", work.actor.organization
    yield "List", source.nouns.capitalize()
    described = listing.described(work, source, wanted.query)
    yield from described
    if not [label for label, _ in described if label != "Order"]:
        yield "Filters", "None: every row that its maker may see"
    yield "Made by", work.actor.full_name
    yield "Made at", f"{local:%d %b %Y, %H:%M} ({work.actor.time_zone})"
    yield "Rows", f"{tally.rows:,}"
    for each in tally.summed:
        total = tally.sums[each.name]
        shown = format_money(total, work.actor.currency) if each.kind == listing.Kind.MONEY else f"{total.normalize():,f}"
        yield f"{each.label}, total", shown


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(_CHUNK):
            yield piece


@dataclass
class _Tally:
    """Counts rows and adds up what is summed, as they pass."""

    summed: Sequence[Field]
    rows: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict[str, Decimal])

    def counted(self, frames: Iterator[pl.DataFrame], passed: Passed) -> Iterator[pl.DataFrame]:
        self.sums = {each.name: Decimal(0) for each in self.summed}
        exactly = [pl.col(each.name).cast(pl.Decimal(38, DECIMALS)).sum() for each in self.summed]
        for frame in frames:
            yield frame
            self.rows += frame.height
            for name, value in frame.select(exactly).row(0, named=True).items() if exactly else ():
                self.sums[name] += value
            passed(self.rows)


@dataclass
class _Watch:
    """Tells once a second how far it is, and stops the work when it is no longer wanted."""

    actor: Actor
    export_id: int
    total: int = 0
    rows: int = 0
    told_at: float = 0.0

    def passed(self, rows: int) -> None:
        self.rows = rows
        if time.monotonic() - self.told_at >= EVERY_SECONDS:
            self.tell()

    def tell(self) -> None:
        background.check_wanted()
        self.told_at = time.monotonic()
        with begin(self.actor) as work:
            if not repository.note(work, self.export_id, self.rows, self.total):
                raise Cancelled
