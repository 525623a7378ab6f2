"""SQL of canned answers."""

from typing import Final

from services.tickets.models import CannedAnswer
from services.work import Work

ANSWERS: Final = """
SELECT code, name, body, is_active FROM canned_answers WHERE org_id = %(org_id)s ORDER BY NOT is_active, lower(name), code
"""
SET: Final = """
INSERT INTO canned_answers (org_id, code, name, body, is_active)
VALUES (%(org_id)s, %(code)s, %(name)s, %(body)s, %(is_active)s)
ON CONFLICT (org_id, code) DO UPDATE SET name = excluded.name, body = excluded.body, is_active = excluded.is_active
"""
HOLDER: Final = "SELECT holder_name FROM accounts WHERE org_id = %(org_id)s AND account_id = %(account_id)s"


def answers(work: Work) -> list[CannedAnswer]:
    """All canned answers, those in use first."""
    return work.all(CannedAnswer, ANSWERS)


def set_answer(work: Work, new: CannedAnswer) -> None:
    """Add a canned answer, or change the one of its code."""
    work.execute(SET, code=new.code, name=new.name, body=new.body, is_active=new.is_active)


def holder_name(work: Work, account_id: int) -> str | None:
    """Whose account it is."""
    return work.scalar(HOLDER, account_id=account_id)
