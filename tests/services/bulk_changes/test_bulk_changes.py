"""Bulk changes: what is previewed is what is done, every refusal has its reason, and all of it can be taken back."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services import accounts, audit, bill_runs, bulk_changes, listing, survey_units, tags
from services.bulk_changes import Action, Chosen, NewChange, working
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money, town
from tests.builders import World
from tests.services.bulk_changes.changing import REASON, begun, chosen, look, made, rows_of, seen, table, undone
from tests.town import Town
from utils import clock
from utils.errors import Conflict, Forbidden, Gone, Invalid, NotFound

UNITS = """
SELECT code, status, category, size_marla, commercial_size, settlement, area_id, tags, deleted_at IS NOT NULL
FROM survey_units WHERE org_id = %(org_id)s ORDER BY code
"""
PLACES = """
SELECT c.area_id, b.area_id, m.area_id, u.area_id FROM accounts c
JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id
LEFT JOIN meters m ON m.org_id = c.org_id AND m.account_id = c.account_id
LEFT JOIN survey_units u ON u.org_id = c.org_id AND u.account_id = c.account_id
WHERE c.org_id = %(org_id)s AND c.code = %(code)s
"""
AUDITED = "SELECT action, after FROM audit_log WHERE org_id = %(org_id)s AND ref = %(ref)s ORDER BY audit_id"
SOMEBODY = "UPDATE survey_units SET status = 'inactive' WHERE org_id = %(org_id)s AND code = %(code)s"


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def codes(actor: Actor, **filters: str) -> list[str]:
    with begin(actor) as work:
        return [row.code for row in survey_units.page(work, ListQuery(filters=filters)).rows]


def test_all_rows_of_a_list_change_their_state_and_get_it_back(place: Town) -> None:
    before = table(place.here.admin, UNITS)
    preview = look(place.clerk, "units", "status", chosen(area=str(place.here.ward_a)), status="billed")
    assert (preview.total, preview.changed, preview.unchanged, preview.refused) == (3, 3, 0, 0)
    first = preview.samples[0]
    assert (first.ref, first.before, first.after) == ("U-A-1", "listed", "billed")
    assert preview.words == "state becomes billed"
    assert table(place.here.admin, UNITS) == before

    change = made(place.clerk, "units", "status", chosen(area=str(place.here.ward_a)), status="billed")
    assert (change.status, change.total_count, change.changed_count) == ("done", 3, 3)
    assert codes(place.clerk, status="billed") == ["U-A-1", "U-A-2", "U-A-3"]
    again = look(place.clerk, "units", "status", chosen(area=str(place.here.ward_a)), status="billed")
    assert (again.changed, again.unchanged, again.refused) == (0, 3, 0)

    back = undone(place.clerk, change)
    assert (back.status, back.undone_count, back.left_count) == ("undone", 3, 0)
    assert table(place.here.admin, UNITS) == before
    entries = table(place.here.admin, AUDITED, ref=change.ref)
    assert [action for action, _ in entries] == ["bulk_change.made", "bulk_change.undone"]
    assert entries[0][1] == {
        "noun": "units", "action": "state becomes billed", "reason": REASON, "changed": 3, "unchanged": 0, "refused": 0,
        "query": {"search": "", "filters": {"area": str(place.here.ward_a)}},
    }  # fmt: skip


def test_states_follow_the_rules_of_the_register_and_refusals_say_why(place: Town) -> None:
    with begin(place.here.admin) as work:
        work.execute(SOMEBODY, code="U-A-2")
    everywhere = chosen((*place.unit_ids.values(), 10**12))
    preview = look(place.clerk, "units", "status", everywhere, status="billed")
    assert (preview.total, preview.changed, preview.refused) == (5, 4, 1)
    assert [(each.reason, each.count) for each in preview.refusals] == [
        ("A unit that is inactive does not become billed by hand.", 1)
    ]
    change = made(place.clerk, "units", "status", everywhere, status="billed")
    assert (change.changed_count, change.refused_count) == (4, 1)
    with begin(place.clerk) as work:
        assert bulk_changes.refusals(work, change.change_id) == list(preview.refusals)
        text = b"".join(bulk_changes.rows_as_csv(work, change.change_id, "refused")).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["ref"], row["verdict"], row["reason"]) == ("U-A-2", "refused", preview.refusals[0].reason)


def test_category_and_size_go_together(place: Town) -> None:
    before = table(place.here.admin, UNITS)
    ids = chosen((place.unit_ids["A-1"], place.unit_ids["B-1"]))
    shop = made(place.clerk, "units", "kind", ids, category="commercial", commercial_size="small")
    assert shop.changed_count == 2
    assert rows_of(place.clerk, shop)[0].after == "commercial, small"
    house = made(place.clerk, "units", "kind", ids, category="residential", size_marla="7.5")
    assert {row[2:5] for row in table(place.here.admin, UNITS) if row[0] == "U-A-1"} == {("residential", 7.5, None)}
    assert look(place.clerk, "units", "kind", ids, category="residential", size_marla="7.50").unchanged == 2
    undone(place.clerk, house)
    undone(place.clerk, shop)
    assert table(place.here.admin, UNITS) == before


@pytest.mark.parametrize(
    ("noun", "kind", "values", "field"),
    [
        ("units", "status", {"status": "surveyed"}, "status"),
        ("units", "status", {}, "status"),
        ("units", "kind", {"category": "residential", "size_marla": "-5"}, "size_marla"),
        ("units", "kind", {"category": "residential", "size_marla": "NaN"}, "size_marla"),
        ("units", "kind", {"category": "residential"}, "size_marla"),
        ("units", "kind", {"category": "commercial", "commercial_size": "huge"}, "commercial_size"),
        ("units", "settlement", {"settlement": "sea"}, "settlement"),
        ("units", "area", {"area": "Ward A"}, "area"),
        ("units", "add_tags", {"tags": " , "}, "tags"),
        ("units", "add_tags", {"tags": "x" * 31}, "tags"),
        ("units", "add_tags", {"tags": "a\x00b"}, "tags"),
        ("accounts", "active", {"active": "maybe"}, "active"),
        ("accounts", "status", {"status": "billed"}, "action"),
        ("bills", "delete", {}, "action"),
        ("payments", "delete", {}, "action"),
        ("staff", "delete", {}, "noun"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(place: Town, noun: str, kind: str, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as told, begin(place.here.admin) as work:
        bulk_changes.preview(work, noun, Action(kind, values), chosen((1,)))
    assert list(told.value.fields) == [field]


def test_financial_rows_are_never_deleted_and_the_refusal_says_what_is_possible(place: Town) -> None:
    with begin(place.here.admin) as work:
        with pytest.raises(Invalid, match=r"never deleted.*held back here.*run is cancelled"):
            bulk_changes.preview(work, "bills", Action("delete"), chosen(("202608-0000001",)))
        with pytest.raises(Invalid, match="taken back on its own page"):
            bulk_changes.preview(work, "payments", Action("delete"), chosen((1,)))


def test_moving_an_account_moves_what_hangs_on_it_and_leaves_what_happened(place: Town) -> None:
    town.bill(place)
    ward_a, ward_b = place.here.ward_a, place.here.ward_b
    bills = "SELECT DISTINCT b.area_id FROM bills b WHERE b.org_id = %(org_id)s AND b.account_id = %(account)s"
    change = made(place.clerk, "accounts", "area", chosen((place.account_ids["A-1"],)), area=str(ward_b))
    assert rows_of(place.clerk, change)[0].after == "Ward B"
    assert table(place.here.admin, PLACES, code="A-1") == [(ward_b,) * 4]
    assert table(place.here.admin, bills, account=place.account_ids["A-1"]) == [(ward_a,)]
    agent = builders.person(place.here, Role.FIELD_AGENT, (ward_b,))
    assert "U-A-1" in codes(agent)
    undone(place.clerk, change)
    assert table(place.here.admin, PLACES, code="A-1") == [(ward_a,) * 4]


def test_a_unit_moves_with_its_account_unless_the_account_has_others(place: Town) -> None:
    ward_a, ward_b = place.here.ward_a, place.here.ward_b
    second = builders.unit(place.here, "U-A-2-SHOP", "A-2", category="commercial")
    ids = chosen((place.unit_ids["A-1"], place.unit_ids["A-2"], second))
    change = made(place.clerk, "units", "area", ids, area=str(ward_b))
    assert (change.changed_count, change.refused_count) == (1, 2)
    assert table(place.here.admin, PLACES, code="A-1") == [(ward_b,) * 4]
    (refusal,) = look(place.clerk, "units", "area", chosen((second,)), area=str(ward_b)).refusals
    assert refusal.reason == "It shares its account with other units; move the account, and all of them go along."
    undone(place.clerk, change)
    assert table(place.here.admin, PLACES, code="A-1") == [(ward_a,) * 4]


def test_nothing_moves_while_a_run_is_calculated(place: Town) -> None:
    with begin(place.clerk) as work:
        bill_runs.calculate(work, bill_runs.create(work, "monthly", town.PERIOD).run_id)
    preview = look(place.clerk, "accounts", "area", chosen(area=str(place.here.ward_a)), area=str(place.here.ward_b))
    assert (preview.changed, preview.refused) == (0, 3)
    assert preview.refusals[0].reason.startswith("A bill run is being calculated")


def test_tags_are_put_on_taken_off_and_found(place: Town) -> None:
    ids = chosen((place.unit_ids["A-1"], place.unit_ids["A-2"]))
    made(place.clerk, "units", "add_tags", ids, tags="Resurvey  2026, corner")
    assert codes(place.clerk, tag="resurvey 2026") == ["U-A-1", "U-A-2"]
    assert codes(place.clerk, tag="corner, nowhere") == ["U-A-1", "U-A-2"]
    assert codes(place.clerk, tag="nowhere") == []
    with begin(place.clerk) as work:
        assert survey_units.get(work, place.unit_ids["A-1"]).tags == "corner, resurvey 2026"
        assert tags.known(work, "units") == ["corner", "resurvey 2026"]
    off = made(place.clerk, "units", "remove_tags", chosen(tag="corner"), tags="corner")
    assert (off.total_count, off.changed_count) == (2, 2)
    assert codes(place.clerk, tag="corner") == []
    undone(place.clerk, off)
    assert codes(place.clerk, tag="corner") == ["U-A-1", "U-A-2"]
    with begin(place.clerk) as work, pytest.raises(Invalid, match="30 characters"):
        survey_units.page(work, ListQuery(filters={"tag": "x" * 31}))


def test_a_tag_on_many_rows_is_found_by_walking(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made(place.clerk, "accounts", "add_tags", chosen(), tags="all")
    monkeypatch.setattr("services.tags.service.FEW", 2)
    with begin(place.clerk) as work:
        assert listing.count(work, accounts.ACCOUNTS, ListQuery(filters={"tag": "all"})) == (5, False)


def test_tags_of_another_organization_and_of_other_areas_stay_there(place: Town) -> None:
    elsewhere = town.town()
    made(elsewhere.clerk, "units", "add_tags", chosen(), tags="shared")
    made(place.clerk, "units", "add_tags", chosen((place.unit_ids["A-1"], place.unit_ids["B-1"])), tags="shared")
    assert codes(place.clerk, tag="shared") == ["U-A-1", "U-B-1"]
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_b,))
    assert codes(agent, tag="shared") == ["U-B-1"]


def test_deleted_units_are_hidden_until_they_are_restored(place: Town) -> None:
    change = made(place.clerk, "units", "delete", chosen(area=str(place.here.ward_a)))
    assert change.changed_count == 3
    assert codes(place.clerk) == ["U-B-1", "U-B-2"]
    assert codes(place.clerk, deleted="yes") == ["U-A-1", "U-A-2", "U-A-3"]
    with begin(place.clerk) as work, pytest.raises(Gone, match="Unit U-A-1 was deleted"):
        survey_units.get(work, place.unit_ids["A-1"])
    assert town.review(place).bill_count == 2
    again = look(place.clerk, "units", "delete", chosen(deleted="yes"))
    assert (again.unchanged, again.refused) == (3, 0)
    changed = look(place.clerk, "units", "status", chosen(deleted="yes"), status="billed")
    assert [each.reason for each in changed.refusals] == ["It is deleted; restore it first."]
    back = made(place.clerk, "units", "restore", chosen((place.unit_ids["A-3"],)))
    assert back.changed_count == 1
    after = undone(place.clerk, change)
    assert (after.undone_count, after.left_count) == (2, 1)
    assert codes(place.clerk) == ["U-A-1", "U-A-2", "U-A-3", "U-B-1", "U-B-2"]


def test_who_owes_or_is_being_billed_is_not_deleted(place: Town) -> None:
    run = town.review(place)
    (open_bill,) = look(place.clerk, "units", "delete", chosen((place.unit_ids["A-1"],))).refusals
    assert open_bill.reason == "Its account has a bill in a run that is not issued yet."
    assert run.bill_count == 5
    here = builders.world()
    for code in ("OWES", "AHEAD", "FREE", "UNIT"):
        builders.account(here, code)
    builders.unit(here, "U-1", "UNIT")
    builders.unit(here, "U-OWES", "OWES")
    with begin(here.admin) as work:
        ids = {code: accounts.find(work, code).account_id for code in ("OWES", "AHEAD", "FREE", "UNIT")}
    money.issue(here, ids["OWES"], town.PERIOD, "100")
    money.pay(here, "AHEAD", "50")
    preview = look(here.admin, "accounts", "delete", chosen())
    assert (preview.changed, [each.ref for each in preview.samples]) == (1, ["FREE"])
    assert {each.reason for each in preview.refusals} == {
        "It owes money; what is owed is settled first.",
        "Money waits on it that is matched to no bill.",
        "It still has units; delete those first.",
    }
    (owing,) = look(here.admin, "units", "delete", chosen()).refusals
    assert (owing.reason, owing.count) == ("Its account owes money; what is owed is settled first.", 1)
    made(here.admin, "accounts", "delete", chosen((ids["FREE"],)))
    with begin(here.admin) as work, pytest.raises(NotFound):
        accounts.find(work, "FREE")


def test_a_unit_comes_back_after_its_account(place: Town) -> None:
    units = made(place.clerk, "units", "delete", chosen((place.unit_ids["A-2"],)))
    whole = made(place.clerk, "accounts", "delete", chosen((place.account_ids["A-2"],)))
    alone = undone(place.clerk, units)
    assert (alone.undone_count, alone.left_count) == (0, 1)
    assert rows_of(place.clerk, alone)[0].reason == "Its account is deleted; restore that first."
    assert undone(place.clerk, whole).undone_count == 1
    assert made(place.clerk, "units", "restore", chosen(deleted="yes")).changed_count == 1
    assert "U-A-2" in codes(place.clerk)


def test_bills_are_held_and_released_by_their_own_use_case(place: Town) -> None:
    run = town.review(place)
    held = made(place.clerk, "bills", "hold", chosen(run=str(run.run_id), area=str(place.here.ward_a)))
    assert (held.changed_count, held.refused_count) == (3, 0)
    status = "SELECT held_count FROM bill_runs WHERE org_id = %(org_id)s AND run_id = %(run_id)s"
    assert table(place.clerk, status, run_id=run.run_id) == [(3,)]
    numbers = [row.ref for row in rows_of(place.clerk, held)]
    with begin(place.here.admin) as work:
        assert [each.action for each in audit.history_of(work, f"bill {numbers[0]}")] == ["bill.held"]
    some = made(place.clerk, "bills", "release", chosen((numbers[0],)))
    assert some.changed_count == 1
    back = undone(place.clerk, held)
    assert (back.undone_count, back.left_count) == (2, 1)
    assert table(place.clerk, status, run_id=run.run_id) == [(0,)]
    issued = town.bill(town.town())
    assert issued.status == "issued"


def test_issued_bills_refuse_to_be_held(place: Town) -> None:
    town.bill(place)
    preview = look(place.clerk, "bills", "hold", chosen())
    assert (preview.changed, preview.refused) == (0, 5)
    assert preview.refusals[0].reason == "It is issued; only a draft is held back."
    change = made(place.clerk, "bills", "hold", chosen())
    assert (change.changed_count, change.refused_count) == (0, 5)


def test_undo_leaves_alone_what_somebody_changed_since(place: Town) -> None:
    change = made(place.clerk, "units", "status", chosen(), status="billed")
    with begin(place.here.admin) as work:
        work.execute(SOMEBODY, code="U-A-2")
    back = undone(place.clerk, change)
    assert (back.undone_count, back.left_count) == (4, 1)
    left = [row for row in rows_of(place.clerk, back) if row.verdict == "left"]
    assert [(row.ref, row.reason) for row in left] == [("U-A-2", "Somebody changed it since; it stays as it is now.")]
    assert codes(place.clerk, status="inactive") == ["U-A-2"]
    assert undone(place.clerk, back).undone_count == 4


def test_the_rows_are_those_of_the_moment_of_the_order(place: Town) -> None:
    change = begun(place.clerk, "units", "status", chosen(area=str(place.here.ward_a)), status="billed")
    builders.account(place.here, "A-9")
    builders.unit(place.here, "U-A-9", "A-9")
    bulk_changes.run(place.clerk, change.change_id)
    assert codes(place.clerk, status="billed") == ["U-A-1", "U-A-2", "U-A-3"]
    new = NewChange("units", Action("settlement", {"settlement": "rural"}), chosen(), REASON, uuid4(), expected=5)
    with pytest.raises(Conflict, match=r"5 units were looked at, 6 match now"), begin(place.clerk) as work:
        bulk_changes.start(work, new)


def test_the_same_order_twice_is_one_change(place: Town) -> None:
    uuid = uuid4()
    first = begun(place.clerk, "units", "status", chosen(), uuid, status="billed")
    assert begun(place.clerk, "units", "status", chosen(), uuid, status="billed").change_id == first.change_id
    with pytest.raises(Conflict, match="under an id of its own"):
        begun(place.clerk, "units", "status", chosen(), uuid, status="inactive")
    bulk_changes.run(place.clerk, first.change_id)
    bulk_changes.run(place.clerk, first.change_id)
    assert seen(place.clerk, first.change_id).changed_count == 5


def test_batches_end_as_one_would(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.bulk_changes.working.BATCH", 2)
    change = made(place.clerk, "units", "area", chosen(), area=str(place.here.ward_b))
    assert (change.total_count, change.changed_count, change.unchanged_count) == (5, 3, 2)
    back = undone(place.clerk, change)
    assert (back.undone_count, back.left_count) == (3, 0)
    assert codes(place.clerk, area=str(place.here.ward_a)) == ["U-A-1", "U-A-2", "U-A-3"]


def test_a_stopped_change_says_why_and_is_resumed_or_undone(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.bulk_changes.working.BATCH", 2)
    change = begun(place.clerk, "units", "settlement", chosen(), settlement="rural")
    assert working._step(place.clerk, change.change_id)  # pyright: ignore[reportPrivateUsage]
    with begin(place.clerk) as work:
        with pytest.raises(Conflict, match="still being made"):
            bulk_changes.undo(work, change.change_id)
        bulk_changes.fail(work, "It was cancelled.", change.change_id)
    assert bulk_changes.unfinished() == []
    assert seen(place.clerk, change.change_id).failure == "It was cancelled."
    back = undone(place.clerk, change)
    assert (back.status, back.undone_count) == ("undone", 2)
    assert codes(place.clerk, settlement="rural") == []


def test_reasons_ids_and_ages_are_judged(place: Town) -> None:
    new = NewChange("units", Action("settlement", {"settlement": "rural"}), chosen(), "  ok  ", uuid4())
    with begin(place.clerk) as work:
        with pytest.raises(Invalid, match="Say why"):
            bulk_changes.start(work, new)
        with pytest.raises(Conflict, match="nothing to change"):
            bulk_changes.start(work, replace(new, reason=REASON, chosen=chosen((10**12,))))
    with begin(place.clerk) as work:
        for wrong in (Chosen(), Chosen(("1; DROP",)), Chosen(("-1",)), Chosen(tuple("1" for _ in range(10_001)))):
            with pytest.raises(Invalid):
                bulk_changes.preview(work, "units", new.action, wrong)
        with pytest.raises(Invalid, match="numbers"):
            bulk_changes.preview(work, "bills", Action("hold"), chosen((1,)))
        with pytest.raises(NotFound):
            bulk_changes.get(work, 10**12)
    old = made(place.clerk, "units", "settlement", chosen(), settlement="rural")
    with begin(place.clerk, clock.now() + timedelta(days=31)) as work, pytest.raises(Conflict, match="30 days"):
        bulk_changes.undo(work, old.change_id)


def test_rights_are_those_of_the_role_the_areas_and_the_action(place: Town, database: object) -> None:
    here: World = place.here
    ids = chosen(tuple(place.unit_ids.values()))
    for role in (Role.MANAGER, Role.SUPPORT):
        with pytest.raises(Forbidden):
            look(builders.person(here, role), "units", "settlement", ids, settlement="rural")
    office = builders.person(here, Role.OPERATIONS)
    with pytest.raises(Forbidden):
        look(office, "bills", "hold", chosen())
    assert [each.kind for each in bulk_changes.actions_for(office, "bills")] == []
    somewhere = builders.person(here, Role.OPERATIONS, (here.ward_a,))
    change = made(somewhere, "units", "settlement", ids, settlement="rural")
    assert (change.total_count, change.changed_count) == (3, 3)
    assert codes(place.clerk, settlement="rural") == ["U-A-1", "U-A-2", "U-A-3"]
    with pytest.raises(Invalid, match="outside your areas"):
        look(somewhere, "units", "area", ids, area=str(here.ward_b))
    other = builders.person(here, Role.OPERATIONS, (here.ward_b,))
    with pytest.raises(NotFound):
        undone(other, change)
    elsewhere = town.town()
    with pytest.raises(NotFound):
        seen(elsewhere.here.admin, change.change_id)
    mine = made(place.clerk, "units", "settlement", chosen(), settlement="urban")
    with begin(somewhere) as work:
        assert [row.change_id for row in bulk_changes.page(work, ListQuery()).rows] == [change.change_id]
    with begin(place.clerk) as work:
        assert [row.change_id for row in bulk_changes.page(work, ListQuery()).rows] == [mine.change_id, change.change_id]


def test_an_account_becomes_inactive_and_is_not_billed(place: Town) -> None:
    change = made(place.clerk, "accounts", "active", chosen(area=str(place.here.ward_b)), active="no")
    assert change.changed_count == 2
    assert town.review(place).bill_count == 3
    undone(place.clerk, change)
    with begin(place.clerk) as work:
        assert accounts.page(work, ListQuery(filters={"active": "yes"})).count == 5
