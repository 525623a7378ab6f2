"""What is attached to a visit: its agent adds it while the visit is made or after it was returned, and then it is evidence."""

from typing import Final

from services import attachments
from services.attachments import Entity
from services.paging import ListQuery
from services.permissions import Permission
from services.visits import repository, rules
from services.visits.models import STATUS_WORDS, Step, VisitStatus
from services.visits.service import page
from services.work import Work
from utils.errors import Conflict, not_found

OPEN: Final = (VisitStatus.STARTED, VisitStatus.RETURNED)


def _see(work: Work, visit_id: int) -> str:
    found = page(work, ListQuery(filters={"visit": str(visit_id)}, size=1)).rows
    row = found[0] if found else not_found("visit", visit_id)
    return f"visit {row.visit_no}"


def _add(work: Work, visit_id: int) -> str:
    work.require(Permission.VISIT_MAKE)
    _see(work, visit_id)
    state = repository.lock(work, visit_id) or not_found("visit", visit_id)
    rules.check_doer(state, Step.SUBMIT, work.actor.staff_id)
    if state.status not in OPEN:
        word = STATUS_WORDS[VisitStatus(state.status)].lower()
        raise Conflict(f"Visit {state.visit_no} is {word}; its photos change while it is made, or once it was returned.")
    return state.ref


ATTACHABLE: Final = attachments.register(Entity("visit", _see, _add))
