"""Exports as the screens ask for them: exactly those rows and columns, at once or by a job, one's own, until they expire."""

import asyncio
import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, LiteralString

import openpyxl
import pytest

from database.connection import DatabaseRole, transaction
from jobs import worker
from services import exports, files, listing, sweeping
from services.background import Cancelled
from services.exports import Export, ExportNoun, ExportStatus, FileFormat, NewExport, making, service
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, Work, begin
from tests import builders, town
from tests.town import Town
from utils import clock
from utils.errors import Conflict, Forbidden, Gone, Invalid, NotFound

FORGET = "DELETE FROM procrastinate_jobs"
COUNT_FILES = "SELECT count(*) FROM files"


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


@pytest.fixture
def is_long(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every list counts as one that takes a while."""
    counted = listing.count
    monkeypatch.setattr(listing, "count", lambda *given: (counted(*given)[0], True))
    yield


def start(actor: Actor, noun: str = "bills", file_format: str = "csv", **asked: Any) -> Export:
    with begin(actor) as work:
        return exports.start(work, NewExport(noun, file_format, **asked))


def get(actor: Actor, export_id: int) -> Export:
    with begin(actor) as work:
        return exports.get(work, export_id)


def text_of(actor: Actor, export: Export) -> bytes:
    with begin(actor) as work:
        return b"".join(files.pieces(work, export.file_id or 0))


def rows_of(actor: Actor, export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(actor, export).decode(), newline="")))


def as_owner(statement: LiteralString) -> int:
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else 0


def work_off() -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(worker.serve(wait=False))).result()


def test_a_short_one_is_there_at_once_with_exactly_what_the_list_shows(place: Town) -> None:
    asked = {"filters": {"status": "issued", "demand": "1.."}, "search": "A-1", "columns": ("account_code", "demand", "period")}
    made = start(place.clerk, **asked)
    assert (made.status, made.row_count, made.rows_done, made.is_kept) == (ExportStatus.DONE, 1, 1, True)
    assert made.words == [["Search", "A-1"], ["State", "Issued, unpaid"], ["Demand", "from 1"], ["Order", "Newest first"]]
    (row,) = rows_of(place.clerk, made)
    assert list(row) == ["account_code", "demand", "period"]
    assert (row["account_code"], row["period"]) == ("A-1", "2026-08")
    assert made.file_name == f"bills-{clock.local_date(clock.now(), 'Asia/Karachi').isoformat()}.csv"
    assert made.expires_at is not None
    assert timedelta(days=6, hours=23) < made.expires_at - clock.now() < timedelta(days=7)


@pytest.mark.parametrize("noun", list(ExportNoun))
def test_every_noun_becomes_a_workbook_that_says_what_it_is(place: Town, noun: ExportNoun) -> None:
    maker = place.here.admin
    made = start(maker, noun, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(text_of(maker, made)))
    title = noun.value.replace("_", " ").capitalize()
    assert book.sheetnames == [title, "About this file"]
    about = told(book)
    assert about["Organization"] == maker.organization
    assert about["Made by"] == maker.full_name
    assert about["Filters"] == "None: every row that its maker may see"
    assert about["Rows"] == str(made.row_count)
    with begin(maker) as work:
        wanted = listing_of(noun)
        assert made.row_count == listing.count_all(work, wanted, ListQuery())
    assert [cell.value for cell in book[title][1]] == [each.label for each in wanted.fields]


def told(book: Any) -> dict[str, str]:
    return {str(line[0]): str(line[1]) for line in book["About this file"].iter_rows(values_only=True)}


def listing_of(noun: ExportNoun) -> listing.Listing[Any]:
    return service.listing_of(noun)


def test_a_workbook_holds_the_same_values_as_the_csv_and_their_totals(place: Town) -> None:
    plain, book = start(place.clerk), start(place.clerk, file_format=FileFormat.XLSX)
    found: Any = openpyxl.load_workbook(io.BytesIO(text_of(place.clerk, book)))
    names = [each.file_heading for each in listing_of(ExportNoun.BILLS).fields]
    cells = found["Bills"].iter_rows(min_row=2, values_only=True)
    lines: list[dict[str, Any]] = [dict(zip(names, line, strict=True)) for line in cells]
    rows = rows_of(place.clerk, plain)
    assert len(rows) == 5
    assert [line["bill_no"] for line in lines] == [row["bill_no"] for row in rows]
    assert [Decimal(repr(line["demand"])) for line in lines] == [Decimal(row["demand"]) for row in rows]
    assert [line["due_on"].date().isoformat() for line in lines] == [row["due_on"] for row in rows]
    assert {line["status"] for line in lines} == {"Issued, unpaid"}
    about = told(found)
    total = sum((Decimal(row["demand"]) for row in rows), Decimal(0))
    assert Decimal(about["Demand, total"].replace(",", "").removeprefix("Rs ")) == total


def test_a_question_that_nothing_can_answer_gives_a_head_and_no_row(place: Town) -> None:
    filters = {"run": str(10**12)}
    assert rows_of(place.clerk, start(place.clerk, filters=filters)) == []
    book = start(place.clerk, file_format="xlsx", filters=filters)
    assert book.row_count == 0
    sheet: Any = openpyxl.load_workbook(io.BytesIO(text_of(place.clerk, book)))["Bills"]
    assert sheet["A1"].value == "Bill"
    assert [value for line in sheet.iter_rows(min_row=2, values_only=True) for value in line if value is not None] == []


@pytest.mark.parametrize(("asked", "field"), [
    ({"noun": "fish"}, "noun"), ({"file_format": "pdf"}, "format"), ({"columns": ("fish",)}, "columns"),
    ({"columns": ("demand", "demand")}, "columns"), ({"filters": {"fish": "1"}}, "fish"),
    ({"filters": {"status": "fish"}}, "status"),
    ({"sort": "fish"}, "sort"),
])  # fmt: skip
def test_what_the_list_does_not_know_is_refused_with_its_name(place: Town, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        start(place.clerk, **asked)
    assert set(refused.value.fields) == {field}


def test_who_may_not_export_makes_nothing(place: Town) -> None:
    with pytest.raises(Forbidden):
        start(builders.person(place.here, Role.SUPPORT))


def test_only_rows_within_reach_are_in_it(place: Town) -> None:
    limited = builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))
    assert {row["account_code"] for row in rows_of(limited, start(limited))} == {"B-1", "B-2"}


def test_an_export_is_its_makers_own(place: Town) -> None:
    made = start(place.clerk)
    for other in (place.second, place.here.admin, builders.world().admin):
        with pytest.raises(NotFound):
            get(other, made.export_id)
        with begin(other) as work:
            assert exports.page(work, ListQuery()).rows == ()
            assert work.scalar("SELECT count(*) FROM exports") == 0


def test_the_list_has_the_newest_first_page_by_page(place: Town) -> None:
    ids = [start(place.clerk).export_id for _ in range(5)][::-1]
    with begin(place.clerk) as work:
        first = exports.page(work, ListQuery(size=2))
        second = exports.page(work, ListQuery(size=2, after=first.next_key))
        back = exports.page(work, ListQuery(size=2, before=second.previous_key))
        assert [row.export_id for row in (*first.rows, *second.rows)] == ids[:4]
        assert (first.rows, first.count) == (back.rows, 5)
        assert exports.page(work, ListQuery(filters={"status": "failed"})).count == 0


def test_an_expired_one_stays_in_the_list_and_its_file_is_gone(place: Town) -> None:
    made = start(place.clerk)
    sweeping.sweep(clock.now() + timedelta(days=8))
    after = get(place.clerk, made.export_id)
    assert (after.status, after.is_kept, after.size) == (ExportStatus.DONE, False, made.size)
    with pytest.raises(Gone):
        text_of(place.clerk, made)


@pytest.mark.usefixtures("is_long")
@pytest.mark.parametrize("file_format", list(FileFormat))
def test_a_long_one_is_made_by_a_job(place: Town, file_format: FileFormat) -> None:
    asked = start(place.clerk, file_format=file_format)
    assert (asked.status, asked.file_id) == (ExportStatus.WAITING, None)
    work_off()
    made = get(place.clerk, asked.export_id)
    assert (made.status, made.row_count, made.rows_done, made.is_kept) == (ExportStatus.DONE, 5, 5, True)
    assert text_of(place.clerk, made)


@pytest.mark.usefixtures("is_long")
def test_one_that_was_called_off_is_not_made(place: Town) -> None:
    asked = start(place.clerk)
    with begin(place.clerk) as work:
        assert exports.cancel(work, asked.export_id).status == ExportStatus.CANCELLED
        with pytest.raises(Conflict, match="cancelled already"):
            exports.cancel(work, asked.export_id)
    work_off()
    assert get(place.clerk, asked.export_id).status == ExportStatus.CANCELLED
    assert as_owner(COUNT_FILES) == 0


@pytest.mark.usefixtures("is_long")
@pytest.mark.parametrize("file_format", list(FileFormat))
def test_one_that_is_called_off_in_the_middle_leaves_nothing(
    place: Town, file_format: FileFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "EVERY_SECONDS", 0.0)
    monkeypatch.setattr(making, "BATCH", 2)
    asked = start(place.clerk, file_format=file_format)
    told = making.repository.note

    def call_off(work: Work, export_id: int, rows_done: int, row_count: int | None) -> bool:
        if rows_done >= 2:
            with begin(place.clerk) as other:
                service.repository.end(other, export_id, "cancelled", None)
        return told(work, export_id, rows_done, row_count)

    monkeypatch.setattr(making.repository, "note", call_off)
    with pytest.raises(Cancelled):
        exports.make(place.clerk, asked.export_id)
    assert get(place.clerk, asked.export_id).status == ExportStatus.CANCELLED
    assert as_owner(COUNT_FILES) == 0


@pytest.mark.usefixtures("is_long")
def test_one_whose_worker_died_starts_over_and_ends_once(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = start(place.clerk)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(making, "keep", die)
        with pytest.raises(KeyboardInterrupt):
            exports.make(place.clerk, asked.export_id)
    left = get(place.clerk, asked.export_id)
    assert (left.status, left.file_id) == (ExportStatus.RUNNING, None)
    as_owner(FORGET)
    work_off()
    made = get(place.clerk, asked.export_id)
    assert (made.status, len(rows_of(place.clerk, made))) == (ExportStatus.DONE, 5)
    exports.make(place.clerk, asked.export_id)
    assert get(place.clerk, asked.export_id) == made
    assert as_owner(COUNT_FILES) == 1


@pytest.mark.usefixtures("is_long")
def test_one_that_cannot_be_made_says_why(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = start(place.clerk, filters={"area": str(place.here.ward_a)})

    def refuse(*_: object) -> None:
        raise Invalid({"columns": "A list of bills has no column fish."})

    monkeypatch.setattr(making, "write", refuse)
    work_off()
    made = get(place.clerk, asked.export_id)
    assert (made.status, made.failure) == (ExportStatus.FAILED, "A list of bills has no column fish.")


@pytest.mark.usefixtures("is_long")
def test_one_is_made_with_the_rights_of_the_moment(place: Town) -> None:
    wide = builders.person(place.here, Role.OPERATIONS, (place.here.ward_a, place.here.ward_b))
    asked = start(wide)
    exports.make(replace(wide, area_ids=(place.here.ward_b,)), asked.export_id)
    made = get(wide, asked.export_id)
    assert {row["account_code"] for row in rows_of(wide, made)} == {"B-1", "B-2"}


def test_the_audit_says_what_was_asked_for(place: Town) -> None:
    made = start(place.clerk, filters={"status": "issued"})
    with begin(place.clerk) as work:
        after = work.scalar("SELECT after FROM audit_log WHERE action = 'export.started' AND ref = %(ref)s",
                            ref=f"export {made.export_id}")  # fmt: skip
    assert (after["noun"], after["filters"]) == ("bills", {"status": "issued"})
