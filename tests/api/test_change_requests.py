"""Change requests through the interface: as a form of a phone sends them, and as a program decides."""

from uuid import uuid4

import pytest

from tests.api.talking import as_program, error_of
from tests.services.change_requests.register import Register, register

ADDRESS = "/api/v1/change-requests"


@pytest.fixture
def place(database: object) -> Register:
    return register()


def test_a_form_of_a_phone_is_taken_once_and_leads_to_its_screen(place: Register) -> None:
    agent = as_program(place.agent)
    form = {"kind": "premises", "unit_id": str(place.unit_ids["U-1"]), "category": "residential", "size_marla": "7.5",
            "commercial_size": "", "note": "Measured", "client_uuid": str(uuid4())}  # fmt: skip
    made = agent.post(ADDRESS, json=form)
    assert made.status_code == 201, made.text
    assert made.json()["request"]["after"] == {"size_marla": "7.50"}
    assert made.json()["href"] == f"/change-request?request={made.json()['request']['request_id']}"
    assert agent.post(ADDRESS, json=form).json() == made.json()
    error_of(agent.post(ADDRESS, json={**form, "size_marla": "9"}), 409)
    fresh = {**form, "client_uuid": str(uuid4())}
    assert list(error_of(agent.post(ADDRESS, json={**fresh, "size_marla": "-1"}), 422)["fields"]) == ["size_marla"]
    assert list(error_of(agent.post(ADDRESS, json={**fresh, "size_marla": ""}), 422)["fields"]) == ["size_marla"]
    assert list(error_of(agent.post(ADDRESS, json={**fresh, "unit_id": place.unit_ids["U-9"]}), 422)["fields"]) == ["unit_id"]
    assert list(error_of(agent.post(ADDRESS, json={**fresh, "kind": "palace"}), 422)["fields"]) == ["kind"]
    assert list(error_of(agent.post(ADDRESS, json={**form, "client_uuid": None}), 422)["fields"]) == ["client_uuid"]


def test_what_was_proposed_is_decided_under_its_mark_one_by_one_or_many_at_once(place: Register) -> None:
    agent, office = as_program(place.agent), as_program(place.operations)

    def propose(code: str, name: str) -> int:
        sent = {"kind": "consumer", "unit_id": place.unit_ids[code], "holder_name": name, "client_uuid": str(uuid4())}
        return agent.post(ADDRESS, json=sent).json()["request"]["request_id"]

    first, second, third = (propose(code, "Demo Neighbour") for code in ("U-1", "U-2", "U-3"))
    mark = office.get(f"{ADDRESS}/{first}").json()["mark"]
    office.patch(f"/api/v1/accounts/{place.account_ids['A-1']}", json={"holder_name": "Demo Other"})
    error_of(office.post(f"{ADDRESS}/{first}/approve", json={"mark": mark}), 409)
    assert "holder name" in error_of(office.post(f"{ADDRESS}/{first}/approve", json={}), 409)["message"]
    now = office.get(f"{ADDRESS}/{first}").json()
    assert (now["changed"], now["now"]) == (["holder_name"], {"holder_name": "Demo Other"})
    done = office.post(f"{ADDRESS}/{first}/approve", json={"mark": now["mark"]}).json()
    assert (done["request"]["status"], done["now"]) == ("applied", None)
    refused = office.post(f"{ADDRESS}/{second}/reject", json={"reason": "The name is right"}).json()
    assert refused["request"]["reason"] == "The name is right"
    many = office.post(f"{ADDRESS}/decide", json={"request_ids": [second, third], "decision": "approve"}).json()
    assert [each["request_id"] for each in many["done"]] == [third]
    assert "has rejected" in many["refused"][0]["reason"]
    error_of(office.post(f"{ADDRESS}/decide", json={"request_ids": [third], "decision": "reject"}), 422)
    listed = agent.get(ADDRESS, params={"status": "applied", "mine": "yes", "sort": "oldest"}).json()
    assert [row["request_id"] for row in listed["rows"]] == [first, third]
