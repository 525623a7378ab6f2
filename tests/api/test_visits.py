"""Visits through the interface."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.permissions import Role
from services.work import begin
from tests import builders
from tests.api.talking import as_program, error_of
from tests.services.visits.field import Field, field


@pytest.fixture
def place(database: object) -> Field:
    return field()


def day_of(place: Field, days: int = 0) -> str:
    with begin(place.here.admin) as work:
        return (work.today + timedelta(days=days)).isoformat()


def test_a_visit_is_planned_made_returned_and_approved(place: Field) -> None:
    office, agent = as_program(place.operations), as_program(place.agent)
    kinds = office.get("/api/v1/visits/kinds").json()
    assert {"value": "challan_issued", "word": "Challan issued"} in kinds["outcomes"]
    assert (kinds["geofence_metres"], kinds["fines"][0]["code"]) == (100, "littering")
    who = office.get("/api/v1/visits/agents", params={"area": place.here.ward_a, "day": day_of(place)}).json()
    assert who[0] == {"staff_id": place.agent.staff_id, "full_name": place.agent.full_name, "stop_count": 0}
    body = {"unit_ids": [place.unit_ids["U-1"], place.unit_ids["U-2"]], "agent_id": place.agent.staff_id,
            "planned_on": day_of(place), "purpose": "complaint", "client_uuid": str(uuid4())}  # fmt: skip
    made = office.post("/api/v1/visits", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["skipped_count"] == 0
    assert office.post("/api/v1/visits", json=body).json() == made.json()
    error_of(office.post("/api/v1/visits", json={**body, "task": "Other"}), 409)

    one = f"/api/v1/visits/{made.json()['visit_ids'][0]}"
    assert agent.post(f"{one}/start").json()["steps"] == ["submit"]
    found = {"outcome": "challan_issued", "fine_code": "littering", "latitude": "30.8", "longitude": "73.4",
             "accuracy_metres": "14", "reading": "", "meter_no": "", "client_uuid": str(uuid4())}  # fmt: skip
    done = agent.post(f"{one}/submit", json=found)
    assert done.status_code == 200, done.text
    assert agent.post(f"{one}/submit", json=found).json() == done.json()
    visit = done.json()["visit"]
    assert (visit["status"], visit["challan_no"], visit["challan_amount"]) == ("submitted", "C-000001", "500.00")
    assert (visit["distance_metres"], done.json()["place"]["meter_nos"]) == (0, [])
    assert "note" in error_of(office.post(f"{one}/return", json={"note": ""}), 422)["fields"]
    assert office.post(f"{one}/return", json={"note": "Which house?", "mark": visit["mark"]}).json()["steps"] == ["submit"]
    error_of(office.post(f"{one}/approve", json={"mark": visit["mark"]}), 409)
    again = agent.post(f"{one}/submit", json={**found, "note": "The corner", "client_uuid": str(uuid4())})
    approved = as_program(place.manager).post(f"{one}/approve", json={"mark": again.json()["visit"]["mark"]}).json()
    assert (approved["visit"]["status"], approved["steps"]) == ("approved", [])
    assert "has approved" in error_of(office.post(f"{one}/approve", json={}), 409)["message"]
    assert [each["step"] for each in approved["events"]] == ["plan", "start", "submit", "return", "submit", "approve"]
    rows = office.get("/api/v1/visits", params={"status": "planned", "planned": "today", "unit": place.unit_ids["U-2"]}).json()
    assert [row["visit_no"] for row in rows["rows"]] == ["V-000002"]


def test_what_cannot_be_done_is_refused_in_sentences(place: Field) -> None:
    office, agent = as_program(place.operations), as_program(place.agent)
    body = {"unit_ids": [place.unit_ids["U-1"]], "agent_id": place.agent.staff_id, "planned_on": day_of(place, 1)}
    assert "client_uuid" in error_of(office.post("/api/v1/visits", json=body), 422)["fields"]
    key = {"Idempotency-Key": str(uuid4())}
    one = f"/api/v1/visits/{office.post('/api/v1/visits', json=body, headers=key).json()['visit_ids'][0]}"
    assert "cannot be made or missed before" in error_of(agent.post(f"{one}/start"), 409)["message"]
    assert "reason" in error_of(agent.post(f"{one}/miss", json={"reason": "bored"}), 422)["fields"]
    error_of(agent.post(f"{one}/cancel", json={"note": "No"}), 403)
    for sent, field_name in (({"latitude": 95}, "latitude"), ({"latitude": "30.8"}, "longitude"), ({"outcome": "x"}, "outcome"),
                             ({"latitude": "north"}, "latitude"), ({"reading": "1e5"}, "reading")):  # fmt: skip
        whole = {"outcome": "inspected", "longitude": 73.4, "accuracy_metres": 5, "client_uuid": str(uuid4()), **sent}
        if field_name == "longitude":
            whole.pop("longitude")
        elif "latitude" not in sent:
            whole["latitude"] = 30.8
        refused = error_of(agent.post(f"{one}/submit", json=whole), 422)
        assert field_name in refused["fields"], refused
    error_of(agent.get("/api/v1/visits/999999999"), 404)
    manager = as_program(place.manager)
    assert "metres" in error_of(manager.put("/api/v1/visits/geofence", json={"metres": 5}), 422)["fields"]
    assert manager.put("/api/v1/visits/geofence", json={"metres": 250}).json()["geofence_metres"] == 250
    fine = {"code": "spitting", "words": "Spitting", "amount": "100.50", "is_active": True}
    assert fine in manager.put("/api/v1/visits/fines", json=fine).json()
    assert "code" in error_of(manager.put("/api/v1/visits/fines", json={**fine, "code": "Bad Code"}), 422)["fields"]
    near = as_program(builders.person(place.here, Role.MANAGER, (place.here.ward_a,)))
    error_of(near.put("/api/v1/visits/geofence", json={"metres": 250}), 403)
