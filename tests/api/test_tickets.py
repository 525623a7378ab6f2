"""Tickets through the interface."""

from uuid import uuid4

import pytest

from services import visits
from services.permissions import Role
from services.visits import NewPlan
from services.work import begin
from tests import builders, town
from tests.api.talking import as_program, error_of
from tests.builders import World


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


def test_a_ticket_is_opened_seen_to_and_found_again(here: World) -> None:
    talk = as_program(builders.person(here, Role.SUPPORT))
    unit_id = builders.unit(here, "U-1", "A-1")
    kinds = talk.get("/api/v1/tickets/kinds").json()
    assert [each["name"] for each in kinds["types"] if each["code"] == "wrong_bill"] == ["Wrong bill"]
    first = kinds["priorities"][0]
    assert (first["code"], first["name"], first["response_minutes"], first["resolution_minutes"]) == ("urgent", "Urgent", 60, 480)
    body = {"subject": "Too much", "type": "wrong_bill", "unit_id": unit_id, "client_uuid": str(uuid4())}
    made = talk.post("/api/v1/tickets", json=body)
    assert made.status_code == 201, made.text
    ticket = made.json()["ticket"]
    assert (ticket["ticket_no"], ticket["status"], ticket["unit_code"]) == ("T-000001", "new", "U-1")
    assert (made.json()["response"]["state"], made.json()["steps"]) == ("running", ["reject"])
    assert talk.post("/api/v1/tickets", json=body).json()["ticket"] == ticket

    one = f"/api/v1/tickets/{ticket['ticket_id']}"
    assert talk.post(f"{one}/assign", json={"mark": ticket["mark"]}).json()["steps"] == ["start", "reject"]
    error_of(talk.post(f"{one}/assign", json={"mark": ticket["mark"]}), 409)
    assert talk.post(f"{one}/priority", json={"priority": "urgent"}).json()["ticket"]["priority"] == "Urgent"
    for step, note, status in (("start", "", "in_progress"), ("pend", "Waits for the meter", "pending"),
                               ("resume", "", "in_progress"), ("resolve", "Billed anew", "resolved"),
                               ("close", "", "closed"), ("reopen", "Still wrong", "reopened")):  # fmt: skip
        answer = talk.post(f"{one}/steps", json={"step": step, "note": note})
        assert answer.status_code == 200, answer.text
        assert answer.json()["ticket"]["status"] == status
    said = talk.post(f"{one}/comments", json={"body": "Sorry", "is_internal": False})
    assert said.status_code == 201
    assert [each["body"] for each in said.json()["comments"]] == ["Waits for the meter", "Billed anew", "Still wrong", "Sorry"]
    assert talk.get(one).json() == said.json()
    rows = talk.get("/api/v1/tickets", params={"search": "too much", "mine": "yes", "unit": unit_id}).json()["rows"]
    assert [row["ticket_no"] for row in rows] == ["T-000001"]


def test_a_ticket_is_opened_about_a_bill_and_from_a_visit(database: object) -> None:
    place = town.town()
    town.bill(place)
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    with begin(place.here.admin) as work:
        plan = NewPlan((place.unit_ids["A-1"],), agent.staff_id, work.today, uuid4())
        (visit_id,) = visits.plan(work, plan).visit_ids
    talk = as_program(agent)
    body = {"subject": "Too much", "type": "wrong_bill", "bill_no": "202608-0000001", "client_uuid": str(uuid4())}
    made = talk.post("/api/v1/tickets", json=body)
    assert made.status_code == 201, made.text
    ticket = made.json()["ticket"]
    assert (ticket["bill_no"], ticket["visit_id"], ticket["unit_code"], ticket["account_code"]) == (
        "202608-0000001", None, "U-A-1", "A-1",
    )  # fmt: skip
    assert made.json()["href"] == f"/ticket?ticket={ticket['ticket_id']}"
    heard = {"subject": "No bin", "type": "other", "visit_id": str(visit_id), "channel": "visit", "client_uuid": str(uuid4())}
    from_visit = talk.post("/api/v1/tickets", json=heard).json()["ticket"]
    assert (from_visit["visit_no"], from_visit["unit_code"], from_visit["bill_no"]) == ("V-000001", "U-A-1", None)
    for asked, number in (({"bill": "202608-0000001"}, ticket), ({"visit": visit_id}, from_visit)):
        rows = talk.get("/api/v1/tickets", params=asked).json()["rows"]
        assert [row["ticket_no"] for row in rows] == [number["ticket_no"]]
    far = {**body, "bill_no": "202608-0000005", "client_uuid": str(uuid4())}
    assert "bill_no" in error_of(talk.post("/api/v1/tickets", json=far), 422)["fields"]
    assert "bill" in error_of(talk.get("/api/v1/tickets", params={"bill": "x"}), 422)["fields"]


def test_what_cannot_be_done_is_refused_in_sentences(here: World) -> None:
    talk = as_program(builders.person(here, Role.SUPPORT))
    asked = {"subject": "Too much", "type": "wrong_bill", "client_uuid": str(uuid4())}
    nowhere, unknown = {"unit_id": 10**15}, {"type": "zzz", "area_id": here.ward_a}
    for more, field in (({}, "area_id"), (unknown, "type_code"), (nowhere, "unit_id")):
        assert field in error_of(talk.post("/api/v1/tickets", json={**asked, **more}), 422)["fields"]
    ticket_id = talk.post("/api/v1/tickets", json={**asked, "area_id": here.ward_a}).json()["ticket"]["ticket_id"]
    one = f"/api/v1/tickets/{ticket_id}"
    assert "must be resolved" in error_of(talk.post(f"{one}/steps", json={"step": "close"}), 409)["message"]
    assert "note" in error_of(talk.post(f"{one}/steps", json={"step": "reject"}), 422)["fields"]
    assert "assignee_id" in error_of(talk.post(f"{one}/assign", json={"assignee_id": 10**15}), 422)["fields"]
    error_of(talk.get("/api/v1/tickets/999999999"), 404)
    error_of(talk.post(f"{one}/steps", json={"step": "explode"}), 422)


def test_types_and_priorities_are_set_under_their_mark(here: World) -> None:
    talk = as_program(builders.person(here, Role.MANAGER))
    lamp = {"code": "lamp", "name": "Street light", "needs_unit": True}
    (made,) = [each for each in talk.put("/api/v1/tickets/types", json=lamp).json() if each["code"] == "lamp"]
    assert talk.put("/api/v1/tickets/types", json=lamp).status_code == 200, "the same sent again is harmless"
    other = error_of(talk.put("/api/v1/tickets/types", json={**lamp, "name": "Lamp"}), 409)
    assert other["message"].startswith("Somebody else added the type Lamp (lamp) before")
    off = {**lamp, "is_active": False, "mark": made["mark"]}
    assert talk.put("/api/v1/tickets/types", json=off).status_code == 200
    error_of(talk.put("/api/v1/tickets/types", json=off), 409)
    assert "lamp" not in [each["code"] for each in talk.get("/api/v1/tickets/kinds").json()["types"]]
    everything = talk.get("/api/v1/tickets/kinds", params={"everything": True}).json()
    assert [each["is_active"] for each in everything["types"] if each["code"] == "lamp"] == [False]
    soon = {"code": "soon", "name": "Soon", "response_minutes": 90, "resolution_minutes": 60, "rank": 2}
    assert "response_minutes" in error_of(talk.put("/api/v1/tickets/priorities", json=soon), 422)["fields"]
    made = talk.put("/api/v1/tickets/priorities", json={**soon, "response_minutes": 30}).json()
    assert [each["code"] for each in made][:3] == ["urgent", "high", "soon"]


def test_colleagues_are_named_and_answers_filled(here: World) -> None:
    clerk, agent = builders.person(here, Role.SUPPORT), builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    talk = as_program(clerk)
    answer = {"code": "soon", "name": "Soon", "body": "{ticket} comes soon."}
    assert "soon" in [each["code"] for each in talk.put("/api/v1/tickets/canned-answers", json=answer).json()]
    assert "body" in error_of(talk.put("/api/v1/tickets/canned-answers", json={**answer, "body": "{x}"}), 422)["fields"]
    asked = {"subject": "Too much", "type": "wrong_bill", "area_id": here.ward_a, "client_uuid": str(uuid4())}
    one = f"/api/v1/tickets/{talk.post('/api/v1/tickets', json=asked).json()['ticket']['ticket_id']}"
    filled = talk.get(f"{one}/answer", params={"code": "soon"}).json()
    assert filled == {"text": "T-000001 comes soon.", "missing": []}
    error_of(talk.get(f"{one}/answer", params={"code": "never"}), 404)
    names = [each["username"] for each in talk.get(f"{one}/colleagues").json()]
    assert clerk.username in names
    assert agent.username not in names
    said = talk.post(f"{one}/comments", json={"body": f"@{agent.username} look"}).json()
    assert said["not_told"] == [agent.username]


def test_tickets_are_linked_merged_and_given_to_who_is_suggested(here: World) -> None:
    clerk, agent = builders.person(here, Role.SUPPORT), builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    talk = as_program(clerk)

    def opened() -> dict[str, str]:
        asked = {"subject": "Too much", "type": "wrong_bill", "area_id": here.ward_a, "client_uuid": str(uuid4())}
        return talk.post("/api/v1/tickets", json=asked).json()["ticket"]

    first, second = opened(), opened()
    one, two = (f"/api/v1/tickets/{each['ticket_id']}" for each in (first, second))
    (nearest, *_) = talk.get(f"{one}/candidates").json()
    assert (nearest["staff_id"], nearest["works_there"]) == (agent.staff_id, True)
    other = {"related_id": second["ticket_id"]}
    assert [each["ticket_no"] for each in talk.post(f"{one}/links", json=other).json()["related"]] == ["T-000002"]
    assert talk.post(f"{one}/links/remove", json=other).json()["related"] == []
    body = {"into_id": first["ticket_id"], "mark": second["mark"]}
    assert [each["ticket_no"] for each in talk.post(f"{two}/merge", json=body).json()["merged"]] == ["T-000002"]
    gone = talk.get(two).json()
    assert (gone["ticket"]["status"], gone["ticket"]["merged_into_no"], gone["steps"]) == ("merged", "T-000001", [])
    error_of(talk.post(f"{two}/comments", json={"body": "More"}), 409)
    assert "into_id" in error_of(talk.post(f"{one}/merge", json={"into_id": first["ticket_id"]}), 422)["fields"]
    assert [each["ticket_no"] for each in talk.get("/api/v1/tickets", params={"team": "no"}).json()["rows"]][-1:] == ["T-000001"]


def test_escalation_rules_are_set_and_refused(here: World) -> None:
    talk = as_program(builders.person(here, Role.MANAGER))
    rule = {"priority_code": "urgent", "warn_percent": 75, "warned_role": "operations", "missed_role": "manager"}
    (made,) = talk.put("/api/v1/tickets/escalation-rules", json=rule).json()
    assert (made["type_code"], made["is_active"]) == (None, True)
    half = {**rule, "warn_percent": 50, "mark": made["mark"]}
    assert talk.put("/api/v1/tickets/escalation-rules", json=half).status_code == 200
    error_of(talk.put("/api/v1/tickets/escalation-rules", json={**rule, "mark": made["mark"]}), 409)
    nobody = talk.put("/api/v1/tickets/escalation-rules", json={"priority_code": "low"})
    assert "missed_role" in error_of(nobody, 422)["fields"]
    assert [each["warn_percent"] for each in talk.get("/api/v1/tickets/escalation-rules").json()] == [50]
    assert talk.get("/api/v1/tickets", params={"escalation": "missed"}).json()["rows"] == []
