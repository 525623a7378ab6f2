"""Bulk changes as they travel."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import In, ListParams, Out, Text
from services.bulk_changes import Action, Chosen
from services.paging import ListQuery

NounIn = Literal["units", "accounts", "bills"]


class ActionIn(In):
    """What becomes of the rows.

    Units: `status` (status), `kind` (category with size_marla or commercial_size), `settlement` (settlement). Accounts: `active`
    (active: yes or no). Both: `area` (area), `add_tags` and `remove_tags` (tags, with commas between), `delete`, `restore`.
    Bills: `hold`, `release`.
    """

    kind: Text = Field(min_length=1, max_length=30)
    values: dict[Text, Text] = Field(default_factory=dict[str, str], max_length=5, description="By name, as texts.")


class ChosenIn(In):
    """Either `ids` (of units or accounts; numbers of bills), or `all` that match a search and filters of their list."""

    ids: list[Text] = Field(default_factory=list[str], max_length=10_000)
    all: bool = False
    search: Text = Field("", max_length=100)
    filters: dict[Text, Text] = Field(default_factory=dict[str, str], max_length=20)

    def chosen(self) -> Chosen:
        """The same in the words of the business."""
        if self.all:
            return Chosen(query=ListQuery(search=self.search, filters=dict(self.filters)))
        return Chosen(tuple(self.ids))


class ChangePreviewIn(In):
    """A change to look at before it is made."""

    noun: NounIn
    action: ActionIn
    rows: ChosenIn

    def wanted(self) -> Action:
        """The action in the words of the business."""
        return Action(self.action.kind, dict(self.action.values))


class NewBulkChange(ChangePreviewIn):
    """A change to make; `expected` is the `total` of its preview, and another count refuses it."""

    reason: Text = Field(min_length=1, max_length=500)
    expected: int | None = Field(None, ge=0)
    client_uuid: UUID | None = None


class SampleOut(Out):
    """One row of a preview in words."""

    ref: str
    before: str | None
    after: str | None


class ChangeRefusalOut(Out):
    """Why rows are refused, and how many."""

    reason: str
    count: int


class ChangePreviewOut(Out):
    """What a change would do: `total` is `changed`, `unchanged` and `refused` together; up to 20 samples of what changes."""

    words: str
    total: int
    changed: int
    unchanged: int
    refused: int
    samples: list[SampleOut]
    refusals: list[ChangeRefusalOut]


class BulkChangeRowOut(Out):
    """A bulk change in a list."""

    change_id: int
    noun: str
    words: str
    reason: str
    status: str
    failure: str | None
    creator_name: str
    created_at: datetime
    total_count: int
    changed_count: int
    refused_count: int
    undone_count: int


class BulkChangeOut(BulkChangeRowOut):
    """A bulk change and how far it has come; `failure` says why the work stopped."""

    done_upto: int
    unchanged_count: int
    finished_at: datetime | None
    undoer_name: str | None
    undone_at: datetime | None
    undone_upto: int
    left_count: int
    undo_finished_at: datetime | None


class BulkChangeParams(ListParams):
    """Filters of bulk changes."""

    noun: NounIn | None = None
    status: Literal["running", "done", "undoing", "undone"] | None = None
