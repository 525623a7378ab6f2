"""Cash through the interface."""

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


def test_cash_is_taken_once_shown_and_found_again(place: Field) -> None:
    agent, office = as_program(place.agent), as_program(place.operations)
    unit_id = place.unit_ids["U-1"]
    offered = agent.get(f"/api/v1/cash/units/{unit_id}").json()
    assert (offered["owed"], offered["room"], offered["account_code"]) == ("0.00", "50000.00", "A-1")
    # As a form of the field sends it: texts, the empty ones too.
    body = {"unit_id": str(unit_id), "amount": "150", "payer": "The tenant", "note": "", "taken_on": "", "visit_id": ""}
    key = {"Idempotency-Key": str(uuid4())}
    made, again = (agent.post("/api/v1/cash/receipts", json=body, headers=key) for _ in range(2))
    assert (made.status_code, made.json()) == (201, again.json())
    told = made.json()
    assert told["receipt"]["receipt_no"] == f"A{place.agent.staff_id}-0000001"
    assert told["href"] == f"/receipt?receipt={told['receipt']['receipt_id']}"
    assert "Rs 150 kept as an advance" in told["text"]
    error_of(agent.post("/api/v1/cash/receipts", json={**body, "amount": "151"}, headers=key), 409)
    assert office.get("/api/v1/cash/receipts", params={"agent": place.agent.staff_id}).json()["count"] == 1
    held = office.get("/api/v1/cash/holders").json()
    assert [(each["amount"], each["receipt_count"]) for each in held["holders"]] == [("150.00", 1)]


def test_cash_that_cannot_be_taken_is_refused_in_sentences(place: Field) -> None:
    agent, manager = as_program(place.agent), as_program(place.manager)
    body = {"unit_id": place.unit_ids["U-1"], "amount": "10"}
    assert "client_uuid" in error_of(agent.post("/api/v1/cash/receipts", json=body), 422)["fields"]
    for sent, name in (({"amount": "-1"}, "amount"), ({"amount": "60000"}, "amount"), ({"taken_on": "2999-01-01"}, "taken_on")):
        answer = agent.post("/api/v1/cash/receipts", json={**body, **sent, "client_uuid": str(uuid4())})
        assert list(error_of(answer, 422)["fields"]) == [name]
    error_of(agent.get(f"/api/v1/cash/units/{place.unit_ids['U-9']}"), 404)
    error_of(agent.put("/api/v1/cash/limit", json={"amount": "1"}), 403)
    assert manager.put("/api/v1/cash/limit", json={"amount": "12.50"}).json()["most_in_hand"] == "12.50"


def test_cash_is_accepted_deposited_and_reconciled(place: Field) -> None:
    agent, office = as_program(place.agent), as_program(place.operations)
    admin = as_program(builders.person(place.here, Role.HEAD_ADMINISTRATOR))
    body = {"unit_id": place.unit_ids["U-1"], "amount": "150", "client_uuid": str(uuid4())}
    agent.post("/api/v1/cash/receipts", json=body)
    (held,) = office.get("/api/v1/cash/holders").json()["holders"]
    address = f"/api/v1/cash/holders/{held['agent_id']}/accept"
    sent = {"counted": "140", "mark": held["mark"], "client_uuid": str(uuid4())}
    assert "reason" in error_of(office.post(address, json=sent), 422)["fields"]
    made = office.post(address, json={**sent, "reason": "A note was torn"})
    assert made.status_code == 201, made.text
    handover = made.json()["handover"]
    assert (handover["difference"], handover["status"], len(made.json()["receipts"])) == ("-10.00", "handed_over", 1)
    assert "has accepted the cash" in error_of(admin.post(address, json={**sent, "client_uuid": str(uuid4())}), 409)["message"]
    assert agent.get("/api/v1/cash/handovers", params={"differs": "yes"}).json()["count"] == 1
    new = {"handover_ids": [handover["handover_id"]], "bank": "First", "slip_no": "7", "client_uuid": str(uuid4())}
    assert "deposited_on" in error_of(office.post("/api/v1/cash/deposits", json=new), 422)["fields"]
    with begin(place.here.admin) as work:
        today = work.today.isoformat()
    deposit = office.post("/api/v1/cash/deposits", json={**new, "deposited_on": today}).json()
    assert (deposit["amount"], deposit["credited_on"]) == ("140.00", None)
    reconcile = f"/api/v1/cash/deposits/{deposit['deposit_id']}/reconcile"
    error_of(office.post(reconcile, json={"credited_on": today}), 409)
    assert admin.post(reconcile, json={"credited_on": today}).json()["credited_on"] == today
    assert agent.get(f"/api/v1/cash/handovers/{handover['handover_id']}").json()["handover"]["status"] == "reconciled"
