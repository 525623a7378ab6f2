"""A visit from the plan to the decision: who may take which step when, once, and what stays for good."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest

from services import activity, audit, metering, notices, visits
from services.paging import ListQuery
from services.permissions import Role
from services.visits import Fine, MeterShown, Position
from services.work import Actor, Work, begin
from tests import builders, town
from tests.services.visits.field import (
    HOUR,
    NINE,
    TODAY,
    Field,
    agent_of,
    field,
    plan_of,
    planned,
    row_of,
    started,
    submitted,
    what,
)
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Field:
    return field()


def found_rows(actor: Actor, search: str = "", **filters: str) -> list[str]:
    with begin(actor, NINE) as work:
        return [row.visit_no for row in visits.page(work, ListQuery(search, filters)).rows]


def test_a_visit_goes_from_the_plan_to_the_decision(place: Field) -> None:
    (visit_id,) = planned(place, "U-1", task="Ask for the bin")
    made = row_of(place.operations, visit_id)
    assert (made.visit_no, made.status, made.unit_code, made.agent_id) == ("V-000001", "planned", "U-1", place.agent.staff_id)
    with begin(place.agent, NINE) as work:
        assert visits.start(work, visit_id).row.started_at == NINE
    with begin(place.agent, NINE + HOUR) as work:
        done = visits.submit(work, visit_id, what("warned"))
    assert (done.row.status, done.row.outcome, done.row.distance_metres, done.row.doubt_list) == ("submitted", "warned", 0, [])
    with begin(place.manager, NINE + 2 * HOUR) as work:
        returned = visits.return_it(work, visit_id, "Whom did you warn?", done.row.mark)
    assert (returned.row.status, returned.row.decider_name) == ("returned", place.manager.full_name)
    with begin(place.agent, NINE + 3 * HOUR) as work:
        again = visits.submit(work, visit_id, what("warned", note="The tenant"))
        assert (again.row.status, again.row.decider_name) == ("submitted", None)
    with begin(place.operations, NINE + 4 * HOUR) as work:
        approved = visits.approve(work, visit_id, again.row.mark)
        assert approved.row.status == "approved"
        said = [(each.step, each.note) for each in approved.events]
        (last, *_) = audit.history_of(work, "visit V-000001")
        told = activity.sentence("Sana", last.action, last.ref, last.before, last.after, may_identify=False)
    assert said == [("plan", "Ask for the bin"), ("start", ""), ("submit", "All is well"), ("return", "Whom did you warn?"),
                    ("submit", "The tenant"), ("approve", "")]  # fmt: skip
    assert told == "Sana put visit V-000001 into the state approved"
    with begin(place.agent) as work:
        said = [each.subject for each in notices.page(work, ListQuery()).rows]
    assert said == [
        f"{place.operations.full_name} approved visit V-000001",
        f"{place.manager.full_name} returned visit V-000001: Whom did you warn?",
        f"{place.operations.full_name} planned a visit for you on 17 Nov 2026",
    ]


def test_a_second_supervisor_reads_who_decided_and_approved_is_final(place: Field) -> None:
    done = submitted(place)
    visit_id = done.row.visit_id
    with begin(place.operations, NINE + 2 * HOUR) as work:
        visits.approve(work, visit_id)
    with begin(place.manager, NINE + 3 * HOUR) as work:
        for decide in (lambda: visits.approve(work, visit_id, done.row.mark), lambda: visits.return_it(work, visit_id, "Why?")):
            with pytest.raises(Conflict, match=rf"{place.operations.full_name} has approved visit V-000001 at 11:00.*final"):
                decide()
    for step in (lambda work: visits.submit(work, visit_id, what()), lambda work: visits.start(work, visit_id)):
        with pytest.raises(Conflict, match="is approved"), begin(place.agent, NINE + 3 * HOUR) as work:
            step(work)


def test_two_supervisors_at_once_decide_once(place: Field) -> None:
    visit_id = submitted(place).row.visit_id

    def decide(actor: Actor) -> str:
        try:
            with begin(actor, NINE + 2 * HOUR) as work:
                if actor is place.manager:
                    visits.approve(work, visit_id)
                else:
                    visits.return_it(work, visit_id, "Take the position")
        except Conflict as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(decide, [place.manager, place.operations] * 4))
    assert said.count("done") == 1
    assert all("V-000001" in each for each in said if each != "done")
    row = row_of(place.manager, visit_id)
    assert {each for each in said if each != "done" and row.decider_name not in each} == set()  # pyright: ignore


def test_nobody_decides_about_an_own_visit(place: Field) -> None:
    admin = place.here.admin
    (visit_id,) = planned(place, "U-1", agent_id=admin.staff_id)
    with begin(admin, NINE) as work:
        visits.start(work, visit_id)
        visits.submit(work, visit_id, what())
        with pytest.raises(Forbidden, match="somebody else decides"):
            visits.approve(work, visit_id)
    with pytest.raises(psycopg.errors.CheckViolation), begin(admin) as work:
        work.connection.execute(
            "UPDATE visits SET status = 'approved', decided_at = now(), decided_by = agent_id WHERE visit_id = %s", (visit_id,)
        )


def test_steps_belong_to_who_makes_the_visit_and_to_its_state(place: Field) -> None:
    (visit_id,) = planned(place, "U-1")
    with pytest.raises(Conflict, match=f"is planned for {place.agent.full_name}"), begin(place.here.admin, NINE) as work:
        visits.start(work, visit_id)
    with pytest.raises(Forbidden), begin(place.manager, NINE) as work:
        visits.start(work, visit_id)
    with pytest.raises(Forbidden), begin(place.agent, NINE) as work:
        visits.cancel(work, visit_id, "Not needed")
    with pytest.raises(Conflict, match="V-000001 is planned; to submit it, it must be started or returned"), \
            begin(place.agent, NINE) as work:  # fmt: skip
        visits.submit(work, visit_id, what())
    with pytest.raises(Conflict, match="to approve it, it must be submitted"), begin(place.manager, NINE) as work:
        visits.approve(work, visit_id)
    with begin(place.agent, NINE) as work:
        visits.start(work, visit_id)
        for late in (lambda: visits.miss(work, visit_id, "no_time"), lambda: visits.start(work, visit_id)):
            with pytest.raises(Conflict, match="is started"):
                late()
    with pytest.raises(Conflict, match="is started; to cancel it"), begin(place.operations, NINE) as work:
        visits.cancel(work, visit_id, "Not needed")


def test_a_visit_dated_tomorrow_is_neither_started_nor_missed_today(place: Field) -> None:
    (visit_id,) = planned(place, "U-1", planned_on=TODAY + timedelta(days=1))
    for step in (lambda work: visits.start(work, visit_id), lambda work: visits.miss(work, visit_id, "ill")):
        with pytest.raises(Conflict, match="planned for 18 Nov 2026; it cannot be made or missed before"), \
                begin(place.agent, NINE) as work:  # fmt: skip
            step(work)
    # Tomorrow begins at midnight in Karachi, not in London.
    with begin(place.agent, NINE + 16 * HOUR) as work:
        assert visits.start(work, visit_id).row.status == "started"


def test_a_visit_is_missed_or_cancelled_for_a_reason(place: Field) -> None:
    first, second = planned(place, "U-1", "U-2")
    with begin(place.agent, NINE) as work:
        for reason, note, wrong in (("bored", "", "reason"), ("other", " ", "note")):
            with pytest.raises(Invalid) as refusal:
                visits.miss(work, first, reason, note)
            assert set(refusal.value.fields) == {wrong}
        assert visits.miss(work, first, "other", "A wedding").row.missed_for == "other"
    with begin(place.operations, NINE) as work:
        with pytest.raises(Invalid):
            visits.cancel(work, second, "  ")
        assert visits.cancel(work, second, "Moved away").row.status == "cancelled"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"unit_ids": ()}, "unit_ids"),
        ({"unit_ids": (10**15,)}, "unit_ids"),
        ({"planned_on": TODAY - timedelta(days=1)}, "planned_on"),
        ({"planned_on": TODAY + timedelta(days=91)}, "planned_on"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"task": "x" * 301}, "task"),
        ({"agent_id": 10**15}, "agent_id"),
    ],
)
def test_what_is_no_plan_is_refused_below_its_field(place: Field, values: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid) as refusal:
        planned(place, "U-1", **values)
    assert set(refusal.value.fields) == {wrong}


def test_visits_are_planned_for_who_sees_the_units_and_within_the_reach_of_the_planner(place: Field) -> None:
    with pytest.raises(Invalid, match="does not see all of these units"):
        planned(place, "U-1", "U-9")
    with pytest.raises(Invalid, match="makes no visits"):
        planned(place, "U-1", agent_id=place.manager.staff_id)
    near = builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))
    with pytest.raises(Invalid, match="not in the register"), begin(near, NINE) as work:
        visits.plan(work, plan_of(place, "U-1"))
    with begin(place.operations, NINE) as work:
        offered = [each.staff_id for each in visits.agents(work, [place.here.ward_a], TODAY)]
        assert offered[0] == place.agent.staff_id
        assert place.agent.staff_id not in [each.staff_id for each in visits.agents(work, [place.here.ward_b], TODAY)]
    with pytest.raises(Forbidden), begin(place.agent, NINE) as work:
        visits.plan(work, plan_of(place, "U-1"))


def test_a_unit_is_planned_once_a_day_and_again_after_the_visit_is_over(place: Field) -> None:
    planned(place, "U-1")
    with begin(place.operations, NINE) as work:
        result = visits.plan(work, plan_of(place, "U-1", "U-2", "U-2"))
        assert (len(result.visit_ids), result.skipped_count) == (1, 1)
        assert visits.plan(work, plan_of(place, "U-1", planned_on=TODAY + timedelta(days=1))).skipped_count == 0
    assert found_rows(place.operations) == ["V-000003", "V-000002", "V-000001"]
    with begin(place.operations, NINE) as work:
        (first,) = visits.page(work, ListQuery("V-1")).rows
        visits.cancel(work, first.visit_id, "Asked to come later")
        assert visits.plan(work, plan_of(place, "U-1")).skipped_count == 0


def test_a_plan_sent_fifty_times_at_once_is_one_plan(place: Field) -> None:
    asked = plan_of(place, "U-1", "U-2", client_uuid=UUID(int=5))

    def send(_: int) -> tuple[int, ...]:
        with begin(place.operations, NINE) as work:
            return tuple(visits.plan(work, asked).visit_ids)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(50)))) == 1
    assert found_rows(place.operations) == ["V-000002", "V-000001"]
    with pytest.raises(Conflict, match="something else was sent"), begin(place.operations, NINE) as work:
        visits.plan(work, replace(asked, task="Other"))
    with pytest.raises(Conflict, match="something else was sent"), begin(place.manager, NINE) as work:
        visits.plan(work, asked)


def test_a_finding_sent_fifty_times_is_submitted_once_with_one_challan(place: Field) -> None:
    visit_id = started(place)
    found = what("challan_issued", fine_code="littering", client_uuid=UUID(int=6))

    def send(_: int) -> str | None:
        with begin(place.agent, NINE + HOUR) as work:
            return visits.submit(work, visit_id, found).row.challan_no

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(50))) == {"C-000001"}
    with begin(place.agent, NINE + HOUR) as work:
        assert [each.step for each in visits.get(work, visit_id).events] == ["plan", "start", "submit"]
        with pytest.raises(Conflict, match="something else was sent"):
            visits.submit(work, visit_id, replace(found, note="Changed"))


def test_challans_are_numbered_without_a_gap_and_keep_their_amount(place: Field) -> None:
    with pytest.raises(ZeroDivisionError), begin(place.agent, NINE) as work:
        _challan_then_fail(work, started(place, "U-1"))
    first = submitted(place, "U-2", found=what("challan_issued", fine_code="dumping"))
    with begin(place.manager, NINE) as work:
        visits.set_fine(work, Fine("dumping", "Rubble dumped", Decimal(3000)))
        with pytest.raises(Invalid):
            visits.set_fine(work, Fine("dumping", "Rubble dumped", Decimal("-1")))
    second = submitted(place, "U-3", found=what("challan_issued", fine_code="dumping"))
    told = [(each.row.challan_no, each.row.challan_amount) for each in (first, second)]
    assert told == [("C-000001", Decimal(2000)), ("C-000002", Decimal(3000))]
    assert row_of(place.manager, first.row.visit_id).challan_amount == Decimal(2000)
    with begin(place.manager, NINE + 2 * HOUR) as work:
        visits.return_it(work, first.row.visit_id, "Which house?")
    with begin(place.agent, NINE + 3 * HOUR) as work:
        with pytest.raises(Invalid, match=r"C-000001 .* was handed over on this visit; it stays"):
            visits.submit(work, first.row.visit_id, what("warned"))
        again = visits.submit(work, first.row.visit_id, what("challan_issued", fine_code="dumping"))
        assert (again.row.challan_no, again.row.challan_amount) == ("C-000001", Decimal(2000))


def _challan_then_fail(work: Work, visit_id: int) -> None:
    visits.submit(work, visit_id, what("challan_issued", fine_code="littering"))
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"outcome": "danced"}, "outcome"),
        ({"outcome": "challan_issued"}, "fine_code"),
        ({"outcome": "challan_issued", "fine_code": "nothing"}, "fine_code"),
        ({"fine_code": "littering"}, "fine_code"),
        ({"note": "x" * 2001}, "note"),
        ({"position": Position(90.1, 73.4, 5)}, "latitude"),
        ({"position": Position(30.8, -180.5, 5)}, "longitude"),
        ({"position": Position(float("nan"), 73.4, 5)}, "latitude"),
        ({"position": Position(30.8, 73.4, -1)}, "accuracy_metres"),
        ({"reading": MeterShown("M-1", Decimal(5))}, "meter_no"),
    ],
)
def test_what_is_no_finding_is_refused_below_its_field(place: Field, values: dict[str, object], wrong: str) -> None:
    visit_id = started(place)
    with pytest.raises(Invalid) as refusal, begin(place.agent, NINE + HOUR) as work:
        visits.submit(work, visit_id, replace(what(), **values))  # pyright: ignore[reportArgumentType]
    assert set(refusal.value.fields) == {wrong}
    assert row_of(place.agent, visit_id).status == "started"


def test_a_fine_out_of_use_is_chosen_no_more(place: Field) -> None:
    with begin(place.manager, NINE) as work:
        visits.set_fine(work, Fine("burning", "Waste burned", Decimal(1000), is_active=False))
        assert "burning" not in [each.code for each in visits.fines(work)]
    visit_id = started(place)
    with pytest.raises(Invalid, match="in use"), begin(place.agent, NINE) as work:
        visits.submit(work, visit_id, what("challan_issued", fine_code="burning"))


def test_a_reading_on_a_visit_is_a_reading_like_any_other(database: object) -> None:
    made = town.town()
    agent = builders.person(made.here, Role.FIELD_AGENT, (made.here.ward_a,))
    with begin(made.here.admin) as work:
        new = visits.NewPlan((made.unit_ids["A-1"],), agent.staff_id, work.today, uuid4())
        (visit_id,) = visits.plan(work, new).visit_ids
        assert (visits.get(work, visit_id).place or pytest.fail()).meter_nos == ["M-A-1"]
    with begin(agent) as work:
        visits.start(work, visit_id)
        with pytest.raises(Invalid, match="no meter M-B-1"):
            visits.submit(work, visit_id, what(reading=MeterShown("M-B-1", Decimal(5))))
        row = visits.submit(work, visit_id, what(reading=MeterShown("", Decimal("8.5")))).row
        read = metering.get(work, row.reading_id or 0)
    assert (read.meter_no, read.quantity) == ("M-A-1", Decimal("8.5"))
    with begin(made.second) as work:
        visits.return_it(work, visit_id, "Read it again")
    with begin(agent) as work:
        with pytest.raises(Invalid, match="put right under Readings"):
            visits.submit(work, visit_id, what(reading=MeterShown("M-A-1", Decimal(9))))
        assert visits.submit(work, visit_id, what()).row.reading_id == row.reading_id


def test_an_agent_sees_the_own_visits_and_others_those_within_their_reach(place: Field) -> None:
    other = agent_of(place.here, place.here.ward_a, place.here.ward_b)
    planned(place, "U-1")
    (theirs,) = planned(place, "U-2", agent_id=other.staff_id)
    planned(place, "U-9", agent_id=other.staff_id)
    assert found_rows(place.agent) == ["V-000001"]
    assert found_rows(other) == ["V-000003", "V-000002"]
    near = builders.person(place.here, Role.OPERATIONS, (place.here.ward_a,))
    assert found_rows(near) == ["V-000002", "V-000001"]
    for use_case in (lambda work: visits.get(work, theirs), lambda work: visits.start(work, theirs),
                     lambda work: visits.miss(work, theirs, "ill")):  # fmt: skip
        with pytest.raises(NotFound), begin(place.agent, NINE) as work:
            use_case(work)
    consumer = builders.person(place.here, Role.CONSUMER, account_id=builders.account(place.here, "A-77"))
    with begin(consumer) as work:
        assert work.connection.execute("SELECT count(*) FROM visits").fetchone() == (0,)
        with pytest.raises(Forbidden):
            visits.page(work, ListQuery())
    with begin(builders.world().admin) as work, pytest.raises(NotFound):
        visits.get(work, theirs)


def test_the_list_is_narrowed_by_state_outcome_agent_place_day_and_doubt(place: Field) -> None:
    submitted(place, "U-1")
    submitted(place, "U-2", found=what("locked", position=None))
    planned(place, "U-3", purpose="defaulter", planned_on=TODAY + timedelta(days=2))
    who = place.operations
    assert found_rows(who, status="submitted") == ["V-000002", "V-000001"]
    assert found_rows(who, doubtful="yes") == found_rows(who, outcome="locked,vacant") == ["V-000002"]
    assert found_rows(who, planned="2026-11-19") == found_rows(who, purpose="defaulter") == ["V-000003"]
    assert found_rows(who, area=str(place.here.ward_b)) == found_rows(who, agent=str(who.staff_id)) == []
    assert found_rows(who, search="v-000002") == found_rows(who, search="U-2") == found_rows(who, search="a-2") == ["V-000002"]


def test_what_happened_and_was_handed_over_is_never_taken_back(place: Field) -> None:
    submitted(place, found=what("challan_issued", fine_code="littering"))
    for statement in ("UPDATE visit_events SET note = 'x'", "DELETE FROM visit_events", "UPDATE challans SET amount = 1",
                      "DELETE FROM challans", "DELETE FROM visits"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(place.here.admin) as work:
            work.connection.execute(statement.encode())
