"""SQL of saved views; row level security shows a person's own and those that are shared."""

from dataclasses import dataclass

from services.work import Work


@dataclass(frozen=True, slots=True)
class View:
    """A question to a list: `question` is the query of its address; `is_mine` tells one's own from what others share.

    `is_first` is what the owner's list opens with, `first_for_role` the role whose lists open with it.
    """

    view_id: int
    screen: str
    name: str
    question: str
    is_mine: bool
    is_shared: bool
    is_first: bool
    first_for_role: str | None
    owner_name: str


LIST = """
SELECT v.view_id, v.screen, v.name, v.question, v.staff_id = %(staff_id)s AS is_mine, v.is_shared,
    v.is_first AND v.staff_id = %(staff_id)s AS is_first, v.first_for_role, p.full_name AS owner_name
FROM saved_views v
JOIN staff s ON s.org_id = v.org_id AND s.staff_id = v.staff_id
JOIN people p ON p.person_id = s.person_id
WHERE v.org_id = %(org_id)s AND (%(screen)s::text IS NULL OR v.screen = %(screen)s)
    AND (%(view_id)s::bigint IS NULL OR v.view_id = %(view_id)s)
ORDER BY v.staff_id <> %(staff_id)s, lower(v.name), v.view_id LIMIT 200
"""

SAVE = """
INSERT INTO saved_views (org_id, staff_id, screen, name, question, is_shared, created_at)
VALUES (%(org_id)s, %(staff_id)s, %(screen)s, %(name)s, %(question)s, %(is_shared)s, %(now)s)
ON CONFLICT (org_id, staff_id, screen, lower(btrim(name)))
DO UPDATE SET name = excluded.name, question = excluded.question, is_shared = excluded.is_shared,
    first_for_role = CASE WHEN excluded.is_shared THEN saved_views.first_for_role END
RETURNING view_id
"""

COUNT = "SELECT count(*) FROM saved_views WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"

REMOVE = "DELETE FROM saved_views WHERE org_id = %(org_id)s AND view_id = %(view_id)s"

SHARE = """
UPDATE saved_views SET is_shared = %(is_shared)s, first_for_role = CASE WHEN %(is_shared)s THEN first_for_role END
WHERE org_id = %(org_id)s AND view_id = %(view_id)s
"""

FIRST_OFF = """
UPDATE saved_views SET is_first = false WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND screen = %(screen)s AND is_first
"""
FIRST_ON = "UPDATE saved_views SET is_first = true WHERE org_id = %(org_id)s AND view_id = %(view_id)s"

FOR_ROLE_OFF = """
UPDATE saved_views SET first_for_role = NULL WHERE org_id = %(org_id)s AND screen = %(screen)s AND first_for_role = %(role)s
"""
FOR_ROLE_ON = "UPDATE saved_views SET first_for_role = %(role)s WHERE org_id = %(org_id)s AND view_id = %(view_id)s"


def list_views(work: Work, screen: str | None, view_id: int | None = None) -> list[View]:
    """Own views first, then shared ones, each by name."""
    return work.all(View, LIST, screen=screen, view_id=view_id, staff_id=work.actor.staff_id)


def save(work: Work, screen: str, name: str, question: str, *, is_shared: bool) -> int:
    """Insert an own view, or change the one of the same name."""
    return work.scalar(
        SAVE, staff_id=work.actor.staff_id, screen=screen, name=name, question=question, is_shared=is_shared
    )


def count(work: Work) -> int:
    """How many views the person keeps."""
    return work.scalar(COUNT, staff_id=work.actor.staff_id)


def remove(work: Work, view_id: int) -> None:
    """Delete one."""
    work.execute(REMOVE, view_id=view_id)


def share(work: Work, view_id: int, *, is_shared: bool) -> None:
    """Show one to everybody, or no longer."""
    work.execute(SHARE, view_id=view_id, is_shared=is_shared)


def put_first(work: Work, screen: str, view_id: int | None) -> None:
    """Make one's list open with a view, or (None) with everything."""
    work.execute(FIRST_OFF, screen=screen, staff_id=work.actor.staff_id)
    if view_id is not None:
        work.execute(FIRST_ON, view_id=view_id)


def put_first_for_role(work: Work, screen: str, role: str, view_id: int | None) -> None:
    """Make the lists of a role open with a view, or (None) with everything."""
    work.execute(FOR_ROLE_OFF, screen=screen, role=role)
    if view_id is not None:
        work.execute(FOR_ROLE_ON, view_id=view_id, role=role)
