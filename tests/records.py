"""One record of each kind, made by the use cases that the product runs, for tests that try every door of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

from services import (
    activity,
    archives,
    attachments,
    bill_runs,
    bills,
    bulk_changes,
    cash,
    duplicates,
    exports,
    files,
    imports,
    jobs,
    metering,
    notices,
    payments,
    sign_in,
    tariffs,
    tickets,
    views,
    visits,
)
from services.bulk_changes import Action, Chosen, NewChange
from services.exports import NewExport
from services.files import Purpose
from services.notices import About
from services.paging import ListQuery
from services.permissions import Permission, Role
from services.tickets import NewTicket
from services.visits import Found, NewPlan
from services.work import Actor, begin
from tests import builders, pictures
from tests.builders import PASSWORD
from tests.cash_records import deposit_of, handover_of, receipt_of
from tests.register_records import pair_of, request_of
from tests.town import Town

OWN_NOTICE = About("job", 1)
ROWS = b"Account,Consumer,Area\nN-1,New,OKR-A\n"
NOTHING = 10**12


@dataclass(frozen=True)
class Records:
    """One record of each kind, by the name that an argument or a path has for it."""

    unit_id: int
    account_id: int
    account_code: str
    bill_no: str
    period: date
    bill_id: int
    payment_id: int
    reading_id: int
    meter_no: str
    run_id: int
    cycle_code: str
    version_id: int
    tariff_id: int
    code: str
    file_id: int
    job_id: int
    export_id: int
    view_id: int
    change_id: int
    import_id: int
    shape_key: str
    move_id: int
    staff_id: int
    session_id: int
    area_id: int
    area_code: str
    ticket_id: int
    ticket_no: str
    notice_id: int
    visit_id: int
    request_id: int
    pair_id: int
    kept_id: int
    merged_id: int
    attachment_id: int
    receipt_id: int
    collected_id: int
    agent_id: int
    handover_id: int
    deposit_id: int
    challan_id: int
    into_id: int
    audit_id: int


def without(said: str, named: Mapping[str, object]) -> str:
    """What was said, without what the person named: a number only where it stands for the record."""
    for name, value in named.items():
        text = re.escape(str(value))
        if text.isdecimal():
            said = re.sub(rf"(There is no [a-z ]+ |\b{name}=){text}(?!\w)", r"\1…", said)
        else:
            said = re.sub(rf"(?<!\w){text}(?!\w)", "…", said)
    return said


def made_up() -> Records:
    """Ids and codes that nothing ever had."""
    words = {
        "account_code": "MADE-UP", "bill_no": "202608-9999999", "bill_id": 9_999_999, "meter_no": "M-MADE-UP",
        "cycle_code": "made-up", "code": "made-up", "shape_key": "made-up", "area_code": "MADE-UP", "ticket_no": "T-999999999",
        "period": date(2026, 8, 1),
    }  # fmt: skip
    return Records(**{field.name: NOTHING for field in fields(Records)} | words)  # pyright: ignore[reportArgumentType]


def records(place: Town, account_code: str, tariff_code: str, merged_id: int, agent: Actor | None = None) -> Records:
    """A record of each kind that has to do with one account of a billed town; the unit of it that was merged is made before.

    While a run is calculated no unit is merged.
    """
    admin = place.here.admin
    agent = agent or builders.person(place.here, Role.FIELD_AGENT, (place.here.division,))
    ticket_id, pair_id = ticket_of(place, account_code), pair_of(place, account_code)
    with begin(admin) as work:
        ticket, pair, tariff = tickets.get(work, ticket_id), duplicates.get(work, pair_id), tariffs.find(work, tariff_code)
    return Records(
        **billed(place, account_code),
        **collected(place, account_code, agent),
        account_code=account_code,
        cycle_code="monthly",
        version_id=place.version_id,
        tariff_id=tariff.tariff_id,
        code=tariff_code,
        file_id=file_of(admin),
        job_id=job_of(place),
        export_id=export_of(admin),
        view_id=view_of(admin, Role.SUPPORT if account_code == "A-1" else Role.MANAGER),
        change_id=change_of(place),
        import_id=import_of(admin),
        shape_key=mapping_of(admin),
        move_id=move_of(place),
        staff_id=place.second.staff_id,
        session_id=session_of(place),
        area_id=place.here.ward_a,
        area_code="OKR-A",
        ticket_id=ticket_id,
        ticket_no=ticket.row.ticket_no,
        notice_id=notice_of(admin),
        challan_id=challan_of(place, account_code, agent),
        visit_id=visit_of(place, account_code, agent),
        request_id=request_of(place, account_code),
        pair_id=pair_id,
        kept_id=pair.row.unit_id,
        merged_id=merged_id,
        attachment_id=attachment_of(admin, ticket_of(place, account_code)),
        into_id=place.here.ward_b,
        audit_id=entry_of(admin),
    )


def billed(place: Town, account_code: str) -> dict[str, Any]:
    """The unit of an account, and the newest bill, payment and reading of it."""
    account_id = place.account_ids[account_code]
    about = ListQuery(filters={"account": str(account_id)})
    with begin(place.here.admin) as work:
        (bill,) = bills.page(work, about).rows
        paid, read = payments.page(work, about).rows[0], metering.page(work, about).rows[0]
    return {
        "unit_id": place.unit_ids[account_code], "account_id": account_id, "bill_no": bill.bill_no, "period": bill.period,
        "bill_id": bill.bill_id, "run_id": bill.run_id, "payment_id": paid.payment_id, "reading_id": read.reading_id,
        "meter_no": read.meter_no,
    }  # fmt: skip


def collected(place: Town, account_code: str, agent: Actor) -> dict[str, Any]:
    """Cash of an agent on its way; what is handed over is all that somebody holds, so that it comes before what is held."""
    deposit_id = deposit_of(place, account_code, agent)
    handover_id = handover_of(place, account_code, agent)
    receipt_id = receipt_of(place, account_code, agent)
    with begin(place.here.admin) as work:
        payment_id = cash.get(work, receipt_id).row.payment_id or NOTHING
    taken = {"agent_id": agent.staff_id, "receipt_id": receipt_id, "collected_id": payment_id}
    return taken | {"handover_id": handover_id, "deposit_id": deposit_id}


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
        return NOTHING
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


def notice_of(person: Actor, told_at: datetime | None = None) -> int:
    """A notice of one's own, of a kind that every role could be told."""
    event = str(uuid4())
    with begin(person, told_at) as work:
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
        return NOTHING
    with begin(person) as work:
        return exports.start(work, NewExport("bills")).export_id


def import_of(person: Actor) -> int:
    """An import whose columns are not chosen yet."""
    with begin(person) as work:
        return imports.upload(work, "accounts", "rows.csv", [ROWS]).import_id


def view_of(person: Actor, role: Role) -> int:
    """A view that the role opens with, so that nobody can remove it."""
    with begin(person) as work:
        view_id = views.save(work, "bills", f"View {uuid4()}", "status=held", is_shared=True).view_id
        views.open_first_for_role(work, view_id, role)
    return view_id


def mapping_of(person: Actor) -> str:
    """What the shape of a file goes by whose columns were chosen."""
    headings = f"Code {uuid4()},Name,Area\n".encode()
    with begin(person) as work:
        import_id = imports.upload(work, "accounts", "shaped.csv", [headings + b"N-1,New,OKR-A\n"]).import_id
        imports.choose(work, import_id, {"code": "c0", "holder_name": "c1", "area": "c2"})
        return imports.mappings(work)[0].shape_key


def session_of(place: Town) -> int:
    """Where somebody of the office is signed in."""
    sign_in.sign_in(place.second.username, PASSWORD, "127.0.0.1", "test")
    with begin(place.here.admin) as work:
        return sign_in.sessions_of(work, place.second.staff_id)[0].session_id


def merged_of(place: Town, account_code: str) -> int:
    """A unit that was merged into another of the same account."""
    pair_id = pair_of(place, account_code)
    with begin(place.here.admin) as work:
        row = duplicates.get(work, pair_id).row
        duplicates.merge(work, pair_id, row.unit_id, leaves_balance=True)
        return row.other_id


def entry_of(person: Actor) -> int:
    """The newest entry that somebody left in the audit trail."""
    if not person.may(Permission.AUDIT_READ):
        return NOTHING
    with begin(person) as work:
        return activity.page(work, ListQuery(filters={"staff": str(person.staff_id)}, size=1)).rows[0].audit_id
