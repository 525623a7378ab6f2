"""Notices as they travel."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.shapes import DayRange, Id, In, Out, SearchParams, Text
from services import notices
from services.notices import Channel, Choices, NoticeRow


class NoticeParams(SearchParams):
    """Filters of one's own notices."""

    sort: Literal["", "newest", "oldest"] = Field("", description="newest (without it), or oldest first.")
    unread: Literal["yes", "no"] | None = Field(None, description="`yes`: only what is unread.")
    kind: Text | None = Field(None, max_length=400, description="ticket.assigned, import.done … or several with commas between.")
    told: DayRange = None
    notice: Id | None = Field(None, description="Only this one.")


class NoticeOut(Out):
    """A notice and the record that it leads to."""

    notice_id: int
    kind: str
    subject: str
    noun: str
    target: str = Field(description="The id of the record.")
    href: str = Field(description="Its screen.")
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, row: NoticeRow) -> "NoticeOut":
        """The answer for a notice."""
        return cls(
            notice_id=row.notice_id,
            kind=row.kind,
            subject=row.subject,
            noun=row.noun,
            target=row.target,
            href=notices.address_of(row.noun, row.target),
            created_at=row.created_at,
            read_at=row.read_at,
        )


class FollowIn(In):
    """Whether to follow it from now on."""

    is_followed: bool = True


class FollowOut(Out):
    """Whether you follow it."""

    is_followed: bool


class ChoiceIn(In):
    """One kind of notice by one channel."""

    kind: Text = Field(max_length=60)
    channel: Channel
    is_wanted: bool


class ChoicesIn(In):
    """What you want to be told of; what is not named stays as it is."""

    choices: list[ChoiceIn] = Field(default_factory=list[ChoiceIn], max_length=100)
    quiet_hours: Text = Field("", max_length=20, description="22:00-07:00 in the organization's zone; empty for none.")


class KindOut(Out):
    """A kind of notice and whether you are told of it, by channel."""

    kind: str
    title: str
    by: dict[Channel, bool]


class ChoicesOut(Out):
    """How you are told of what you may be told of."""

    kinds: list[KindOut]
    quiet_hours: str

    @classmethod
    def of(cls, chosen: Choices) -> "ChoicesOut":
        """The answer for choices."""
        quiet = chosen.quiet
        return cls(
            kinds=[KindOut(kind=each.kind.name, title=each.kind.title, by=dict(each.by)) for each in chosen.wanted],
            quiet_hours=f"{quiet.starts_at:%H:%M}-{quiet.ends_at:%H:%M}" if quiet else "",
        )


class UnreadOut(Out):
    """How many are unread."""

    unread: int = Field(description="Counted up to 100.")


class ReadIn(In):
    """Which notices have been read."""

    newest: Id = Field(description="This one and all that are older.")


class ReadOut(Out):
    """How many were not read before."""

    read: int


class RemindersIn(In):
    """When people are reminded of bills."""

    days_before: int = Field(ge=0, le=30, description="Days before a bill is due; 0 for never.")


class RemindersOut(Out):
    """When people are reminded, when they last were and of how many bills, and how many are due within those days."""

    days_before: int
    ran_at: datetime | None
    told_count: int
    waiting_count: int
