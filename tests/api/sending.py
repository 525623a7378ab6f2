"""What each operation of the interface is sent where every one of them is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests import pictures

FILE = b"Account,Consumer,Area\nN-1,New,OKR-A\n"


def bulk_change() -> dict[str, Any]:
    action = {"kind": "settlement", "values": {"settlement": "urban"}}
    return {"noun": "units", "action": action, "rows": {"all": True}}


def ticket() -> dict[str, Any]:
    return {"subject": "Wrong bill", "type": "wrong_bill", "area_id": TICKET_AREA["area_id"], "client_uuid": str(uuid4())}


def payment() -> dict[str, Any]:
    return {"account_code": "A-1", "amount": "1", "channel": "cash", "value_on": "2026-09-01", "client_uuid": str(uuid4())}


def reading() -> dict[str, Any]:
    return {"meter_no": "M-A-1", "quantity": "1", "read_on": "2026-10-01", "client_uuid": str(uuid4())}


@dataclass(frozen=True)
class Form:
    """A file and an id, sent as a browser sends a form."""

    file: tuple[str, bytes]
    data: dict[str, str]


def photo() -> Form:
    return Form(("bin.jpg", pictures.jpeg(40, 30, seed=uuid4().int)), {"client_uuid": str(uuid4())})


# The area of the agent, and a visit that can be planned, known once the scene stands.
TICKET_AREA: dict[str, int] = {}
VISIT: dict[str, int | str] = {}
UNIT: dict[str, int] = {}


def request() -> dict[str, Any]:
    """A change that everybody may propose, the consumer included."""
    return {"kind": "consumer", "unit_id": UNIT["unit_id"], "holder_name": f"Demo {uuid4()}", "client_uuid": str(uuid4())}


def rule() -> dict[str, Any]:
    asked = {"area_id": TICKET_AREA["area_id"], "planned_on": VISIT["planned_on"], "purpose": "unbilled"}
    return {**asked, "client_uuid": str(uuid4())}


def taken() -> dict[str, Any]:
    return {"unit_id": VISIT["unit_id"], "amount": "1", "client_uuid": str(uuid4())}


def deposited() -> dict[str, Any]:
    slip = {"bank": "First", "slip_no": str(uuid4()), "deposited_on": VISIT["today"], "client_uuid": str(uuid4())}
    return {"handover_ids": [VISIT["handover_id"]], **slip}


def plan() -> dict[str, Any]:
    sent = {"unit_ids": [VISIT["unit_id"]], "agent_id": VISIT["agent_id"], "planned_on": VISIT["planned_on"]}
    return {**sent, "client_uuid": str(uuid4())}


# What each operation is sent; None is no body. The operations that change a run find it in a state that refuses them.
QUERIES = {
    "fill_canned_answer": {"code": "received"},
    "upload_import": {"noun": "accounts", "name": "rows.csv"},
    "list_import_rows": {"verdict": "rejected"},
    "list_access": {"may": "unit.read"},
    "list_visit_agents": {"area": "1", "day": "2026-11-21"},
    "list_drafts": {"form": "ticket.open"},
    "try_business_calendar": {"opened_at": "2026-11-21 16:30", "hours": "8"},
}
BODIES: dict[str, Callable[[], dict[str, Any] | bytes | Form | None]] = {
    "download_file": lambda: None,
    "start_export": lambda: {"noun": "units"},
    "list_exports": lambda: None,
    "show_export": lambda: None,
    "cancel_export": lambda: None,
    "show_audit_seal": lambda: None,
    "list_access": lambda: None,
    "list_views": lambda: None,
    "save_view": lambda: {"screen": "bills", "name": "Mine"},
    "share_view": lambda: {"is_shared": True},
    "put_view_first": lambda: {"is_first": True},
    "put_view_first_for_role": lambda: {"role": "support", "is_first": True},
    "remove_view": lambda: None,
    "show_health": lambda: None,
    "open_session": lambda: {"username": "nobody", "password": "nothing at all"},
    "end_session": lambda: None,
    "show_me": lambda: None,
    "find": lambda: None,
    "list_areas": lambda: None,
    "add_area": lambda: {"kind": "division", "code": f"N-{uuid4()}", "name": "New"},
    "show_area": lambda: None,
    "change_area": lambda: {"name": "Ward A"},
    "preview_area_move": lambda: None,
    "preview_area_merge": lambda: None,
    "merge_area": lambda: {"mark": "of another time"},
    "move_area": lambda: {"parent": None, "mark": "of another time"},
    "list_staff": lambda: None,
    "list_audit": lambda: None,
    "show_staff": lambda: None,
    "list_units": lambda: None,
    "show_unit": lambda: None,
    "list_accounts": lambda: None,
    "show_account": lambda: None,
    "show_statement": lambda: None,
    "change_account": lambda: {"is_active": True},
    "change_unit": lambda: {"settlement": "urban"},
    "list_readings": lambda: None,
    "record_reading": reading,
    "show_reading": lambda: None,
    "decide_reading": lambda: {"decision": "accept", "reason": "Looked at the meter"},
    "list_bills": lambda: None,
    "show_bill": lambda: None,
    "list_payments": lambda: None,
    "show_payment": lambda: None,
    "record_payment": payment,
    "reverse_payment": lambda: {"reason": "Recorded by mistake"},
    "list_cycles": lambda: None,
    "list_runs": lambda: None,
    "create_run": lambda: {"cycle": "monthly", "period": "2026-08"},
    "show_run": lambda: None,
    "list_exceptions": lambda: None,
    "calculate_run": lambda: None,
    "approve_run": lambda: None,
    "issue_run": lambda: None,
    "cancel_run": lambda: None,
    "list_bulk_changes": lambda: None,
    "preview_bulk_change": bulk_change,
    "make_bulk_change": lambda: {**bulk_change(), "reason": "As before", "client_uuid": str(uuid4())},
    "show_bulk_change": lambda: None,
    "download_bulk_change_rows": lambda: None,
    "undo_bulk_change": lambda: None,
    "list_tariffs": lambda: None,
    "show_tariff": lambda: None,
    "show_version": lambda: None,
    "price": lambda: {"period": "2026-08"},
    "list_jobs": lambda: None,
    "show_job": lambda: None,
    "cancel_job": lambda: None,
    "retry_job": lambda: None,
    "list_import_nouns": lambda: None,
    "list_imports": lambda: None,
    "upload_import": lambda: FILE,
    "show_import": lambda: None,
    "read_import_differently": lambda: {"header_row": 1},
    "choose_import_mapping": lambda: {"mapping": {"code": "c0", "holder_name": "c1", "area": "c2"}},
    "start_import": lambda: None,
    "pause_import": lambda: None,
    "resume_import": lambda: None,
    "roll_back_import": lambda: None,
    "list_import_problems": lambda: None,
    "list_import_rows": lambda: None,
    "show_import_errors": lambda: None,
    "list_archived_months": lambda: None,
    "preview_archive": lambda: None,
    "archive_months": dict,
    "bring_month_back": lambda: {"period": "2014-01"},
    "show_archive_move": lambda: None,
    "resume_archive_move": lambda: None,
    "list_retention_rules": lambda: None,
    "set_retention_days": lambda: {"kind": "sessions", "days": 5},
    "list_retention_runs": lambda: None,
    "apply_retention": lambda: None,
    "list_notices": lambda: None,
    "count_unread_notices": lambda: None,
    "show_notice_choices": lambda: None,
    "choose_notices": lambda: {"choices": [], "quiet_hours": "22:00-07:00"},
    "follow_ticket": dict,
    "follow_unit": dict,
    "follow_bill": dict,
    "follow_account": dict,
    "show_reminders": lambda: None,
    "set_reminders": lambda: {"days_before": 5},
    "read_notices": lambda: {"newest": 1},
    "read_notice": lambda: None,
    "list_tickets": lambda: None,
    "open_ticket": ticket,
    "list_ticket_kinds": lambda: None,
    "set_ticket_type": lambda: {"code": "meter_fault", "name": "Meter fault", "needs_unit": True},
    "set_ticket_priority": lambda: {
        "code": "low", "name": "Low", "response_minutes": 960, "resolution_minutes": 4800, "rank": 4,
    },
    "list_escalation_rules": lambda: None,
    "set_escalation_rule": lambda: {"priority_code": "urgent", "missed_role": "manager"},
    "list_canned_answers": lambda: None,
    "set_canned_answer": lambda: {"code": "done", "name": "Done", "body": "Dear {name}, it is done."},
    "fill_canned_answer": lambda: None,
    "list_ticket_colleagues": lambda: None,
    "show_ticket": lambda: None,
    "comment_ticket": lambda: {"body": "Somebody is on the way"},
    "assign_ticket": dict,
    "prioritize_ticket": lambda: {"priority": "high"},
    "move_ticket": lambda: {"step": "close"},
    "list_cash_receipts": lambda: None,
    "take_cash": taken,
    "show_cash_receipt": lambda: None,
    "show_cash_offer": lambda: None,
    "list_cash_holders": lambda: None,
    "set_cash_limit": lambda: {"amount": "60000"},
    "accept_cash": lambda: {"counted": "5", "client_uuid": str(uuid4())},
    "list_handovers": lambda: None,
    "show_handover": lambda: None,
    "deposit_cash": deposited,
    "reconcile_deposit": lambda: {"credited_on": VISIT["today"]},
    "list_closed_days": lambda: None,
    "show_my_day": lambda: None,
    "close_my_day": lambda: {"reason": "no_time", "client_uuid": str(uuid4())},
    "take_cash_for_challan": lambda: {"client_uuid": str(uuid4())},
    "list_challans": lambda: None,
    "show_challan": lambda: None,
    "pay_challan": lambda: {"channel": "cash", "value_on": VISIT["today"], "client_uuid": str(uuid4())},
    "reverse_challan_payment": lambda: {"reason": "Of another house"},
    "cancel_challan": lambda: {"reason": "Not their waste"},
    "list_ticket_candidates": lambda: None,
    "merge_ticket": lambda: {"into_id": TICKET_AREA["related_id"], "mark": "of another time"},
    "link_tickets": lambda: {"related_id": TICKET_AREA["related_id"]},
    "unlink_tickets": lambda: {"related_id": TICKET_AREA["related_id"]},
    "list_visits": lambda: None,
    "plan_visits": plan,
    "preview_visit_plan": rule,
    "plan_visits_by_rule": rule,
    "list_visit_kinds": lambda: None,
    "list_visit_agents": lambda: None,
    "set_fine": lambda: {"code": "littering", "words": "Waste on the street", "amount": "600"},
    "set_geofence": lambda: {"metres": 150},
    "show_today": lambda: None,
    "arrange_by_way": lambda: None,
    "place_visit": lambda: {"direction": "down"},
    "show_visit": lambda: None,
    "start_visit": lambda: None,
    "submit_visit": lambda: {"outcome": "inspected", "client_uuid": str(uuid4())},
    "miss_visit": lambda: {"reason": "no_time"},
    "cancel_visit": lambda: {"note": "Nobody lives there"},
    "approve_visit": dict,
    "return_visit": lambda: {"note": "Take the position"},
    "list_change_requests": lambda: None,
    "propose_change": request,
    "decide_change_requests": lambda: {"request_ids": [10**12], "decision": "approve"},
    "show_change_request": lambda: None,
    "approve_change_request": dict,
    "reject_change_request": lambda: {"reason": "The register is right"},
    "list_change_request_attachments": lambda: None,
    "add_change_request_attachment": photo,
    "list_pairs": lambda: None,
    "look_for_duplicates": lambda: {"area_id": TICKET_AREA["area_id"]},
    "show_pair": lambda: None,
    "merge_pair": lambda: {"keep": "first"},
    "dismiss_pair": lambda: {"reason": "Two gates"},
    "list_ticket_attachments": lambda: None,
    "add_ticket_attachment": photo,
    "list_visit_attachments": lambda: None,
    "add_visit_attachment": photo,
    "download_attachment": lambda: None,
    "download_attachment_thumbnail": lambda: None,
    "remove_attachment": lambda: {"reason": "Wrong house"},
    "list_activity": lambda: None,
    "list_drafts": lambda: None,
    "save_draft": lambda: {"form": "ticket.open", "filling": str(uuid4()), "typed": {"Description": "Half a"}},
    "remove_draft": lambda: {"form": "ticket.open", "filling": str(uuid4())},
    "show_business_calendar": lambda: None,
    "set_business_calendar": lambda: {"days": {"monday": {"hours": "09:00-17:00"}}, "holidays": []},
    "try_business_calendar": lambda: None,
}
