"""Canned answers: texts that an organization keeps, and how one is placed into a comment."""

from dataclasses import replace

from services.permissions import Permission
from services.tickets import answers_repository as repository
from services.tickets import kinds_rules as rules
from services.tickets import service, setting
from services.tickets.models import CannedAnswer, Filled
from services.work import Work
from utils.errors import not_found


def answers(work: Work, *, is_everything: bool = False) -> list[CannedAnswer]:
    """The canned answers by name; those out of use only where everything is asked for. Raises Forbidden."""
    work.require(Permission.TICKET_WORK)
    return [each for each in repository.answers(work) if each.is_active or is_everything]


def set_answer(work: Work, new: CannedAnswer, seen: str | None = None) -> list[CannedAnswer]:
    """Add a canned answer, or change the one of its code that the mark `seen` is of. Gives all of them.

    What was said before stays said. Raises Forbidden, Invalid, Conflict.
    """
    known = setting.locked(work, Permission.CANNED_ANSWER_WRITE, repository.answers)
    new = replace(new, name=" ".join(new.name.split()), body=new.body.strip())
    rules.check_answer(new, known)
    before = setting.as_seen(known, new, seen, f"the canned answer {new.name}")
    if before != new:
        repository.set_answer(work, new)
        setting.record(work, "canned_answer.set", f"canned answer {new.code}", before, new)
    return answers(work, is_everything=True)


def fill(work: Work, ticket_id: int, code: str) -> Filled:
    """A canned answer with what is known of a ticket, to be edited before it is sent. Raises Forbidden, NotFound."""
    work.require(Permission.TICKET_WORK)
    row = service.get(work, ticket_id).row
    answer = next((each for each in answers(work) if each.code == code), None) or not_found("canned answer", code)
    name = repository.holder_name(work, row.account_id) if row.account_id and "{name}" in answer.body else None
    return Filled(*rules.placed(answer.body, {"ticket": row.ticket_no, "name": name, "unit": row.unit_code}))
