"""What the lists of bulk changes and of their rows hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.listing import Days, Field, Kind, Listing, OneOf, Same, Sort
from services.permissions import Permission


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A bulk change as a list shows it."""

    change_id: int
    created_at: datetime
    creator_name: str
    noun: str
    words: str
    reason: str
    status: str
    failure: str | None
    total_count: int
    changed_count: int
    refused_count: int
    undone_count: int


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """What became of one row: the fields before and after in words, and why it was refused or left alone."""

    row_no: int
    ref: str
    verdict: str
    before: str | None
    after: str | None
    reason: str | None
    change_id: int
    row_id: int


NOUNS: Final = (("units", "Units"), ("accounts", "Accounts"), ("bills", "Bills"))
STATUSES: Final = (("running", "Running"), ("done", "Done"), ("undoing", "Being undone"), ("undone", "Undone"))
VERDICTS: Final = (
    ("changed", "Changed"),
    ("unchanged", "Was so already"),
    ("refused", "Refused"),
    ("undone", "Undone"),
    ("left", "Left as it is"),
    ("waiting", "Waiting"),
)

CHANGES: Final = Listing(
    noun="change",
    nouns="changes",
    permission=Permission.BULK_CHANGE,
    row=ChangeRow,
    base="bulk_changes k",
    alias="k",
    key=("k.change_id",),
    joins="""
JOIN staff s ON s.org_id = k.org_id AND s.staff_id = k.created_by
JOIN people p ON p.person_id = s.person_id""",
    ids=(("k.change_id", "change_id"), ("k.failure", "failure")),
    fields=(
        Field("created_at", "When", Kind.MOMENT, "k.created_at"),
        Field("creator_name", "Who", Kind.TEXT, "p.full_name"),
        Field("noun", "What", Kind.CHOICE, "k.noun"),
        Field("words", "Change", Kind.TEXT, "k.action ->> 'words'"),
        Field("reason", "Reason", Kind.TEXT, "k.reason"),
        Field("status", "State", Kind.CHOICE, "k.status"),
        Field("total_count", "Chosen", Kind.NUMBER, "k.total_count"),
        Field("changed_count", "Changed", Kind.NUMBER, "k.changed_count"),
        Field("refused_count", "Refused", Kind.NUMBER, "k.refused_count"),
        Field("undone_count", "Undone", Kind.NUMBER, "k.undone_count"),
    ),
    sorts=(Sort("newest", "Newest first", (("k.change_id", "change_id"),), is_descending=True),),
    filters=(
        OneOf("noun", "What", "k.noun", NOUNS),
        OneOf("status", "State", "k.status", STATUSES),
        Days("made", "Made", "k.created_at", is_moment=True),
        Same("by", "By", "k.created_by"),
    ),
)

ROWS: Final = Listing(
    noun="row",
    nouns="rows",
    permission=Permission.BULK_CHANGE,
    row=ChangedRow,
    base="bulk_change_rows r",
    alias="r",
    key=("r.change_id", "r.row_no"),
    ids=(("r.change_id", "change_id"), ("r.row_id", "row_id")),
    fields=(
        Field("row_no", "No.", Kind.NUMBER, "r.row_no"),
        Field("ref", "Record", Kind.CODE, "r.ref"),
        Field("verdict", "Result", Kind.CHOICE, "r.verdict"),
        Field("before", "Before", Kind.TEXT, "fields_in_words(r.org_id, r.before)"),
        Field("after", "After", Kind.TEXT, "fields_in_words(r.org_id, r.after)"),
        Field("reason", "Reason", Kind.TEXT, "r.reason"),
    ),
    sorts=(Sort("order", "As they were done", (("r.change_id", "change_id"), ("r.row_no", "row_no"))),),
    filters=(
        Same("change", "Change", "r.change_id"),
        OneOf("verdict", "Result", "r.verdict", VERDICTS),
    ),
)
