"""Every route × every role, read off the router and the permission table; a route without a row here fails."""

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from services.permissions import GRANTS, Permission, Role
from tests import builders
from tests import scene as scenes
from tests.api.sending import BODIES, QUERIES, TICKET_AREA, UNIT, VISIT, Form, payment, reading
from tests.api.talking import APP, as_program, client, error_of
from tests.gone import GOES
from tests.records import Records, ticket_of
from tests.scene import Scene

HTTP = "/api"


@pytest.fixture(scope="module")
def scene(shared_database: object) -> Scene:
    found = scenes.stand()
    place, agent = found.place, found.people[Role.FIELD_AGENT]
    TICKET_AREA.update(area_id=place.here.ward_a, related_id=ticket_of(place, "A-2"))
    UNIT["unit_id"] = place.unit_ids["A-1"]
    day = (found.today + timedelta(days=7)).isoformat()
    VISIT.update(unit_id=place.unit_ids["A-2"], agent_id=agent.staff_id, planned_on=day)
    VISIT.update(today=found.today.isoformat(), handover_id=found.own.handover_id)
    return found


@pytest.fixture(scope="module")
def talks(scene: Scene) -> dict[Role, TestClient]:
    return {role: as_program(person) for role, person in scene.people.items()}


OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in APP.openapi()["paths"].items()
    for method, operation in methods.items()
}
WITH_RECORD = sorted(name for name, (_, path, _) in OPERATIONS.items() if "{" in path)
OF_AREAS = ("{unit_id}", "{account_id}", "{account_code}", "{bill_no}", "{payment_id}", "{reading_id}", "{file_id}",
            "{export_id}", "{staff_id}", "{ticket_id}", "{notice_id}", "{visit_id}", "{attachment_id}",
            "{request_id}", "{pair_id}", "{receipt_id}", "{handover_id}", "{challan_id}")  # fmt: skip

# What can be taken away from the address of an operation, and what still answers for it: what happened on an account stays, and
# a unit that was merged has a page that says so.
OF_WHAT_GOES = [name for name in WITH_RECORD if any("{" + each + "}" in OPERATIONS[name][1] for each in GOES)]
STILL_ANSWERS = {"follow_unit", "show_account", "show_area", "show_cash_offer", "show_statement", "show_unit"}


def send(talk: TestClient, name: str, which: Records) -> Any:
    method, path, _ = OPERATIONS[name]
    body = BODIES[name]()
    sent: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
    if isinstance(body, Form):
        sent = {"files": {"file": body.file}, "data": body.data}
    return talk.request(method, HTTP + path.format(**vars(which)), params=QUERIES.get(name), **sent)


def is_granted(name: str, role: Role) -> bool:
    needed = OPERATIONS[name][2]["x-permission"]
    return needed in ("open", "signed_in") or Permission(needed) in GRANTS[role]


def test_every_operation_has_a_row_here_and_names_what_it_needs() -> None:
    assert set(OPERATIONS) == set(BODIES)
    for name, (_, _, operation) in OPERATIONS.items():
        needed = operation.get("x-permission", "forgotten")
        assert needed in ("open", "signed_in") or Permission(needed), name
        assert {"summary", "description", "tags", "responses"} <= set(operation), name


@pytest.mark.parametrize("name", sorted(BODIES))
def test_without_a_sign_in_only_the_door_answers(scene: Scene, name: str) -> None:
    answer = send(client(), name, scene.own)
    if OPERATIONS[name][2]["x-permission"] == "open":
        assert answer.status_code in (200, 401)
        return
    error_of(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(set(BODIES) - {"open_session", "end_session"}))
def test_a_role_may_do_what_the_table_grants_and_nothing_else(
    scene: Scene, talks: dict[Role, TestClient], name: str, role: Role
) -> None:
    own = scene.own_of(role)
    # One decides about what others proposed, and sees and completes what one proposed oneself.
    if OPERATIONS[name][2]["x-permission"] != Permission.CHANGE_REQUEST_DECIDE:
        own = replace(own, request_id=scene.requests[role])
    answer = send(talks[role], name, own)
    if is_granted(name, role):
        # A run in another state refuses with 409, a payment reversed by another role before as well.
        assert answer.status_code in (200, 201, 202, 409), (answer.status_code, answer.text)
    else:
        assert error_of(answer, 403)["code"] == "forbidden"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", WITH_RECORD)
def test_a_record_of_another_organization_reads_like_one_that_was_never_there(
    scene: Scene, talks: dict[Role, TestClient], name: str, role: Role
) -> None:
    said = [error_of(send(talks[role], name, which), 404 if is_granted(name, role) else 403)
            for which in (scene.elsewhere, scene.made_up)]  # fmt: skip
    for refusal, which in zip(said, (scene.elsewhere, scene.made_up), strict=True):
        values = {str(getattr(which, field.name)) for field in fields(which)}
        for value in sorted(values, key=len, reverse=True):
            refusal["message"] = re.sub(rf"(?<!\w){value}(?!\w)", "…", refusal["message"])
    assert said[0] == said[1]


@pytest.mark.parametrize("role", [Role.FIELD_AGENT, Role.CONSUMER])
@pytest.mark.parametrize("name", [name for name in WITH_RECORD if any(each in OPERATIONS[name][1] for each in OF_AREAS)])
def test_a_record_of_another_area_or_account_is_not_there_either(
    scene: Scene, talks: dict[Role, TestClient], name: str, role: Role
) -> None:
    error_of(send(talks[role], name, scene.other_area), 404 if is_granted(name, role) else 403)


@pytest.mark.parametrize("name", OF_WHAT_GOES)
def test_what_is_gone_is_refused(scene: Scene, talks: dict[Role, TestClient], name: str) -> None:
    role = next(role for role in (Role.HEAD_ADMINISTRATOR, *Role) if is_granted(name, role))
    answers = [send(talks[role], name, of) for of in scene.gone.each(scene.own_of(role))]
    assert (answers[0].status_code < 400 or answers[1].status_code < 400) == (name in STILL_ANSWERS)
    for answer in (each for each in answers if each.status_code >= 400):
        assert error_of(answer, answer.status_code)["code"] in ("not_found", "gone", "conflict", "invalid")
    is_of_area = any(each in OPERATIONS[name][1] for each in OF_AREAS)
    for limited in (Role.FIELD_AGENT, Role.CONSUMER) if is_of_area else ():
        for of in scene.gone_far.each(scene.own_of(limited)):
            error_of(send(talks[limited], name, of), 404 if is_granted(name, limited) else 403)


@pytest.mark.parametrize("role", [Role.FIELD_AGENT, Role.CONSUMER])
@pytest.mark.parametrize("noun", ["units", "accounts", "bills", "payments", "readings"])
def test_lists_hold_only_rows_within_reach(talks: dict[Role, TestClient], noun: str, role: Role) -> None:
    rows = talks[role].get(f"/api/v1/{noun}").json()["rows"]
    seen = {row.get("account_code", row.get("code")) for row in rows}
    reach = {"A-1"} if role is Role.CONSUMER else {"A-1", "A-2", "A-3"}
    assert seen
    assert seen <= reach


def test_what_lies_out_of_reach_cannot_be_paid_or_read_either(scene: Scene, talks: dict[Role, TestClient]) -> None:
    agent = talks[Role.FIELD_AGENT]
    error_of(agent.post("/api/v1/readings", json={**reading(), "meter_no": "M-B-1"}), 404)
    support = as_program(builders.person(scene.place.here, Role.SUPPORT, (scene.place.here.ward_a,)))
    refusal = error_of(support.post("/api/v1/payments", json={**payment(), "account_code": "B-1"}), 422)
    assert refusal["fields"] == {"account_code": "There is no account B-1."}
    in_b = {"area": scene.place.here.ward_b}
    assert agent.get("/api/v1/bills", params=in_b).json()["rows"] == []


@pytest.mark.parametrize("name", sorted(name for name in BODIES if OPERATIONS[name][2].get("x-everywhere")))
def test_rights_in_some_areas_do_not_reach_what_concerns_everybody(scene: Scene, name: str) -> None:
    needed = Permission(OPERATIONS[name][2]["x-permission"])
    role = next(role for role in (Role.BILLING, Role.MANAGER, Role.HEAD_ADMINISTRATOR) if needed in GRANTS[role])
    limited = as_program(builders.person(scene.place.here, role, (scene.place.here.ward_a,)))
    assert "whole organization" in error_of(send(limited, name, scene.own), 403)["message"]
