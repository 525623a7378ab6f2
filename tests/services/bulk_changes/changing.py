"""Making bulk changes in tests the way the screen and the worker do together."""

from typing import Any, LiteralString
from uuid import UUID, uuid4

from services import bulk_changes
from services.bulk_changes import Action, BulkChange, ChangedRow, Chosen, NewChange, Preview
from services.paging import ListQuery
from services.work import Actor, begin

REASON = "Resurveyed in autumn"


def chosen(ids: tuple[int | str, ...] = (), **filters: str) -> Chosen:
    """These rows, or all that match."""
    return Chosen(tuple(map(str, ids))) if ids else Chosen(query=ListQuery(filters=filters))


def look(actor: Actor, noun: str, kind: str, rows: Chosen, **values: str) -> Preview:
    """What a change would do."""
    with begin(actor) as work:
        return bulk_changes.preview(work, noun, Action(kind, values), rows)


def begun(actor: Actor, noun: str, kind: str, rows: Chosen, uuid: UUID | None = None, **values: str) -> BulkChange:
    """A change that waits for a worker."""
    new = NewChange(noun, Action(kind, values), rows, REASON, uuid or uuid4())
    with begin(actor) as work:
        return bulk_changes.start(work, new)


def made(actor: Actor, noun: str, kind: str, rows: Chosen, **values: str) -> BulkChange:
    """A change worked off."""
    change = begun(actor, noun, kind, rows, None, **values)
    bulk_changes.run(actor, change.change_id)
    return seen(actor, change.change_id)


def undone(actor: Actor, change: BulkChange) -> BulkChange:
    """The change taken back."""
    with begin(actor) as work:
        bulk_changes.undo(work, change.change_id)
    bulk_changes.run(actor, change.change_id)
    return seen(actor, change.change_id)


def seen(actor: Actor, change_id: int) -> BulkChange:
    """A change as it is now."""
    with begin(actor) as work:
        return bulk_changes.get(work, change_id)


def rows_of(actor: Actor, change: BulkChange) -> list[ChangedRow]:
    """What became of each row, at most 200."""
    with begin(actor) as work:
        return list(bulk_changes.rows(work, ListQuery(filters={"change": str(change.change_id)}, size=200)).rows)


def table(actor: Actor, statement: LiteralString, **params: object) -> list[tuple[Any, ...]]:
    """Rows of a statement as this actor sees them."""
    with begin(actor) as work:
        return work.execute(statement, **params).fetchall()
