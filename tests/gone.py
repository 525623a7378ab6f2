"""What once was there and was taken away since, for tests that try every door of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from services import areas, attachments, bulk_changes, files, imports, metering, notices, sign_in, tariffs, views
from services.areas import AreaFields
from services.bulk_changes import Action, Chosen, NewChange
from services.files import Purpose
from services.metering import NewMeter, NewService
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, records
from tests.records import Records
from tests.town import Town

TWO_YEARS_AGO: Final = datetime(2024, 11, 1, tzinfo=UTC)
# Why nothing takes the others away.
WHOLE: Final = "its whole row goes, so that its id is as one that was never given"
STAYS: Final[Mapping[str, str]] = {
    "bill_no": "voided", "period": "no record", "bill_id": "voided", "payment_id": "reversed", "reading_id": "replaced",
    "run_id": "cancelled", "cycle_code": "kept", "version_id": "withdrawn", "tariff_id": "kept", "code": "kept",
    "job_id": WHOLE, "pair_id": WHOLE, "export_id": "expired", "change_id": "undone", "import_id": "rolled back",
    "move_id": "brought back", "staff_id": "deactivated", "ticket_id": "merged into another", "ticket_no": "merged into another",
    "visit_id": "cancelled", "request_id": "withdrawn", "receipt_id": "voided", "collected_id": "reversed",
    "agent_id": "deactivated", "handover_id": "taken back", "deposit_id": "taken back", "challan_id": "waived",
    "audit_id": WHOLE,
}  # fmt: skip
GOES: Final = tuple(each.name for each in fields(Records) if each.name not in STAYS)


@dataclass(frozen=True)
class Gone:
    """Records that were taken away, each with the rest as of another: the unit was deleted, or merged into another one."""

    deleted: Records
    merged: Records

    def each(self, rest: Records) -> tuple[Records, Records]:
        """The records `rest`, with what is gone in place of what can go."""
        return with_gone(rest, self.deleted), with_gone(rest, self.merged)

    @staticmethod
    def none(rest: Records) -> Records:
        """The same with what never was."""
        return with_gone(rest, records.made_up())


def with_gone(rest: Records, of: Records) -> Records:
    """The records `rest`, but for those that can go."""
    return replace(rest, **{name: getattr(of, name) for name in GOES})


def taken_away(place: Town, area_id: int, maker: Actor) -> Gone:
    """One record of each kind that can go, in an area of a billed town, taken away as people do it.

    `maker`, who may do everything, had what only its maker sees.
    """
    code = f"GONE-{uuid4().hex[:6].upper()}"
    account_code = "A-1" if area_id == place.here.ward_a else "B-1"
    of_area = {**_deleted(place, code, area_id), **_merged_area(place, area_id, code)}
    deleted = replace(records.made_up(), **of_area, **_of_somebody(place, account_code, maker))
    return Gone(deleted, replace(deleted, unit_id=records.merged_of(place, account_code)))


def _deleted(place: Town, code: str, area_id: int) -> dict[str, Any]:
    """A unit, its account and its meter, deleted by a change of many as the office does."""
    account_id = builders.account(place.here, code, area_id, f"Demo {code}")
    unit_id = builders.unit(place.here, f"U-{code}", code)
    with begin(place.here.admin) as work:
        service = NewService(code, f"U-{code}", "waste", tariffs.find(work, "sanitation").tariff_id, date(2026, 1, 1))
        metering.add_services(work, [service])
        metering.add_meters(work, [NewMeter(code, f"M-{code}", None, "CCF")])
    for noun, record_id in (("units", unit_id), ("accounts", account_id)):
        with begin(place.clerk) as work:
            change = NewChange(noun, Action("delete"), Chosen((str(record_id),)), "Torn down", uuid4())
            change_id = bulk_changes.start(work, change).change_id
        bulk_changes.run(place.clerk, change_id)
    return {"unit_id": unit_id, "kept_id": unit_id, "merged_id": unit_id, "account_id": account_id, "account_code": code,
            "meter_no": f"M-{code}"}  # fmt: skip


def _of_somebody(place: Town, account_code: str, maker: Actor) -> dict[str, Any]:
    """What belongs to somebody: a file whose time is over, a view, an attachment, columns, a session, a notice."""
    attachment_id = records.attachment_of(maker, records.ticket_of(place, account_code))
    view_id, shape_key = records.view_of(maker, Role.SUPPORT), records.mapping_of(maker)
    session_id, notice_id = records.session_of(place), records.notice_of(maker, TWO_YEARS_AGO)
    with begin(maker) as work:
        attachments.remove(work, attachment_id, "Not the right one")
        views.open_first_for_role(work, view_id, Role.SUPPORT, is_first=False)
        views.remove(work, view_id)
        imports.forget_mapping(work, "accounts", shape_key)
        sign_in.end_session(work, place.second.staff_id, session_id)
        over = work.now - timedelta(days=1)
        file_id = files.put(work, "rows.csv", files.CSV, [b"a\n1\n"], Purpose.EXPORT, over).file_id
        now = work.now
    notices.forget(now)
    return {"attachment_id": attachment_id, "view_id": view_id, "shape_key": shape_key, "session_id": session_id,
            "file_id": file_id, "notice_id": notice_id}  # fmt: skip


def _merged_area(place: Town, area_id: int, code: str) -> dict[str, Any]:
    """An area that was merged into another."""
    with begin(place.here.admin) as work:
        area = areas.add(work, areas.get(work, area_id).parent_id, code, AreaFields(f"Ward {code}", "ward", None, None, None))
        areas.merge(work, area.area_id, area_id)
    return {"area_id": area.area_id, "into_id": area.area_id, "area_code": code}
