"""Tickets on their screens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import attachments, survey_units, tickets, visits
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import EscalationRule, NewTicket, Step
from services.visits import NewPlan
from services.work import Actor, begin
from tests import builders, pictures, town
from tests.builders import World
from tests.screens import opened as open_address
from tests.screens import seen
from tests.town import Town

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def made(here: World) -> int:
    new = NewTicket("Not <b>collected</b>", "Since Monday", "missed_collection", "normal", "phone", uuid4(), area_id=here.ward_a)
    with begin(here.admin) as work:
        return tickets.open_one(work, new).ticket_id


def test_a_ticket_is_opened_on_the_list_and_stands_in_it(here: World, opened: Open) -> None:
    shown = opened("/tickets", here.admin)
    said = seen(sent(shown, "Open ticket"))
    assert "Say in a few words" in said or "Choose what it is about." in said
    shown.text_input(key="new_subject_0").input("Wrong bill of August")
    shown.selectbox(key="new_type_0").select_index(0)
    assert "Choose the area that it is about." in seen(sent(shown, "Open ticket"))
    shown.selectbox(key="new_area_0").select_index(2)
    assert "Opened <a" in seen(sent(shown, "Open ticket"))
    assert "Choose what it is about." in seen(sent(shown, "Open ticket")), "the form comes back empty for the next one"
    assert "Wrong bill of August" in seen(opened("/tickets", here.admin))
    with begin(here.admin) as work:
        assert len(tickets.page(work, ListQuery()).rows) == 1


def test_from_a_unit_the_place_is_known(here: World, opened: Open) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    assert f'href="/tickets?unit={unit_id}"' in seen(opened(f"/unit?unit={unit_id}", here.admin))
    shown = opened(f"/tickets?unit={unit_id}", here.admin)
    shown.text_input(key="new_subject_0").input("Not collected")
    shown.selectbox(key="new_type_0").select_index(0)
    assert "T-000001" in seen(sent(shown, "Open ticket"))
    with begin(here.admin) as work:
        (row,) = tickets.page(work, ListQuery()).rows
    assert row.unit_code == "U-1"


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


def test_about_a_bill_it_is_opened_on_its_page_and_stands_there(place: Town, opened: Open) -> None:
    address = "/bill?bill=202608-0000001"
    shown = opened(address, place.clerk)
    assert "still open" not in seen(shown)
    assert "Choose what it is about." in seen(sent(shown, "Open ticket"))
    shown.text_input(key="new_subject_0").input("Too <b>much</b>")
    shown.selectbox(key="new_type_0").select_index(0)
    said = seen(sent(shown, "Open ticket"))
    assert "Opened <a" in said
    assert "1 of 1 ticket still open" in said
    assert "Too &lt;b&gt;much&lt;/b&gt;" in said
    with begin(place.clerk) as work:
        (row,) = tickets.page(work, ListQuery(filters={"bill": "202608-0000001"})).rows
        for number in range(5):
            about = NewTicket(f"Again {number}", "", "wrong_bill", "low", "phone", uuid4(), bill_no="202608-0000001")
            tickets.open_one(work, about)
    said = seen(opened(address, place.clerk))
    assert "6 of 6 tickets still open" in said
    assert 'href="/tickets?bill=202608-0000001"' in said
    assert said.index("Again 4") < said.index("Again 0")
    assert "Too &lt;b&gt;much" not in said, "the newest five"
    assert 'href="/bill?bill=202608-0000001"' in seen(opened(f"/ticket?ticket={row.ticket_id}", place.clerk))
    filtered = opened("/tickets?bill=202608-0000001", place.clerk)
    assert "Again 0" in seen(filtered)
    assert [each.label for each in filtered.expander] == ["Open a ticket about this bill"]
    for listed in ("/account?account={}".format(place.account_ids["A-1"]), "/unit?unit={}".format(place.unit_ids["A-1"])):
        assert "6 of 6 tickets still open" in seen(opened(listed, place.clerk))
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    own = opened(address, consumer)
    assert "Again" not in seen(own)
    assert [button.label for button in own.button if button.label == "Open ticket"] == []


def test_from_a_visit_it_is_opened_by_the_agent_and_by_the_office(place: Town, opened: Open) -> None:
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    with begin(place.here.admin) as work:
        plan = NewPlan((place.unit_ids["A-1"],), agent.staff_id, work.today, uuid4())
        (visit_id,) = visits.plan(work, plan).visit_ids
    address = f"/visit?visit={visit_id}"
    said = seen(opened(address, agent))
    assert 'data-post="/api/v1/tickets"' in said
    assert f'name="visit_id" value="{visit_id}"' in said
    with begin(agent) as work:
        heard = NewTicket("No bin", "", "other", "normal", "visit", uuid4(), visit_id=visit_id)
        made = tickets.open_one(work, heard)
    assert f'href="/ticket?ticket={made.ticket_id}"' in seen(opened(address, agent))
    assert f'href="{address}"' in seen(opened(f"/ticket?ticket={made.ticket_id}", agent))
    colleague = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    there = seen(opened(f"/ticket?ticket={made.ticket_id}", colleague))
    assert "V-000001" in there
    assert f'href="{address}"' not in there
    shown = opened(address, place.second)
    assert "No bin" in seen(shown)
    shown.text_input(key="new_subject_0").input("Street light")
    shown.selectbox(key="new_type_0").select_index(0)
    assert "2 of 2 tickets still open" in seen(sent(shown, "Open ticket"))
    with begin(place.second) as work:
        newest = tickets.page(work, ListQuery(filters={"visit": str(visit_id)})).rows[0]
    assert (newest.channel, newest.unit_code) == ("visit", "U-A-1")
    (form,) = opened(f"/tickets?visit={visit_id}", place.second).expander
    assert form.label == "Open a ticket from this visit"


def test_a_ticket_of_a_merged_unit_leads_to_the_one_that_remains_and_stands_there(place: Town, opened: Open) -> None:
    operations = builders.person(place.here, Role.OPERATIONS)
    kept = place.unit_ids["A-2"]
    with begin(operations) as work:
        new = NewTicket("No bin", "", "other", "normal", "phone", uuid4(), place.unit_ids["A-1"])
        made = tickets.open_one(work, new)
        survey_units.merge(work, place.unit_ids["A-1"], kept, leaves_balance=True)
    said = seen(opened(f"/ticket?ticket={made.ticket_id}", operations))
    assert "Unit U-A-1 was a duplicate and was merged into U-A-2, which remains" in said
    assert f'href="/unit?unit={kept}"' in said
    there = seen(opened(f"/unit?unit={kept}", operations))
    assert made.ticket_no in there
    assert "opened on U-A-1" in there
    assert made.ticket_no in seen(opened(f"/tickets?unit={kept}", operations))


def test_it_is_assigned_begun_commented_and_resolved_on_its_page(here: World, opened: Open) -> None:
    address = f"/ticket?ticket={made(here)}"
    shown = opened(address, here.admin)
    assert "Not &lt;b&gt;collected&lt;/b&gt;" in seen(shown)
    assert "First response" in seen(shown)
    assert "Choose who sees to it." in seen(sent(shown, "Assign"))
    shown.selectbox(key="assign_to").select_index(0)
    assert f"{here.admin.full_name} sees to T-000001." in seen(sent(shown, "Assign"))
    assert "T-000001 is in progress." in seen(sent(opened(address, here.admin), "Start work"))
    shown = opened(address, here.admin)
    shown.text_area(key="comment_body_0").input("On the way\nwith a truck")
    assert "On the way<br>with a truck" in seen(sent(shown, "Say it"))
    shown = opened(address, here.admin)
    assert "Say why" in seen(sent(shown, "Resolve"))
    shown.text_area(key="note_resolve").input("Collected")
    said = seen(sent(shown, "Resolve"))
    assert "T-000001 is resolved." in said
    assert "Met, due" in said


def test_whoever_looked_before_another_took_a_step_is_told(here: World, opened: Open) -> None:
    ticket_id = made(here)
    shown = opened(f"/ticket?ticket={ticket_id}", here.admin)
    shown.text_area(key="note_reject").input("Not ours")
    with begin(here.admin) as work:
        tickets.assign(work, ticket_id)
    assert "Somebody else changed ticket T-000001" in seen(sent(shown, "Reject"))
    with begin(here.admin) as work:
        assert Step.START in tickets.steps_of(tickets.get(work, ticket_id).row.status)


def test_photos_and_documents_are_shown_and_removed_on_its_page(here: World, opened: Open) -> None:
    ticket_id = made(here)
    address = f"/ticket?ticket={ticket_id}"
    shown = seen(opened(address, here.admin))
    assert "Nothing is attached yet." in shown
    assert f'data-attach="/api/v1/tickets/{ticket_id}/attachments"' in shown
    added: list[int] = []
    for contents, name in ((pictures.jpeg(), 'x" onload="alert(1).jpg'), (pictures.PDF, "<b>.pdf")):
        found = attachments.look_at(BytesIO(contents), name, here.admin.time_zone)
        with begin(here.admin) as work:
            added.append(attachments.add(work, "ticket", ticket_id, found, uuid4()).attachment_id)
    screen = opened(address, here.admin)
    shown = seen(screen)
    assert f'<img src="/api/v1/attachments/{added[0]}/thumbnail" width="128" height="96" loading="lazy"' in shown
    assert f'href="/api/v1/attachments/{added[1]}/contents" target="_blank"' in shown
    assert "<b>" not in shown
    assert "Choose which one is removed." in seen(sent(screen, "Remove"))
    screen.selectbox(key="remove_which").select_index(0)
    assert "Say why it is removed." in seen(sent(screen, "Remove"))
    screen.text_input(key="remove_why").input("Wrong house")
    shown = seen(sent(screen, "Remove"))
    assert "Removed x- onload=-alert(1).jpg." in shown
    assert "<img" not in shown


def test_a_ticket_out_of_reach_is_not_there_and_a_consumer_has_no_such_screen(here: World, opened: Open) -> None:
    ticket_id = made(here)
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    assert "There is no ticket" in seen(opened(f"/ticket?ticket={ticket_id}", agent))
    assert "Not &lt;b&gt;" not in seen(opened("/tickets", agent))
    assert "There is no ticket" in seen(opened("/ticket?ticket=zzz", here.admin))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-2"))
    assert "is not open to the role consumer" in seen(opened("/tickets", consumer))


def test_types_and_promises_are_set_on_their_screen(here: World, opened: Open) -> None:
    manager = builders.person(here, Role.MANAGER)
    shown = opened("/ticket-settings", manager)
    assert "Give the type a name." in seen(sent(shown, "Add type"))
    shown.text_input(key="type_name_0").input("Street light")
    assert "Tickets may be about “Street light” from now on." in seen(sent(shown, "Add type"))
    shown.text_input(key="priority_name_0").input("Within the hour")
    shown.text_input(key="priority_new_0_response").input("soon")
    shown.text_input(key="priority_new_0_resolution").input("0:30")
    assert "is not a number of hours" in seen(sent(shown, "Add priority"))
    shown.text_input(key="priority_new_0_response").input("1")
    assert "cannot be promised later than the resolution" in seen(sent(shown, "Add priority"))
    shown.text_input(key="priority_new_0_response").input("0:20")
    said = seen(sent(shown, "Add priority"))
    assert "may be given the priority “Within the hour”" in said
    assert "20 minutes" in said
    shown = opened("/ticket-settings", manager)
    with begin(manager) as work:
        (lamp,) = [each for each in tickets.types(work) if each.code == "street_light"]
        tickets.set_type(work, replace(lamp, needs_unit=True), lamp.mark)
    shown.selectbox(key="type_which").set_value(lamp).run()
    with begin(manager) as work:
        tickets.set_type(work, replace(lamp, name="Lamps", needs_unit=True), replace(lamp, needs_unit=True).mark)
    shown.checkbox(key="type_street_light_active").uncheck()
    assert "Name is now “Lamps”" in seen(sent(shown, "Save type"))
    assert "Saved the type" in seen(sent(shown, "Save type"))
    looking = opened("/ticket-settings", builders.person(here, Role.SUPPORT))
    assert "Out of use" in seen(looking)
    assert [button.label for button in looking.button if button.label.startswith(("Add", "Save"))] == []


def test_a_canned_answer_and_a_colleague_are_placed_into_the_comment(here: World, opened: Open) -> None:
    clerk, agent = builders.person(here, Role.SUPPORT), builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    address = f"/ticket?ticket={made(here)}"
    shown = opened(address, clerk)
    assert "Choose which answer is placed." in seen(sent(shown, "Place into the comment"))
    shown.text_area(key="comment_body_0").input("Salam.")
    answers = shown.selectbox(key="comment_answer_0")
    answers.select_index(next(place for place, each in enumerate(answers.options) if each == "Received"))
    shown = sent(shown, "Place into the comment")
    assert "This ticket has not a consumer: write over {name} in the comment." in seen(shown)
    placed = shown.text_area(key="comment_body_0").value or ""
    assert placed.startswith("Salam.\n\nDear {name}")
    assert "T-000001" in placed
    people = shown.selectbox(key="comment_colleague_0")
    people.select_index(next(place for place, each in enumerate(people.options) if each.endswith(f"@{agent.username}")))
    shown = sent(shown, "Name in the comment")
    assert shown.text_area(key="comment_body_0").value == f"{placed} @{agent.username} "
    shown.text_area(key="comment_body_0").input(f"Look, @{agent.username} and @no.body")
    said = seen(sent(shown, "Say it"))
    assert f"<strong>@{agent.username}</strong> and @no.body" in said
    assert "Nobody was told by @no.body" in said


def test_canned_answers_are_kept_on_their_screen(here: World, opened: Open) -> None:
    clerk = builders.person(here, Role.SUPPORT)
    shown = opened("/canned-answers", clerk)
    shown.text_input(key="answer_name_0").input("On the way")
    shown.text_area(key="answer_body_0").input("Dear {nmae}")
    assert "Nothing is known that could stand for {nmae}" in seen(sent(shown, "Add answer"))
    shown.text_area(key="answer_body_0").input("<b>Dear</b> {name}")
    said = seen(sent(shown, "Add answer"))
    assert "“On the way” can be placed into comments from now on." in said
    assert "&lt;b&gt;Dear&lt;/b&gt; {name}" in said
    shown.checkbox(key="answer_done_active").uncheck()
    assert "Out of use" in seen(sent(shown, "Save answer"))
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    assert [button.label for button in opened("/canned-answers", agent).button if button.label.endswith("answer")] == []


def test_a_ticket_is_linked_and_merged_on_its_page(here: World, opened: Open) -> None:
    first, second = made(here), made(here)
    shown = opened(f"/ticket?ticket={second}", here.admin)
    shown.text_input(key="link_number_0").input("T-7")
    assert "There is no ticket T-7 within your reach." in seen(sent(shown, "Link"))
    shown.text_input(key="link_number_0").input("1")
    said = seen(sent(shown, "Link"))
    assert "T-000002 and T-000001 are linked." in said
    assert f'href="/ticket?ticket={first}"' in said
    assert "are not linked any more" in seen(sent(shown, "Take the link away"))
    shown.text_input(key="merge_number").input("T-000001")
    assert "would go on in T-000001" in seen(sent(shown, "Look at both"))
    said = seen(sent(shown, "Merge into T-000001"))
    assert "T-000002 goes on in" in said
    assert "Nothing is done here any more." in said
    assert [button.label for button in shown.button if button.label in ("Say it", "Assign", "Reject", "Link")] == []
    assert "opened T-000002, merged into this one" in seen(opened(f"/ticket?ticket={first}", here.admin))


def test_ready_views_lead_to_queues_and_one_press_gives_it_to_who_is_suggested(here: World, opened: Open) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    ticket_id = made(here)
    said = seen(opened("/tickets", here.admin))
    for asked in ("mine=yes", "team=yes", "unassigned=yes"):
        assert f"/tickets?{asked}&amp;open=yes&amp;sort=due" in said
    shown = opened(f"/ticket?ticket={ticket_id}", here.admin)
    assert "Works there, 0 open tickets." in seen(shown)
    assert f"{agent.full_name} sees to T-000001." in seen(sent(shown, f"Give it to {agent.full_name}"))
    assert "T-000001" in seen(opened("/tickets?team=yes", agent))


def test_a_rule_of_escalation_is_set_and_changed_on_the_screen(here: World, opened: Open) -> None:
    shown = opened("/ticket-settings", here.admin)
    assert "Nobody is told of late tickets yet." in seen(shown)
    shown.selectbox(key="rule_priority").set_value("urgent").run()
    said = seen(sent(shown, "Save rule"))
    assert "tickets are looked at every five minutes" in said
    assert "Operations, after 75%" in said
    shown.selectbox(key="rule_urgent__warned").select_index(0)
    shown.selectbox(key="rule_urgent__missed").select_index(0)
    assert "Choose who is told" in seen(sent(shown, "Save rule"))
    ticket_id = made(here)
    with begin(here.admin) as work:
        tickets.set_escalation_rule(work, EscalationRule(None, None, None, None, "manager"))
        tickets.escalate_some(replace(work, now=work.now + timedelta(days=90)))
    assert "Missed" in seen(opened("/tickets?escalation=missed", here.admin))
    assert "Escalation" in seen(opened(f"/ticket?ticket={ticket_id}", here.admin))
