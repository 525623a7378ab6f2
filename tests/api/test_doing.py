"""Changing things through the REST face: payments, readings and bill runs, each once."""

from uuid import uuid4

import pytest

from services import bill_runs
from services.permissions import Role
from tests import builders, town
from tests.api.talking import as_program, error_of
from tests.money import disagreements
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def payment(**changed: object) -> dict[str, object]:
    return {"account_code": "A-1", "amount": "120.50", "channel": "cash", "value_on": "2026-09-01", **changed}


def test_a_payment_sent_again_under_its_id_is_one_payment(place: Town) -> None:
    town.bill(place)
    talk, key = as_program(place.clerk), str(uuid4())
    first = talk.post("/api/v1/payments", json=payment(), headers={"Idempotency-Key": key})
    again = talk.post("/api/v1/payments", json=payment(client_uuid=key))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["allocations"][0]["amount"] == "120.50"
    assert talk.get("/api/v1/payments").json()["count"] == 1
    changed = talk.post("/api/v1/payments", json=payment(amount="120.51"), headers={"Idempotency-Key": key})
    assert "other particulars" in error_of(changed, 409)["message"]
    assert disagreements(place.here) == []


def test_a_payment_needs_an_id_and_an_exact_amount(place: Town) -> None:
    talk = as_program(place.clerk)
    assert "client_uuid" in error_of(talk.post("/api/v1/payments", json=payment()), 422)["fields"]
    fraction = talk.post("/api/v1/payments", json=payment(amount=120.5, client_uuid=str(uuid4())))
    assert "as text" in error_of(fraction, 422)["fields"]["amount"]
    two = talk.post("/api/v1/payments", json=payment(client_uuid=str(uuid4())), headers={"Idempotency-Key": str(uuid4())})
    assert "differ" in error_of(two, 422)["message"]


def test_a_payment_is_reversed_once_with_a_reason(place: Town) -> None:
    town.bill(place)
    talk = as_program(place.clerk)
    made = talk.post("/api/v1/payments", json=payment(client_uuid=str(uuid4()))).json()["payment"]
    address = f"/api/v1/payments/{made['payment_id']}"
    assert "reason" in error_of(talk.post(f"{address}/reverse", json={}), 422)["fields"]
    reversed_one = talk.post(f"{address}/reverse", json={"reason": "Typed for the wrong account"}).json()
    assert (reversed_one["payment"]["status"], reversed_one["allocations"]) == ("reversed", [])
    error_of(talk.post(f"{address}/reverse", json={"reason": "Again"}), 409)
    assert talk.get(address).json()["payment"]["reversal_reason"] == "Typed for the wrong account"
    assert disagreements(place.here) == []


def test_a_reading_sent_again_under_its_id_is_one_reading(place: Town) -> None:
    talk, key = as_program(place.clerk), str(uuid4())
    body = {"meter_no": "M-A-1", "quantity": "4.5", "read_on": "2026-10-02", "client_uuid": key}
    first, again = (talk.post("/api/v1/readings", json=body) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (first.json()["period"], first.json()["quantity"]) == ("2026-10", "4.500")
    error_of(talk.post("/api/v1/readings", json={**body, "quantity": "5"}), 409)
    error_of(talk.post("/api/v1/readings", json={**body, "client_uuid": str(uuid4()), "meter_no": "NONE"}), 404)


def test_a_run_goes_from_draft_to_issued_by_two_people(place: Town) -> None:
    clerk, second = as_program(place.clerk), as_program(place.second)
    made = clerk.post("/api/v1/bill-runs", json={"cycle": "monthly", "period": "2026-08"})
    assert made.status_code == 201
    run_id = made.json()["run"]["run_id"]
    address = f"/api/v1/bill-runs/{run_id}"
    twice = clerk.post("/api/v1/bill-runs", json={"cycle": "monthly", "period": "2026-08"})
    assert "already has a run" in error_of(twice, 409)["message"]
    assert "cannot be approved" in error_of(second.post(f"{address}/approve"), 409)["message"]
    assert clerk.post(f"{address}/calculate").json()["run"]["status"] == "calculating"
    bill_runs.work_off(place.clerk, run_id)
    assert clerk.get(address).json()["run"]["status"] == "review"
    error_of(clerk.post(f"{address}/approve"), 403)
    assert second.post(f"{address}/approve").json()["run"]["approver_name"] == place.second.full_name
    assert second.post(f"{address}/issue").status_code == 202
    bill_runs.work_off(place.second, run_id)
    done = clerk.get(address).json()
    assert (done["run"]["status"], done["run"]["bill_count"], done["run"]["demand"]) == ("issued", 5, "4100.00")
    assert done["progress"]["done_accounts"] == done["progress"]["total_accounts"] == 5
    error_of(clerk.post(f"{address}/cancel"), 409)
    assert disagreements(place.here) == []


def test_a_run_is_given_up_before_it_is_issued(place: Town) -> None:
    clerk = as_program(place.clerk)
    run = town.review(place)
    assert clerk.post(f"/api/v1/bill-runs/{run.run_id}/cancel").json()["run"]["status"] == "cancelled"
    assert clerk.get("/api/v1/bills", params={"status": "draft"}).json()["count"] == 0


def test_a_head_administrator_may_not_approve_the_own_run(place: Town) -> None:
    person = builders.person(place.here, Role.HEAD_ADMINISTRATOR)
    admin = as_program(person)
    run_id = admin.post("/api/v1/bill-runs", json={"cycle": "monthly", "period": "2026-08"}).json()["run"]["run_id"]
    admin.post(f"/api/v1/bill-runs/{run_id}/calculate")
    bill_runs.work_off(person, run_id)
    assert "another person" in error_of(admin.post(f"/api/v1/bill-runs/{run_id}/approve"), 403)["message"]



def test_a_unit_is_changed_under_its_mark_once(place: Town) -> None:
    talk = as_program(place.clerk)
    address = f"/api/v1/units/{place.unit_ids['A-1']}"
    mark = talk.get(address).json()["mark"]
    changed = talk.patch(address, json={"address": "House 9", "size_marla": "7.5", "mark": mark}).json()
    assert (changed["unit"]["address"], changed["unit"]["size_marla"]) == ("House 9", "7.50")
    assert "somebody else" in error_of(talk.patch(address, json={"address": "House 10", "mark": mark}), 409)["message"]
    assert talk.patch(address, json={"address": "House 10", "mark": changed["mark"]}).status_code == 200
    assert list(error_of(talk.patch(address, json={"size_marla": "-1"}), 422)["fields"]) == ["size_marla"]
    assert list(error_of(talk.patch(address, json={"status": "surveyed"}), 422)["fields"]) == ["status"]
    assert list(error_of(talk.patch(address, json={"code": "X"}), 422)["fields"]) == ["code"]


def test_an_account_is_changed_in_the_fields_that_were_sent(place: Town) -> None:
    talk = as_program(place.clerk)
    address = f"/api/v1/accounts/{place.account_ids['A-1']}"
    before = talk.get(address).json()
    after = talk.patch(address, json={"phone": "0300-0012345", "mark": before["mark"]}).json()
    assert (after["phone"], after["holder_name"]) == ("923000012345", before["holder_name"])
    error_of(talk.patch(address, json={"holder_name": "X", "mark": before["mark"]}), 409)
    assert list(error_of(talk.patch(address, json={"holder_name": ""}), 422)["fields"]) == ["holder_name"]
