"""Audit entries as they travel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.shapes import DayRange, Id, Out, SearchParams, Text
from services import activity
from services.activity import Change, Entry
from services.permissions import Permission
from services.work import Work


class AuditParams(SearchParams):
    """Filters of audit entries."""

    sort: Literal["", "newest", "oldest"] = Field("", description="newest without it.")
    day: DayRange = None
    staff: Id | None = Field(None, description="Only what this person did.")
    noun: Text | None = Field(None, max_length=200, description="unit, payment … or several with commas between.")
    action: Text | None = Field(None, max_length=500, description="unit.changed … or several with commas between.")
    origin: Text | None = Field(None, max_length=60, description="screen, api, job, command or several with commas between.")
    entry: Id | None = Field(None, description="Only this entry.")


class ChangeOut(Out):
    """One field before and after, in words; null where it was not said."""

    label: str
    before: str | None
    after: str | None


class AuditOut(Out):
    """One entry: who did what to which record, in a sentence and field by field."""

    audit_id: int
    recorded_at: datetime
    staff_id: int | None
    who: str
    action: str
    noun: str
    ref: str
    origin: str
    address: str = Field(description="From where; empty unless it was you, or you may end sessions.")
    device: str
    reason: str
    sentence: str
    changes: list[ChangeOut]

    @classmethod
    def of(cls, work: Work, entry: Entry, changes: Sequence[Change]) -> "AuditOut":
        """An entry as the reader may see it."""
        may_identify = work.actor.may(Permission.ACCOUNT_IDENTIFY)
        said = activity.sentence(entry.who, entry.action, entry.ref, entry.before, entry.after, may_identify=may_identify)
        return cls(audit_id=entry.audit_id, recorded_at=entry.recorded_at, staff_id=entry.staff_id, who=entry.who,
                   action=entry.action, noun=entry.noun, ref=entry.ref, origin=entry.origin, address=entry.address,
                   device=entry.device, reason=entry.reason,
                   sentence=said, changes=[ChangeOut.model_validate(each) for each in changes])  # fmt: skip


class ActivityParams(SearchParams):
    """Filters of the feed."""

    sort: Literal["", "newest", "oldest"] = Field("", description="newest without it.")
    day: DayRange = None
    staff: Id | None = Field(None, description="Only what this person did.")
    noun: Text | None = Field(None, max_length=200, description="unit, payment … or several with commas between.")


class ActivityOut(Out):
    """One line of the feed; `target` is the id by which the record is asked for, null where there is none any more."""

    audit_id: int
    recorded_at: datetime
    staff_id: int | None
    who: str
    action: str
    noun: str
    ref: str
    target: str | None
    reason: str
    sentence: str

    @classmethod
    def of(cls, work: Work, entry: Entry) -> "ActivityOut":
        """An entry as the reader may see it."""
        may_identify = work.actor.may(Permission.ACCOUNT_IDENTIFY)
        said = activity.sentence(entry.who, entry.action, entry.ref, entry.before, entry.after, may_identify=may_identify)
        return cls(audit_id=entry.audit_id, recorded_at=entry.recorded_at, staff_id=entry.staff_id, who=entry.who,
                   action=entry.action, noun=entry.noun, ref=entry.ref, target=entry.target, reason=entry.reason,
                   sentence=said)  # fmt: skip


class SealOut(Out):
    """A seal over the entries up to one; `fingerprint` in 64 hexadecimal digits."""

    seal_no: int
    upto_audit_id: int
    entry_count: int
    sealed_at: datetime
    fingerprint: str
