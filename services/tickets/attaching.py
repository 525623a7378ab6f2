"""What is attached to a ticket: whoever sees it sees that, and whoever works on it adds some, also once it has ended.

To one that was merged nothing is added: it goes on in another.
"""

from typing import Final

from services import attachments
from services.attachments import Entity
from services.permissions import Permission
from services.tickets import repository, rules
from services.work import Work
from utils.errors import not_found


def _see(work: Work, ticket_id: int) -> str:
    work.require(Permission.TICKET_READ)
    return repository.ref(work, ticket_id) or not_found("ticket", ticket_id)


def _add(work: Work, ticket_id: int) -> str:
    work.require(Permission.TICKET_WORK)
    state = repository.state(work, ticket_id) or not_found("ticket", ticket_id)
    rules.check_not_merged(state)
    return state.ref


ATTACHABLE: Final = attachments.register(Entity("ticket", _see, _add))
