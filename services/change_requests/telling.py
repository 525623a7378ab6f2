"""Who is told of a change request: those who may decide about it, whoever proposed it, and who follows the unit."""

from services import notices
from services.change_requests.listing_repository import KIND_WORDS, RequestRow
from services.change_requests.models import RequestStatus, State
from services.notices import About
from services.work import Work


def proposed(work: Work, row: RequestRow) -> None:
    """All who may decide about it."""
    what = dict(KIND_WORDS)[row.kind].lower()
    of = f"unit {row.unit_code}" if row.unit_code else f"account {row.account_code}"
    subject = f"{work.actor.full_name} proposes a change of {of}: {what}"
    about = About("change_request", row.request_id, row.area_id)
    notices.tell(work, notices.REQUEST_PROPOSED, None, about, subject, f"{row.ref} proposed")


def decided(work: Work, state: State, status: RequestStatus, said: str = "") -> None:
    """Whoever proposed it."""
    word = {
        RequestStatus.APPROVED: "approved what you proposed; it waits to be applied",
        RequestStatus.APPLIED: "approved what you proposed, and it is done",
        RequestStatus.REJECTED: "rejected what you proposed",
    }[status]
    subject = f"{work.actor.full_name} {word} ({state.request_no})" + (f": {said}" if said else "")
    about = About("change_request", state.request_id, state.area_id, state.account_id)
    event = f"{state.ref} version {state.version + 1}"
    notices.tell(work, notices.REQUEST_DECIDED, [state.proposed_by], about, subject, event)
