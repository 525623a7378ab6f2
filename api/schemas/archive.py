"""The archive and retention as they travel."""

from datetime import date, datetime

from pydantic import Field

from api.schemas.shapes import Exact, In, Out, Period, Text


class MonthPreviewOut(Out):
    """What would move of a month; `unpaid` bills and unsettled ones stay, and all of it while `open_run` is not over."""

    period: Period
    bill_count: int
    line_count: int
    demand: Exact
    unpaid_count: int
    unpaid: Exact
    unsettled_count: int
    open_run: str | None
    is_moving: bool


class ArchivePreviewOut(Out):
    """What would move of the months before `first_kept`."""

    first_kept: date
    bill_count: int
    line_count: int
    demand: Exact
    months: list[MonthPreviewOut]


class ArchivedMonthOut(Out):
    """What the archive holds of a month."""

    period: Period
    bill_count: int
    line_count: int
    demand: Exact
    archived_at: datetime


class NewMove(In):
    """Months that ended more than so many months ago; `expected` is the `bill_count` of the preview, another count refuses it."""

    older_than: int = Field(24, ge=12, le=600)
    expected: int | None = Field(None, ge=0)


class MonthIn(In):
    """The month to bring back, for example 2014-03."""

    period: Text = Field(min_length=7, max_length=20)


class MoveOut(Out):
    """A move into the archive or out of it, and how far it is."""

    move_id: int
    kind: str
    words: str
    sentence: str
    status: str
    failure: str | None
    expected_count: int
    bill_count: int
    line_count: int
    period_count: int
    demand: Exact
    creator_name: str
    created_at: datetime
    finished_at: datetime | None


class RuleOut(Out):
    """How long a kind of record is kept, and between what it can be set; `due` is how many would go now."""

    kind: str
    title: str
    keep_days: int
    usual_days: int
    fewest_days: int
    most_days: int
    due: int
    oldest: datetime | None


class RuleIn(In):
    """How many days a kind of record is kept."""

    kind: Text = Field(min_length=1, max_length=40)
    days: int = Field(ge=1, le=36_500)


class RetentionRunOut(Out):
    """One time that the rules were applied."""

    run_id: int
    is_asked: bool
    starter_name: str
    started_at: datetime
    finished_at: datetime | None
    removed: dict[str, int]
    failure: str | None
