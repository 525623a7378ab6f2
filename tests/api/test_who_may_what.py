"""Every route × every role, read off the router and the permission table; a route without a row here fails."""

import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services import (
    archives,
    attachments,
    bill_runs,
    bills,
    bulk_changes,
    exports,
    files,
    imports,
    jobs,
    metering,
    notices,
    payments,
    tickets,
    views,
    visits,
)
from services.bulk_changes import Action, Chosen, NewChange
from services.exports import NewExport
from services.files import Purpose
from services.notices import About
from services.paging import ListQuery
from services.permissions import GRANTS, Permission, Role
from services.tickets import NewTicket
from services.visits import Found, NewPlan
from services.work import Actor, begin
from tests import builders, pictures, town
from tests.api.cash_records import deposit_of, handover_of, receipt_of
from tests.api.register_records import pair_of, request_of
from tests.api.sending import BODIES, FILE, QUERIES, TICKET_AREA, UNIT, VISIT, Form, payment, reading
from tests.api.talking import APP, as_program, client, error_of
from tests.town import Town

HTTP = "/api"
OWN_NOTICE = About("job", 1)


@dataclass(frozen=True)
class Records:
    """One record of each kind, by the name of the path parameter that names it."""

    unit_id: int
    account_id: int
    account_code: str
    bill_no: str
    payment_id: int
    reading_id: int
    run_id: int
    version_id: int
    code: str
    file_id: int
    job_id: int
    export_id: int
    view_id: int
    change_id: int
    import_id: int
    move_id: int
    staff_id: int
    area_id: int
    ticket_id: int
    notice_id: int
    visit_id: int
    request_id: int
    pair_id: int
    attachment_id: int
    receipt_id: int
    handover_id: int
    deposit_id: int
    challan_id: int
    into_id: int

    def path(self, template: str) -> str:
        return HTTP + template.format(**{name: getattr(self, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class Scene:
    """Two organizations; in the first A-1 lies in the agent's area and belongs to the consumer, B-1 does neither."""

    place: Town
    people: dict[Role, Actor]
    own: Records
    # What only its maker may see: each person's own.
    files: dict[Role, int]
    exports: dict[Role, int]
    notices: dict[Role, int]
    attachments: dict[Role, int]
    requests: dict[Role, int]
    other_area: Records
    elsewhere: Records
    made_up: Records


def records(place: Town, account_code: str, tariff_code: str, agent: Actor | None = None) -> Records:
    with begin(place.here.admin) as work:
        account_id = place.account_ids[account_code]
        (bill,) = bills.page(work, ListQuery(filters={"account": str(account_id)})).rows
        paid = payments.page(work, ListQuery(filters={"account": str(account_id)})).rows
        read = metering.page(work, ListQuery(filters={"account": str(account_id)})).rows
    agent = agent or builders.person(place.here, Role.FIELD_AGENT, (place.here.division,))
    return Records(
        unit_id=place.unit_ids[account_code],
        account_id=account_id,
        account_code=account_code,
        bill_no=bill.bill_no,
        payment_id=paid[0].payment_id,
        reading_id=read[0].reading_id,
        run_id=bill.run_id,
        version_id=place.version_id,
        code=tariff_code,
        file_id=file_of(place.here.admin),
        job_id=job_of(place),
        export_id=export_of(place.here.admin),
        view_id=view_of(place.here.admin, Role.SUPPORT if account_code == "A-1" else Role.MANAGER),
        change_id=change_of(place),
        import_id=import_of(place.here.admin),
        move_id=move_of(place),
        staff_id=place.second.staff_id,
        area_id=place.here.ward_a,
        ticket_id=ticket_of(place, account_code),
        notice_id=notice_of(place.here.admin),
        challan_id=challan_of(place, account_code, agent),
        visit_id=visit_of(place, account_code, agent),
        request_id=request_of(place, account_code),
        pair_id=pair_of(place, account_code),
        attachment_id=attachment_of(place.here.admin, ticket_of(place, account_code)),
        deposit_id=deposit_of(place, account_code, agent),
        handover_id=handover_of(place, account_code, agent),
        receipt_id=receipt_of(place, account_code, agent),
        into_id=place.here.ward_b,
    )


def visit_of(place: Town, account_code: str, agent: Actor) -> int:
    """A visit of today that an agent is to make."""
    with begin(place.here.admin) as work:
        new = NewPlan((place.unit_ids[account_code],), agent.staff_id, work.today, uuid4())
        return visits.plan(work, new).visit_ids[0]


def challan_of(place: Town, account_code: str, agent: Actor) -> int:
    """A fine that an agent handed over, on a visit that is approved."""
    visit_id = visit_of(place, account_code, agent)
    with begin(agent) as work:
        visits.start(work, visit_id)
        visits.submit(work, visit_id, Found("challan_issued", uuid4(), fine_code="littering"))
    with begin(place.here.admin) as work:
        return visits.approve(work, visit_id).row.challan_id or 0


def ticket_of(place: Town, account_code: str) -> int:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), place.unit_ids[account_code])
    with begin(place.here.admin) as work:
        return tickets.open_one(work, new).ticket_id


def attachment_of(person: Actor, ticket_id: int) -> int:
    if not person.may(Permission.ATTACHMENT_ADD):
        return 10**12
    photo = attachments.look_at(BytesIO(pictures.jpeg(40, 30)), "bin.jpg", person.time_zone)
    with begin(person) as work:
        return attachments.add(work, "ticket", ticket_id, photo, uuid4()).attachment_id


def change_of(place: Town) -> int:
    """A bulk change that is done: its one unit was so already."""
    action, rows = Action("settlement", {"settlement": "urban"}), Chosen((str(place.unit_ids["A-1"]),))
    new = NewChange("units", action, rows, "As before", uuid4())
    with begin(place.clerk) as work:
        change_id = bulk_changes.start(work, new).change_id
    bulk_changes.run(place.clerk, change_id)
    return change_id


def move_of(place: Town) -> int:
    """A move of the archive that is done, as it will be made in some years; there is one an organization."""
    with begin(place.here.admin, datetime(2030, 1, 1, tzinfo=UTC)) as work:
        known = archives.latest(work)
        move_id = known[0].move_id if known else archives.archive(work, 24).move_id
    archives.run(place.here.admin, move_id)
    return move_id


def notice_of(person: Actor) -> int:
    """A notice of one's own, of a kind that every role could be told."""
    event = str(uuid4())
    with begin(person) as work:
        kind = replace(notices.JOB_STOPPED, needs=Permission.NOTICE_READ)
        notices.tell(work, kind, [person.staff_id], replace(OWN_NOTICE, account_id=person.account_id), event, event)
        return notices.page(work, ListQuery()).rows[0].notice_id


def file_of(person: Actor) -> int:
    with begin(person) as work:
        return files.put(work, "rows.csv", files.CSV, [b"a\n1\n"], Purpose.EXPORT).file_id


def job_of(place: Town) -> int:
    """A job that waits for a run of its own; there is one an organization."""
    with begin(place.here.admin) as work:
        waiting = jobs.page(work, ListQuery(filters={"state": "waiting"})).rows
        if not waiting:
            bill_runs.calculate(work, bill_runs.create(work, "monthly", date(2026, 6, 1)).run_id)
            waiting = jobs.page(work, ListQuery(filters={"state": "waiting"})).rows
        return waiting[0].job_id


def export_of(person: Actor) -> int:
    if not person.may(Permission.EXPORT):
        return 10**12
    with begin(person) as work:
        return exports.start(work, NewExport("bills")).export_id


def import_of(person: Actor) -> int:
    """An import whose columns are not chosen yet."""
    with begin(person) as work:
        return imports.upload(work, "accounts", "rows.csv", [FILE]).import_id


def view_of(person: Actor, role: Role) -> int:
    """A view that the role opens with, so that nobody can remove it."""
    with begin(person) as work:
        view_id = views.save(work, "bills", f"View {uuid4()}", "status=held", is_shared=True).view_id
        views.open_first_for_role(work, view_id, role)
    return view_id


@pytest.fixture(scope="module")
def scene(shared_database: object) -> Scene:
    place, elsewhere = town.town(), town.town()
    # The second organization bills twice, so that its bill numbers are not those of the first.
    town.bill(place)
    town.bill(elsewhere, town.NEXT)
    for each in (place, elsewhere):
        town.pay(each, "A-1", "50")
        town.pay(each, "B-1", "60")
        town.pay(each, "A-2", "500")
    town.add_tariff(elsewhere.here, "electricity_slabs", "only-there", "electricity")
    builders.account(elsewhere.here, "ONLY-THERE")
    TICKET_AREA.update(area_id=place.here.ward_a, related_id=ticket_of(place, "A-2"))
    people = {Role.BILLING: place.clerk, Role.MANAGER: place.second}
    for role in Role:
        if role not in people:
            areas = (place.here.ward_a,) if role is Role.FIELD_AGENT else ()
            own = place.account_ids["A-1"] if role is Role.CONSUMER else None
            people[role] = builders.person(place.here, role, areas, own)
    with begin(place.here.admin) as work:
        VISIT["today"] = work.today.isoformat()
        day = (work.today + timedelta(days=7)).isoformat()
    agent = people[Role.FIELD_AGENT]
    UNIT["unit_id"] = place.unit_ids["A-1"]
    VISIT.update(unit_id=place.unit_ids["A-2"], agent_id=agent.staff_id, planned_on=day)
    words = {"bill_no": "202608-9999999", "code": "made-up", "account_code": "MADE-UP"}
    nowhere = {field.name: 10**12 for field in fields(Records)} | words
    made_up = Records(**nowhere)  # pyright: ignore[reportArgumentType]
    own_files = {role: file_of(person) for role, person in people.items()}
    own_attachments = {role: attachment_of(person, ticket_of(place, "A-1")) for role, person in people.items()}
    own_exports = {role: export_of(person) for role, person in people.items()}
    own_notices = {role: notice_of(person) for role, person in people.items()}
    own_requests = {role: request_of(place, "A-1", person) for role, person in people.items()}
    own = records(place, "A-1", "sanitation", agent)
    VISIT["handover_id"] = own.handover_id
    other = records(place, "B-1", "sanitation")
    return Scene(place, people, own, own_files, own_exports, own_notices, own_attachments, own_requests, other,
                 replace(records(elsewhere, "A-1", "only-there"), account_code="ONLY-THERE"), made_up)  # fmt: skip


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


def send(talk: TestClient, name: str, which: Records) -> Any:
    method, path, _ = OPERATIONS[name]
    body = BODIES[name]()
    sent: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
    if isinstance(body, Form):
        sent = {"files": {"file": body.file}, "data": body.data}
    return talk.request(method, which.path(path), params=QUERIES.get(name), **sent)


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
    own = {"file_id": scene.files[role], "export_id": scene.exports[role], "notice_id": scene.notices[role]}
    # One decides about what others proposed, and sees and completes what one proposed oneself.
    is_decision = OPERATIONS[name][2]["x-permission"] == Permission.CHANGE_REQUEST_DECIDE
    own["request_id"] = scene.own.request_id if is_decision else scene.requests[role]
    answer = send(talks[role], name, replace(scene.own, **own, attachment_id=scene.attachments[role]))
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
        values = [str(getattr(which, field)) for field in which.__dataclass_fields__]
        for value in sorted(values, key=len, reverse=True):
            refusal["message"] = re.sub(rf"(?<!\w){value}(?!\w)", "…", refusal["message"])
    assert said[0] == said[1]


@pytest.mark.parametrize("role", [Role.FIELD_AGENT, Role.CONSUMER])
@pytest.mark.parametrize("name", [name for name in WITH_RECORD if any(each in OPERATIONS[name][1] for each in OF_AREAS)])
def test_a_record_of_another_area_or_account_is_not_there_either(
    scene: Scene, talks: dict[Role, TestClient], name: str, role: Role
) -> None:
    error_of(send(talks[role], name, scene.other_area), 404 if is_granted(name, role) else 403)


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
