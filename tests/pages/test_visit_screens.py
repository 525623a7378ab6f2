"""Visits on their screens: planned, looked at, decided about, and an agent's day."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import field_days, visits
from services.field_days import CloseDay
from services.paging import ListQuery
from services.permissions import Role
from services.visits import Fine, NewPlan
from services.work import Actor, begin
from tests import builders
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.visits.field import Field, field, what

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def place(database: object) -> Field:
    return field()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label.startswith(label)).click().run()


def planned_today(place: Field, *codes: str, days: int = 0) -> list[int]:
    """Visits of this very day, as screens see them."""
    with begin(place.operations) as work:
        day = work.today + timedelta(days=days)
        new = NewPlan(tuple(place.unit_ids[code] for code in codes), place.agent.staff_id, day, uuid4())
        return list(visits.plan(work, new).visit_ids)


def test_visits_are_planned_by_codes_and_what_is_missing_is_said(place: Field, opened: Open) -> None:
    shown = opened("/plan-visits", place.operations)
    assert "Say which units" in seen(sent(shown, "Plan visits"))
    shown.text_area(key="plan_codes").input("u-1\nU-404").run()
    assert "There is no unit U-404 within your reach." in seen(shown)
    shown.text_area(key="plan_codes").input("u-1, u-2").run()
    assert "Choose who goes there." in seen(sent(shown, "Plan 2 visits"))
    shown.selectbox(key="plan_agent").select_index(0)
    said = seen(sent(shown, "Plan 2 visits"))
    assert f"Planned 2 visits for {place.agent.full_name}." in said
    assert "V-000002" in seen(opened("/visits", place.operations))


def test_from_a_unit_and_from_a_list_the_units_are_chosen(place: Field, opened: Open) -> None:
    unit_id = place.unit_ids["U-1"]
    of_unit = seen(opened(f"/unit?unit={unit_id}", place.operations))
    assert f'href="/plan-visits?ids={unit_id}"' in of_unit
    assert f'href="/visits?unit={unit_id}"' in of_unit
    assert 'href="/plan-visits"' in seen(opened("/survey-units", place.operations))
    shown = opened(f"/plan-visits?ids={unit_id},{place.unit_ids['U-9']},zzz", place.operations)
    assert "2 units chosen: U-1, U-9." in seen(shown)
    assert "None of the chosen units" in seen(opened("/plan-visits?ids=999999", place.operations))
    assert "is not open to the role field agent" in seen(opened("/plan-visits", place.agent))


def test_a_supervisor_reads_the_doubts_and_returns_and_approves(place: Field, opened: Open) -> None:
    (visit_id,) = planned_today(place, "U-1")
    with begin(place.agent) as work:
        visits.start(work, visit_id)
        visits.submit(work, visit_id, what("challan_issued", fine_code="littering", note="<b>Rubble</b>", position=None))
    address = f"/visit?visit={visit_id}"
    shown = opened(address, place.manager)
    said = seen(shown)
    assert "No position was taken." in said
    assert "&lt;b&gt;Rubble&lt;/b&gt;" in said
    assert "C-000001 · Rs 500" in said
    assert "Say what is missing" in seen(sent(shown, "Return to the agent"))
    shown.text_area(key="note_return").input("Take the position")
    assert "Returned visit V-000001" in seen(sent(shown, "Return to the agent"))
    assert "returned it: Take the position" in seen(opened(address, place.agent))
    assert "Came back to you" in seen(opened("/today", place.agent))
    with begin(place.agent) as work:
        visits.submit(work, visit_id, what("challan_issued", fine_code="littering"))
    shown = opened(address, place.manager)
    with begin(place.operations) as work:
        visits.approve(work, visit_id)
    assert f"{place.operations.full_name} has approved visit V-000001" in seen(sent(shown, "Approve"))


def test_an_agent_reads_the_own_day_and_the_forms_of_the_next_step(place: Field, opened: Open) -> None:
    assert "Nothing is planned for you today." in seen(opened("/today", place.agent))
    first, second = planned_today(place, "U-1", "U-2")
    planned_today(place, "U-3", days=1)
    said = seen(opened("/today", place.agent))
    assert "2 stops left · 0 done" in said
    assert f'data-post="/api/v1/visits/{first}/start"' in said
    assert f'data-post="/api/v1/visits/{second}/place"' in said
    assert "U-3" not in said
    assert f'data-post="/api/v1/visits/{first}/miss"' in seen(opened(f"/visit?visit={first}", place.agent))
    with begin(place.agent) as work:
        visits.start(work, first)
    form = seen(opened(f"/visit?visit={first}", place.agent))
    assert f'data-post="/api/v1/visits/{first}/submit"' in form
    assert 'data-locate="30.800000,73.400000"' in form
    assert "Waste thrown on the street" in form
    assert "Go on with this visit" in seen(opened("/today", place.agent))
    with begin(place.operations) as work:
        (coming,) = visits.page(work, ListQuery("U-3")).rows
    assert "it begins on that day" in seen(opened(f"/visit?visit={coming.visit_id}", place.agent))


def test_a_visit_out_of_reach_is_not_there(place: Field, opened: Open) -> None:
    (visit_id,) = planned_today(place, "U-1")
    other = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    assert "There is no visit" in seen(opened(f"/visit?visit={visit_id}", other))
    assert "There is no visit" in seen(opened("/visit?visit=zzz", place.manager))
    consumer = builders.person(place.here, Role.CONSUMER, account_id=builders.account(place.here, "A-77"))
    assert "is not open to the role consumer" in seen(opened("/visits", consumer))
    assert "is not open to the role support" in seen(opened("/today", builders.person(place.here, Role.SUPPORT)))


def test_a_planned_visit_is_cancelled_with_a_reason(place: Field, opened: Open) -> None:
    (visit_id,) = planned_today(place, "U-1")
    shown = opened(f"/visit?visit={visit_id}", place.operations)
    assert "Say why the visit is not needed" in seen(sent(shown, "Cancel the visit"))
    shown.text_area(key="note_cancel").input("Moved away")
    assert "Cancelled visit V-000001." in seen(sent(shown, "Cancel the visit"))


def test_visits_are_planned_by_a_rule_after_a_look_at_what_that_would_be(place: Field, opened: Open) -> None:
    shown = opened("/plan-visits?part=rule", place.operations)
    assert "Choose an area first." in seen(shown)
    shown.selectbox(key="rule_area").select_index(1).run()
    said = seen(shown)
    assert "3 visits of 4 units that the rule means; 1 that no field agent sees on that day." in said
    assert place.agent.full_name in said
    assert "Planned 3 visits for" in seen(sent(shown, "Plan 3 visits"))
    shown.selectbox(key="rule_purpose").select_index(1).run()
    shown.text_input(key="rule_more_than").input("much").run()
    assert "is not an amount" in seen(shown)
    assert "3 stops left" in seen(opened("/today", place.agent))


def test_fines_and_the_geofence_are_set_on_their_screen(place: Field, opened: Open) -> None:
    head = place.here.admin
    shown = opened("/visit-settings", head)
    told = seen(sent(shown, "Add fine"))
    assert "is not an amount" in told
    shown.text_input(key="fine_words_0").input("Waste burnt in the open")
    shown.text_input(key="fine_amount_0").input("2,500")
    told = seen(sent(shown, "Add fine"))
    assert "Challans may be issued for “Waste burnt in the open” from now on." in told
    assert "2,500" in told
    shown = opened("/visit-settings", head)
    shown.selectbox(key="fine_which").set_value(next(each for each in made_fines(head) if each.amount == 2500)).run()
    shown.checkbox(key="fine_waste_burnt_in_the_open_active").uncheck()
    assert "Out of use" in seen(sent(shown, "Save fine"))
    shown.text_input(key="geofence_metres").input("9")
    assert "A geofence is 10 to 5,000 metres." in seen(sent(shown, "Save geofence"))
    shown.text_input(key="geofence_metres").input("250")
    assert "may be 250 m from their unit" in seen(sent(shown, "Save geofence"))
    looking = seen(opened("/visit-settings", place.agent))
    assert "more than 250 metres from its unit" in looking
    assert "Save geofence" not in [button.label for button in opened("/visit-settings", place.agent).button]


def made_fines(actor: Actor) -> list[Fine]:
    with begin(actor) as work:
        return visits.fines(work, is_everything=True)


def test_an_agent_closes_the_day_and_the_office_reads_it(place: Field, opened: Open) -> None:
    (visit_id,) = planned_today(place, "U-1")
    assert 'href="/my-day"' in seen(opened("/today", place.agent))
    said = seen(opened("/my-day", place.agent))
    assert 'data-post="/api/v1/days/today/close"' in said
    assert "Why is a visit open?" in said
    assert "data-unsent" in said
    with begin(place.agent) as work:
        visits.start(work, visit_id)
    assert "begun and not submitted" in seen(opened("/my-day", place.agent))
    with begin(place.agent) as work:
        visits.submit(work, visit_id, what())
        field_days.close(work, CloseDay(uuid4()))
    said = seen(opened("/my-day", place.agent))
    assert "1 visit made, 0 missed, Rs 0 taken." in said
    assert "data-post" not in said
    assert place.agent.full_name in seen(opened("/days", place.operations))


def test_a_challan_is_paid_to_the_agent_or_at_the_office_or_cancelled(place: Field, opened: Open) -> None:
    first, second = planned_today(place, "U-1", "U-2")
    with begin(place.agent) as work:
        for visit_id in (first, second):
            visits.start(work, visit_id)
        found = [visits.submit(work, each, what("challan_issued", fine_code="littering")).row for each in (first, second)]
    address, other = (f"/challan?challan={row.challan_id}" for row in found)
    assert f'href="{address}"' in seen(opened(f"/visit?visit={first}", place.agent))
    assert f'data-post="/api/v1/cash/challans/{found[0].challan_id}"' in seen(opened(address, place.agent))
    assert "data-post" not in seen(opened(address, place.manager))
    shown = opened(address, builders.person(place.here, Role.SUPPORT))
    assert "is paid: Rs 500" in seen(sent(shown, "Record payment"))
    shown = opened(other, place.manager)
    assert "Say why the challan need not be paid." in seen(sent(shown, "Cancel the challan"))
    shown.text_input(key="cancel_challan_reason").input("Not their waste")
    assert "Cancelled challan C-000002." in seen(sent(shown, "Cancel the challan"))
    said = seen(opened("/challans?status=paid", place.manager))
    assert "OFFICE-0000001" in said
    assert "C-000002" not in said
