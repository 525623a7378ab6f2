"""From upload to done and back: each step at its time, stopped and taken up again, and taken back while nothing stands on it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import LiteralString

import pytest

from services import imports
from services.imports import Import, ImportNoun, ImportStatus, ReadAs
from services.permissions import Role
from services.work import begin
from tests import builders, town
from tests.builders import World
from tests.services.imports.bringing import again, brought, checked, counts, csv_bytes, rolled_back, taken
from utils.errors import Conflict, Forbidden, Invalid, NotFound

HEAD = ("Unit code", "Area", "Consumer", "Category", "Size in marla", "Address")
REGISTER: LiteralString = """
SELECT u.code, c.code, c.holder_name, c.phone, a.code, u.address, u.settlement, u.category, u.size_marla, u.status, b.area_id
FROM survey_units u JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id
JOIN account_balances b ON b.org_id = u.org_id AND b.account_id = c.account_id
WHERE u.org_id = %(org_id)s ORDER BY u.code
"""
KEPT: LiteralString = """
SELECT row_no, key, cells, verdict, reason FROM import_rows WHERE org_id = %(org_id)s AND import_id = %(import_id)s
ORDER BY row_no
"""


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(imports.NOUNS, ImportNoun.UNITS, replace(imports.NOUNS[ImportNoun.UNITS], batch=10))  # pyright: ignore
    yield


def rows(count: int, size: str = "5", first: int = 1) -> list[tuple[str, ...]]:
    return [(f"U-{n:03}", "OKR-A", f"Demo {n}", "residential", size, f"House {n}") for n in range(first, first + count)]


def register(here: World) -> list[tuple[object, ...]]:
    with begin(here.admin) as work:
        return work.execute(REGISTER).fetchall()


def kept(here: World, found: Import) -> list[tuple[object, ...]]:
    with begin(here.admin) as work:
        return work.execute(KEPT, import_id=found.import_id).fetchall()


def test_an_import_that_stops_after_any_batch_ends_in_the_same_rows(here: World, small_batches: None) -> None:
    contents = csv_bytes(HEAD, [*rows(45), *rows(1)])
    whole = brought(here.admin, "units", contents)
    undisturbed, verdicts = register(here), kept(here, whole)
    there = builders.world()
    stopped = checked(there.admin, "units", contents)
    for done in range(1, 6):
        stopped = taken(there.admin, stopped, most=1)
        assert (stopped.status, stopped.applied_count) == ("running", min(done * 10, 45))
    assert taken(there.admin, stopped).status == whole.status == "partial"
    bare = [(*row[:-1],) for row in register(there)]
    assert bare == [(*row[:-1],) for row in undisturbed]
    assert kept(there, stopped) == verdicts


def test_a_check_that_is_cut_off_goes_on_where_it_was(here: World, small_batches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.imports import checking

    contents = csv_bytes(HEAD, rows(35))
    with begin(here.admin) as work:
        found = imports.upload(work, "units", "rows.csv", [contents])
        imports.choose(work, found.import_id, found.mapping)
    calls = 0

    def dies() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("killed")

    monkeypatch.setattr(checking, "check_wanted", dies)
    with pytest.raises(RuntimeError):
        imports.check(here.admin, found.import_id)
    assert 0 < again(here.admin, found).checked_count < 35
    imports.check(here.admin, found.import_id)
    after = again(here.admin, found)
    assert (after.status, after.checked_count, after.added_count) == ("validated", 35, 35)


def test_paused_it_waits_and_resumed_it_goes_on(here: World, small_batches: None) -> None:
    found = taken(here.admin, checked(here.admin, "units", csv_bytes(HEAD, rows(30))), most=1)
    with begin(here.admin) as work:
        imports.pause(work, found.import_id)
    assert len(register(here)) == 10
    assert taken(here.admin, again(here.admin, found)).applied_count == 10
    with begin(here.admin) as work:
        imports.resume(work, found.import_id)
    assert taken(here.admin, again(here.admin, found)).status == "done"
    assert len(register(here)) == 30


def test_every_step_at_the_wrong_time_says_why_not(here: World) -> None:
    found = checked(here.admin, "units", csv_bytes(HEAD, rows(3)))
    said = "Import {} cannot be {}: it is checked and has not been run."
    for step, verb in ((imports.pause, "paused"), (imports.roll_back, "rolled back")):
        with pytest.raises(Conflict, match=said.format(found.import_id, verb)), begin(here.admin) as work:
            step(work, found.import_id)
    with pytest.raises(Conflict, match="it has not been run yet"), begin(here.admin) as work:
        imports.resume(work, found.import_id)
    taken(here.admin, found)
    with pytest.raises(Conflict, match="all its rows are in"), begin(here.admin) as work:
        imports.start(work, found.import_id)
    with pytest.raises(Conflict, match="cannot be mapped"), begin(here.admin) as work:
        imports.choose(work, found.import_id, found.mapping)
    with pytest.raises(NotFound), begin(builders.world().admin) as work:
        imports.get(work, found.import_id)


def test_a_mapping_is_remembered_for_files_of_its_shape(here: World) -> None:
    head = ("Nr", "Wo", "Wer", "Was", "Wieviel", "Strasse")
    body = [("U-1", "OKR-A", "Demo", "house", "5", "House 1")]
    told = {"code": "Nr", "area": "Wo", "holder_name": "Wer", "category": "Was", "size_marla": "Wieviel",
            "address": "Strasse"}  # fmt: skip
    brought(here.admin, "units", csv_bytes(head, body), told)
    with begin(here.admin) as work:
        found = imports.upload(work, "units", "other.csv", [csv_bytes(head, [("U-2", "OKR-A", "Demo", "house", "5", "House 2")])])
        assert found.mapping == {"code": "c0", "area": "c1", "holder_name": "c2", "category": "c3", "size_marla": "c4",
                                 "address": "c5"}  # fmt: skip
        (known,) = imports.mappings(work)
        assert (known.mapping, known.file_name) == (told, "rows.csv")
        imports.forget_mapping(work, "units", known.shape_key)
        assert imports.mappings(work) == []


def test_a_mapping_that_cannot_be_says_which_field_is_wrong(here: World) -> None:
    with begin(here.admin) as work:
        found = imports.upload(work, "units", "rows.csv", [csv_bytes(HEAD, rows(1))])
        with pytest.raises(Invalid) as refusal:
            imports.choose(work, found.import_id, {"area": "c1", "address": "c1", "phone": "c77", "nonsense": "c2"})
    assert set(refusal.value.fields) == {"code", "address", "phone", "nonsense"}


def test_a_file_is_read_in_another_way_when_told_so(here: World) -> None:
    contents = b"Printed today\n" + csv_bytes(HEAD, rows(2)).replace(b",", b";")
    with begin(here.admin) as work:
        found = imports.upload(work, "units", "rows.csv", [contents])
        assert [column["name"] for column in found.columns] == list(HEAD)
        anew = imports.read_differently(work, found.import_id, ReadAs(header_row=3))
        assert anew.columns[0]["name"] == "U-001"


def test_two_who_bring_the_same_file_are_told_of_each_other(here: World) -> None:
    contents = csv_bytes(HEAD, rows(3))
    second = builders.person(here, Role.OPERATIONS)
    first, other = checked(here.admin, "units", contents), checked(second, "units", contents)
    with begin(here.admin) as work:
        imports.start(work, first.import_id)
    with pytest.raises(Conflict, match="is importing the same file already"), begin(second) as work:
        imports.start(work, other.import_id)
    taken(here.admin, again(here.admin, first))
    assert counts(taken(second, other)) == (0, 0, 3, 0, 0)
    with begin(second) as work:
        assert [twin.import_id for twin in imports.twins(work, other.import_id)] == [first.import_id]


def test_a_roll_back_leaves_the_register_as_it_was(here: World) -> None:
    brought(here.admin, "units", csv_bytes(HEAD, rows(3)))
    before = register(here)
    changed = [("U-001", "OKR-B", "Renamed", "residential", "9", "House 9"), *rows(4, first=2)]
    found = brought(here.admin, "units", csv_bytes(HEAD, changed))
    assert counts(found) == (2, 1, 2, 0, 0)
    assert register(here) != before
    assert rolled_back(here, found).status == ImportStatus.ROLLED_BACK
    assert register(here) == before
    assert counts(brought(here.admin, "units", csv_bytes(HEAD, changed))) == (2, 1, 2, 0, 0)


def test_what_was_built_on_is_not_rolled_back(database: object) -> None:
    place = town.town()
    head = (*HEAD, "Tariff", "Service from")
    found = brought(place.here.admin, "units", csv_bytes(head, [(*row, "sanitation", "2026-01-01") for row in rows(3)]))
    town.bill(place)
    with pytest.raises(Conflict, match=r"The units U-001, U-002, U-003 were used since: bills"):
        rolled_back(place.here, found)
    assert again(place.here.admin, found).status == "done"


def test_what_was_changed_since_is_not_rolled_back(here: World) -> None:
    found = brought(here.admin, "units", csv_bytes(HEAD, rows(3)))
    brought(here.admin, "units", csv_bytes(HEAD, rows(1, size="7")))
    with pytest.raises(Conflict, match="The unit U-001 was changed since this import; nothing was rolled back"):
        rolled_back(here, found)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPPORT, Role.FIELD_AGENT])
def test_who_may_not_import_is_told_so(here: World, role: Role) -> None:
    somebody = builders.person(here, role, (here.ward_a,))
    with pytest.raises(Forbidden, match="may not run imports"), begin(somebody) as work:
        imports.upload(work, "units", "rows.csv", [csv_bytes(HEAD, rows(1))])


def test_two_who_bring_the_same_units_at_once_end_in_one_register(here: World, small_batches: None) -> None:
    second = builders.person(here, Role.OPERATIONS)
    first, other = checked(here.admin, "units", csv_bytes(HEAD, rows(60))), checked(second, "units", csv_bytes(HEAD, rows(61)))
    assert counts(first)[0] + counts(other)[0] == 121
    for actor, found in ((here.admin, first), (second, other)):
        with begin(actor) as work:
            imports.start(work, found.import_id)
    with ThreadPoolExecutor(4) as pool:
        # Two workers for each, as a queue that lost and found its jobs would have it.
        runs = [pool.submit(imports.apply, actor, found.import_id)
                for actor, found in ((here.admin, first), (second, other)) for _ in range(2)]  # fmt: skip
    for run in runs:
        run.result()
    one, two = again(here.admin, first), again(second, other)
    assert (one.status, two.status) == ("done", "done")
    assert (one.added_count + two.added_count, one.unchanged_count + two.unchanged_count) == (61, 60)
    assert [row[0] for row in register(here)] == [row[0] for row in rows(61)]
