"""What the list of change requests holds, how it is narrowed and in which orders it comes."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.listing import (
    ACCOUNTS_SOUGHT,
    Condition,
    Days,
    Field,
    Kind,
    Listing,
    OneOf,
    Same,
    Sort,
    Whether,
    Within,
    sought_params,
)
from services.permissions import Permission
from services.searching import cleaned
from services.work import Work


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A change request as lists and its page show it; `before` and `after` are fields by name, numbers as text."""

    request_id: int
    request_no: str
    kind: str
    unit_id: int | None
    unit_code: str | None
    address: str | None
    account_id: int
    account_code: str | None
    holder_name: str | None
    area_id: int
    area_name: str
    duplicate_of: int | None
    kept_code: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    status: str
    proposed_by: int
    proposer_name: str
    proposed_at: datetime
    decider_name: str | None
    decided_at: datetime | None
    applied_at: datetime | None
    reason: str | None
    version: int

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"change request {self.request_no}"


@dataclass(frozen=True, slots=True)
class Mine(Whether):
    """What the person who asks proposed, or what others did."""

    def read(self, work: Work, text: str) -> Condition:
        found = Whether.read(self, work, text)
        return Condition(found.sql, {"own_staff_id": work.actor.staff_id})


KIND_WORDS: Final = (
    ("consumer", "Name or phone"),
    ("premises", "Category or size"),
    ("not_a_unit", "Not a unit"),
    ("duplicate", "Duplicate"),
)
STATUSES: Final = (("pending", "Pending"), ("approved", "Approved"), ("applied", "Applied"), ("rejected", "Rejected"))
JOINS: Final = """
JOIN areas a ON a.org_id = q.org_id AND a.area_id = q.area_id
JOIN staff os ON os.org_id = q.org_id AND os.staff_id = q.proposed_by
JOIN people op ON op.person_id = os.person_id
LEFT JOIN survey_units u ON u.org_id = q.org_id AND u.unit_id = q.unit_id
LEFT JOIN survey_units k ON k.org_id = q.org_id AND k.unit_id = q.duplicate_of
LEFT JOIN accounts c ON c.org_id = q.org_id AND c.account_id = q.account_id
LEFT JOIN staff ds ON ds.org_id = q.org_id AND ds.staff_id = q.decided_by
LEFT JOIN people dp ON dp.person_id = ds.person_id"""
SOUGHT: Final = (
    """(q.request_number = %(request_number)s OR q.unit_id IN (SELECT w.unit_id FROM survey_units w
        WHERE w.org_id = %(org_id)s AND w.code >= %(code_from)s AND w.code < %(code_to)s)
    OR q.account_id IN """
    + ACCOUNTS_SOUGHT
    + ")"
)
_NUMBER: Final = re.compile(r"(?:[cC][rR]-?|#)?0*([0-9]{1,15})")


def _sought(work: Work, text: str) -> Condition:
    typed = cleaned(text)
    if not typed:
        return Condition("")
    number = _NUMBER.fullmatch(typed)
    return Condition(SOUGHT, {**sought_params(work, text), "request_number": int(number[1]) if number else None})


REQUESTS: Final = Listing(
    noun="change request",
    nouns="change requests",
    permission=Permission.CHANGE_REQUEST_READ,
    row=RequestRow,
    base="change_requests q",
    alias="q",
    key=("q.request_id",),
    joins=JOINS,
    ids=(
        ("q.request_id", "request_id"),
        ("q.unit_id", "unit_id"),
        ("q.account_id", "account_id"),
        ("q.area_id", "area_id"),
        ("q.duplicate_of", "duplicate_of"),
        ("q.before", "before"),
        ("q.after", "after"),
        ("q.proposed_by", "proposed_by"),
        ("q.version", "version"),
    ),
    areas="q.area_id",
    account="q.account_id",
    fields=(
        Field("request_no", "Request", Kind.CODE, "change_request_no(q.request_number)", is_made=True),
        Field("kind", "About", Kind.CHOICE, "q.kind"),
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("address", "Address", Kind.TEXT, "u.address"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("old_name", "Name before", Kind.TEXT, "q.before ->> 'holder_name'", is_in_files_only=True),
        Field("new_name", "Name proposed", Kind.TEXT, "q.after ->> 'holder_name'", is_in_files_only=True),
        Field("old_phone", "Phone before", Kind.PHONE, "q.before ->> 'phone'", is_in_files_only=True),
        Field("new_phone", "Phone proposed", Kind.PHONE, "q.after ->> 'phone'", is_in_files_only=True),
        Field("old_category", "Category before", Kind.CHOICE, "q.before ->> 'category'", is_in_files_only=True),
        Field("new_category", "Category proposed", Kind.CHOICE, "q.after ->> 'category'", is_in_files_only=True),
        Field("old_marla", "Marla before", Kind.NUMBER, "(q.before ->> 'size_marla')::numeric", is_in_files_only=True),
        Field("new_marla", "Marla proposed", Kind.NUMBER, "(q.after ->> 'size_marla')::numeric", is_in_files_only=True),
        Field("old_size", "Business size before", Kind.CHOICE, "q.before ->> 'commercial_size'", is_in_files_only=True),
        Field("new_size", "Business size proposed", Kind.CHOICE, "q.after ->> 'commercial_size'", is_in_files_only=True),
        Field("kept_code", "Duplicate of", Kind.CODE, "k.code"),
        Field("note", "Note", Kind.TEXT, "q.note"),
        Field("status", "State", Kind.CHOICE, "q.status"),
        Field("proposer_name", "Proposed by", Kind.TEXT, "op.full_name"),
        Field("proposed_at", "Proposed", Kind.MOMENT, "q.proposed_at"),
        Field("decider_name", "Decided by", Kind.TEXT, "dp.full_name"),
        Field("decided_at", "Decided", Kind.MOMENT, "q.decided_at"),
        Field("applied_at", "Applied", Kind.MOMENT, "q.applied_at"),
        Field("reason", "Reason", Kind.TEXT, "q.reason"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("q.request_id", "request_id"),), is_descending=True),
        Sort("oldest", "Oldest first", (("q.request_id", "request_id"),)),
    ),
    filters=(
        OneOf("status", "State", "q.status", STATUSES),
        OneOf("kind", "About", "q.kind", KIND_WORDS),
        Mine("mine", "Mine", "q.proposed_by = %(own_staff_id)s", "q.proposed_by <> %(own_staff_id)s",
             ("Proposed by me", "Proposed by others")),
        Within("area", "Area", "q.area_id"),
        Days("proposed", "Proposed", "q.proposed_at", is_moment=True),
        Same("unit", "Unit", "q.unit_id"),
        Same("account", "Account", "q.account_id"),
        Same("request", "Request", "q.request_id"),
    ),
    search=_sought,
)  # fmt: skip
