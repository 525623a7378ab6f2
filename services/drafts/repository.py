"""SQL of drafts; row level security shows a person their own alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from services.drafts.models import Draft
from services.work import Work

OF_FORMS: Final = """
SELECT form, record, filling, typed, saved_at FROM drafts
WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND form = ANY (%(forms)s::text[]) AND typed IS NOT NULL
ORDER BY form, record
"""
SAVE: Final = """
INSERT INTO drafts AS d (org_id, staff_id, form, record, filling, typed, saved_at)
VALUES (%(org_id)s, %(staff_id)s, %(form)s, %(record)s, %(filling)s, %(typed)s::jsonb, %(now)s)
ON CONFLICT (org_id, staff_id, form, record) DO UPDATE
    SET filling = excluded.filling, typed = excluded.typed, saved_at = excluded.saved_at
    WHERE d.typed IS NOT NULL OR d.filling <> excluded.filling
"""
KEEP_NEWEST: Final = """
DELETE FROM drafts WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND (form, record) IN (
    SELECT form, record FROM drafts WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s
    ORDER BY saved_at DESC, form, record OFFSET %(most)s)
"""
SENT: Final = """
INSERT INTO drafts (org_id, staff_id, form, record, filling, typed, saved_at)
VALUES (%(org_id)s, %(staff_id)s, %(form)s, %(record)s, %(filling)s, NULL, %(now)s)
ON CONFLICT (org_id, staff_id, form, record) DO UPDATE
    SET filling = excluded.filling, typed = NULL, saved_at = excluded.saved_at
"""
THROW_AWAY: Final = """
DELETE FROM drafts
WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND form = %(form)s AND record = %(record)s AND filling = %(filling)s
    AND typed IS NOT NULL
"""
FORGET: Final = """
DELETE FROM drafts WHERE (org_id, staff_id, form, record) IN (
    SELECT org_id, staff_id, form, record FROM drafts WHERE saved_at < %(before)s LIMIT %(most)s)
"""


def of_forms(work: Work, forms: Sequence[str]) -> list[Draft]:
    """The actor's drafts of some forms."""
    return work.all(Draft, OF_FORMS, staff_id=work.actor.staff_id, forms=list(forms))


def save(work: Work, form: str, record: str, filling: UUID, typed: str) -> bool:
    """Keep a draft in the place of an earlier one; False where this filling-in was sent already."""
    done = work.execute(SAVE, staff_id=work.actor.staff_id, form=form, record=record, filling=filling, typed=typed)
    return done.rowcount == 1


def keep_newest(work: Work, most: int) -> None:
    """Remove all but the actor's newest drafts."""
    work.execute(KEEP_NEWEST, staff_id=work.actor.staff_id, most=most)


def sent(work: Work, form: str, record: str, filling: UUID) -> None:
    """Empty the draft, and pass over what still arrives of this filling-in."""
    work.execute(SENT, staff_id=work.actor.staff_id, form=form, record=record, filling=filling)


def throw_away(work: Work, form: str, record: str, filling: UUID) -> None:
    """Remove the draft, unless it became another meanwhile."""
    work.execute(THROW_AWAY, staff_id=work.actor.staff_id, form=form, record=record, filling=filling)


def forget(connection: Connection[Any], before: datetime, most: int) -> int:
    """Remove drafts from before a moment, in every organization; returns how many."""
    return connection.execute(FORGET, {"before": before, "most": most}).rowcount
