"""Bills that move into the archive and out of it: every answer about money stays the same."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import psycopg
import pytest

from services import archives, audit, bill_runs, bills, bulk_changes, listing, payments
from services.bulk_changes import Action, Chosen
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders, money, town
from tests.services.archives.old_town import MONTHS, archived, brought_back, money_of, old_town, places
from tests.town import Town
from utils.errors import Conflict, Forbidden, Invalid, NotFound

JANUARY, FEBRUARY, MARCH = MONTHS


@pytest.fixture
def place(database: object) -> Town:
    return old_town()


def test_a_preview_counts_what_moves_and_says_why_the_rest_stays(place: Town) -> None:
    with begin(place.here.admin) as work:
        found = archives.preview(work, 24)
    assert [(each.period, each.bill_count, each.line_count, each.demand) for each in found.months] == [
        (JANUARY, 3, 3, Decimal(2800)),
        (FEBRUARY, 2, 2, Decimal(800)),
        (MARCH, 2, 2, Decimal(800)),
    ]
    assert (found.bill_count, found.line_count, found.demand) == (7, 7, Decimal(4400))
    assert [archives.why_bills_stay(each) for each in found.months] == [
        "1 bill stays: 1 not paid in full.",
        "2 bills stay: 2 not paid in full.",
        "2 bills stay: 2 not paid in full.",
    ]
    assert places(place) == (16, 16, 0, 0)


def test_archiving_moves_what_is_settled_and_no_answer_about_money_changes(place: Town) -> None:
    before = money_of(place)
    assert before["verify"] == []
    move = archived(place)
    assert move.sentence == "Archived 7 bills with 7 lines of 3 months."
    assert (move.status, move.demand) == ("done", Decimal(4400))
    assert places(place) == (9, 9, 7, 7)
    assert money_of(place) == before
    with begin(place.here.admin) as work:
        assert [(each.period, each.bill_count) for each in archives.months(work)] == [(MARCH, 2), (FEBRUARY, 2), (JANUARY, 3)]


def test_a_month_comes_back_as_it_was(place: Town) -> None:
    before = money_of(place)
    archived(place)
    move = brought_back(place, JANUARY)
    assert move.sentence == "Brought back 3 bills with 3 lines of January 2014."
    assert places(place) == (12, 12, 4, 4)
    assert money_of(place) == before
    for period in (FEBRUARY, MARCH):
        brought_back(place, period)
    assert places(place) == (16, 16, 0, 0)
    assert money_of(place) == before
    archived(place)
    assert money_of(place) == before


def test_archiving_twice_moves_nothing_the_second_time(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work:
        assert archives.preview(work, 24).bill_count == 0
        with pytest.raises(Conflict, match="nothing to archive before"):
            archives.archive(work, 24)


def test_a_debt_that_is_paid_later_follows_into_the_archive(place: Town) -> None:
    archived(place)
    town.pay(place, "B-1", "900")
    assert money_of(place)["verify"] == []
    move = archived(place)
    assert move.bill_count == 3
    assert money_of(place)["verify"] == []


def test_an_old_debt_stays_payable(place: Town) -> None:
    archived(place)
    paid = town.pay(place, "B-1", "1200")
    assert [(each.bill_no, each.amount) for each in paid.allocations][:3] == [
        (f"{period:%Y%m}-0000003", Decimal(300)) for period in MONTHS
    ]


def test_reversing_a_payment_takes_its_bills_out_of_the_archive(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work:
        (row,) = [each for each in payments.page(work, ListQuery()).rows if each.account_code == "A-1"]
        payments.reverse(work, row.payment_id, "the cheque bounced")
    assert places(place) == (12, 12, 4, 4)
    assert money_of(place)["verify"] == []
    with begin(place.here.admin) as work:
        found = bills.page(work, ListQuery(filters={"account": str(place.account_ids["A-1"])})).rows
        assert [(each.status, each.is_archived) for each in found] == [("issued", False)] * 4
        told = audit.history_of(work, "archive")
    assert told[0].action == "archive.returned"
    assert told[0].after == {"bills": 3, "months": ["2014-01", "2014-02", "2014-03"]}


def test_lists_look_among_the_hot_bills_unless_they_are_asked(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work:
        def count(search: str = "", **filters: str) -> int:
            return bills.page(work, ListQuery(search=search, filters=filters)).count

        assert count() == 9
        assert (count(archived="no"), count(archived="yes"), count(archived="all")) == (9, 7, 16)
        assert (count(period="2014-01"), count(period="2014-01", archived="no")) == (4, 1)
        assert count(account=str(place.account_ids["A-1"])) == 4
        assert count("201401-0000001") == 1
        assert count(area=str(place.here.ward_a), archived="yes") == 6
        totals = listing.totals(work, bills.BILLS, ListQuery(filters={"archived": "yes"}))
        assert (totals.count, totals.sums["demand"]) == (7, Decimal(4400))
        lines = [ListQuery(filters=each) for each in ({}, {"archived": "yes"}, {"archived": "all"}, {"period": "2014-03"})]
        assert [listing.count_all(work, bills.BILL_LINES, each) for each in lines] == [9, 7, 16, 4]
        with pytest.raises(Invalid, match="Archive is one of"):
            count(archived="perhaps")


def test_pages_of_the_archive_go_on_by_key(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work:
        for archive, filters in (("yes", {}), ("all", {}), ("all", {"area": str(place.here.division)})):
            whole = bills.page(work, ListQuery(filters={"archived": archive, **filters})).rows
            query = ListQuery(filters={"archived": archive, **filters}, size=3)
            found = list((page := bills.page(work, query)).rows)
            while page.next_key:
                page = bills.page(work, replace(query, after=page.next_key))
                found += page.rows
            assert found == list(whole)
            assert len(found) == {"yes": 7, "all": 16}[archive]


def test_a_file_of_a_list_says_that_the_archive_was_left_out(place: Town) -> None:
    with begin(place.here.admin) as work:
        assert ("Left out", "Archived bills") not in listing.described(work, bills.BILLS, ListQuery())
    archived(place)
    with begin(place.here.admin) as work:
        assert ("Left out", "Archived bills") in listing.described(work, bills.BILLS, ListQuery())
        told = listing.described(work, bills.BILLS, ListQuery(filters={"archived": "yes"}))
        assert ("Archive", "Archived only") in told
        assert b"".join(listing.copied(work, bills.BILLS, ListQuery(filters={"archived": "yes"}))).count(b"\n") == 8


def test_an_archived_bill_can_only_be_read(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work:
        assert bills.get_by_no(work, "201401-0000001").head.is_archived
        for decide in (bills.hold, bills.release):
            with pytest.raises(Conflict, match="Bill 201401-0000001 is archived and can only be read"):
                decide(work, JANUARY, 1, "because")
        with pytest.raises(NotFound):
            bills.hold(work, JANUARY, 99, "because")
        chosen = Chosen(ids=("201401-0000001",))
        found = bulk_changes.preview(work, "bills", Action("hold", {}), chosen)
        assert [each.reason for each in found.refusals] == ["It is archived; its month is brought back from the archive first."]


def test_an_archived_month_is_closed_to_new_runs(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work, pytest.raises(Conflict, match="January 2014 is archived"):
        bill_runs.create(work, "monthly", JANUARY)


def test_what_held_a_bill_back_once_stays_on_its_run(database: object) -> None:
    place = old_town()
    with begin(place.here.admin) as work:
        work.execute("INSERT INTO bill_exceptions (org_id, period, bill_id, exception_no, kind, reason, resolved_at, resolved_by,"
                     " resolution) VALUES (%(org_id)s, %(period)s, 1, 1, 'by_hand', 'Why?', %(now)s, %(staff)s, 'So.')",
                     period=JANUARY, staff=place.here.admin.staff_id)  # fmt: skip
    archived(place)
    with begin(place.here.admin) as work:
        (run,) = bill_runs.page(work, ListQuery(filters={"period": "2014-01"})).rows
        found = bill_runs.exceptions(work, run.run_id, ListQuery())
        assert [(each.bill_no, each.resolution) for each in found.rows] == [("201401-0000001", "So.")]
        assert bills.get_by_no(work, "201401-0000001").exceptions[0].reason == "Why?"
    brought_back(place, JANUARY)
    with begin(place.here.admin) as work:
        assert bill_runs.exceptions(work, run.run_id, ListQuery()).count == 1


def test_a_month_with_a_run_under_way_stays_whole(place: Town) -> None:
    with begin(place.here.admin) as work:
        work.execute("UPDATE bill_runs SET status = 'review' WHERE org_id = %(org_id)s AND period = %(period)s", period=JANUARY)
    with begin(place.here.admin) as work:
        first = archives.preview(work, 24).months[0]
    assert not first.is_moving
    assert archives.why_bills_stay(first) == "It stays: a run of this month is review."
    assert archived(place).bill_count == 4


def test_only_head_administrators_with_rights_everywhere_move_bills(place: Town) -> None:
    manager = builders.person(place.here, Role.MANAGER)
    with begin(manager) as work:
        for refused in (lambda: archives.preview(work, 24), lambda: archives.archive(work, 24),
                        lambda: archives.unarchive(work, JANUARY), lambda: archives.latest(work)):  # fmt: skip
            with pytest.raises(Forbidden):
                refused()


def test_what_cannot_be_is_refused_with_a_sentence(place: Town) -> None:
    with begin(place.here.admin) as work:
        with pytest.raises(Invalid, match="the last year always stays"):
            archives.preview(work, 3)
        with pytest.raises(Conflict, match="January 2014 is not in the archive"):
            archives.unarchive(work, JANUARY)
        with pytest.raises(Conflict, match="3 bills were looked at, 7 would move now"):
            archives.archive(work, 24, expected=3)
        archives.archive(work, 24)
        with pytest.raises(Conflict, match="One move of the archive at a time"):
            archives.archive(work, 24)


def test_a_move_that_stopped_goes_on_where_it_was(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.archives.working.BATCH", 2)
    before = money_of(place)
    with begin(place.here.admin) as work:
        move = archives.archive(work, 24)
    archives.step(place.here.admin, move.move_id)
    with begin(place.here.admin) as work:
        archives.fail(work, "It was cancelled.", move.move_id)
        assert archives.get(work, move.move_id).sentence.endswith("then it stopped: It was cancelled.")
    assert not archives.step(place.here.admin, move.move_id)
    assert money_of(place) == before
    with begin(place.here.admin) as work:
        archives.resume(work, move.move_id)
    archives.run(place.here.admin, move.move_id)
    with begin(place.here.admin) as work:
        done = archives.get(work, move.move_id)
    assert (done.status, done.bill_count, done.period_count) == ("done", 7, 3)
    assert money_of(place) == before


def test_no_bill_is_ever_removed_but_for_the_other_side(place: Town) -> None:
    archived(place)
    everything = places(place)
    with begin(place.here.admin) as work:
        for function in ("leave_for_archive", "leave_archive"):
            for period in MONTHS:
                work.connection.execute(f"SELECT {function}(%s, ARRAY[1, 2, 3, 4])".encode(), [period])
    assert places(place) == everything
    for statement in ("DELETE FROM bills", "DELETE FROM bill_lines", "DELETE FROM archived_bills",
                      "DELETE FROM archived_bill_lines", "UPDATE archived_bills SET demand = 0"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(place.here.admin) as work:
            work.connection.execute(statement.encode())


def test_a_person_of_some_areas_sees_the_archived_bills_of_these(place: Town) -> None:
    archived(place)
    agent = builders.person(place.here, Role.SUPPORT, (place.here.ward_b,))
    with begin(agent) as work:
        found = bills.page(work, ListQuery(filters={"archived": "yes"})).rows
        assert [each.account_code for each in found] == ["B-2"]
        with pytest.raises(NotFound):
            bills.get_by_no(work, "201401-0000001")
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    with begin(consumer) as work:
        assert [each.is_archived for each in bills.page(work, ListQuery()).rows] == [False, True, True, True]
        assert len(bills.get_by_no(work, "201401-0000001").lines) == 1
        with pytest.raises(NotFound):
            bills.get_by_no(work, "201401-0000002")


def test_verify_finds_a_bill_that_lies_on_both_sides(place: Town) -> None:
    archived(place)
    with begin(place.here.admin) as work:
        work.connection.execute(
            "INSERT INTO bills (org_id, period, bill_id, account_id, area_id, run_id, service_kind, customer_class, status,"
            " demand, due_on, issued_at) SELECT org_id, period, bill_id, account_id, area_id, run_id, service_kind,"
            " customer_class, status, demand, due_on, issued_at FROM archived_bills WHERE bill_id = 1 AND period = %s",
            [date(2014, 1, 1)],
        )
    assert any("a bill is archived or it is not" in each for each in money.disagreements(place.here))
