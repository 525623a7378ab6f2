"""Deciding about change requests, one or many: applied through the use cases of the register, never over a later change."""

from collections.abc import Sequence

from services import accounts, audit, survey_units
from services.change_requests import repository, rules, telling
from services.change_requests.models import Decided, Decision, Kind, Outcome, Request, RequestStatus, State
from services.change_requests.service import against_now, get, row_of
from services.permissions import Permission
from services.work import Work
from utils.errors import AppError, Conflict, Forbidden, Invalid, not_found


def approve(work: Work, request_id: int, seen: str | None = None, *, leaves_balance: bool = False) -> Request:
    """Approve what somebody else proposed and apply it; what has to wait stays approved, and approving again applies it.

    `seen` is the mark of the request that the person looked at: without it nothing is applied over what somebody changed
    since it was proposed. `leaves_balance` leaves what is open where it is when a duplicate is merged. Raises Forbidden,
    NotFound, Conflict, Invalid by the rules of the register.
    """
    work.require(Permission.CHANGE_REQUEST_DECIDE)
    state, found = _opened(work, request_id, seen)
    if found.obstacle:
        raise Conflict(f"{state.request_no}: {found.obstacle}")
    if found.changed and seen is None:
        what = ", ".join(name.replace("_", " ") for name in found.changed)
        raise Conflict(
            f"{state.request_no}: somebody changed {what} after this was proposed; look at it by itself, and decide there."
        )
    waits_for = found.waits_for or ("" if leaves_balance else found.open_balance)
    if waits_for:
        _wait(work, state, waits_for)
    else:
        _apply(work, state, leaves_balance=leaves_balance)
    return get(work, request_id)


def reject(work: Work, request_id: int, reason: str, seen: str | None = None) -> Request:
    """Reject it with a reason, which whoever proposed it reads. Raises Forbidden, NotFound, Conflict, Invalid."""
    work.require(Permission.CHANGE_REQUEST_DECIDE)
    said = rules.check_reason(reason)
    state, _ = _opened(work, request_id, seen)
    repository.mark(work, request_id, RequestStatus.REJECTED, said)
    audit.record(work, "change_request.rejected", state.ref, {"status": state.status}, {"status": "rejected", "reason": said})
    telling.decided(work, state, RequestStatus.REJECTED, said)
    return get(work, request_id)


def decide_many(work: Work, request_ids: Sequence[int], decision: Decision, reason: str = "") -> Decided:
    """Approve or reject several: what is refused does not hold up the others, and says why.

    Raises Forbidden, and Invalid for none, more than 200, or no reason to reject.
    """
    work.require(Permission.CHANGE_REQUEST_DECIDE)
    wanted = sorted(set(request_ids))
    if not wanted:
        raise Invalid({"ids": "Choose at least one change request."})
    if len(wanted) > rules.MOST_AT_ONCE:
        raise Invalid({"ids": f"At most {rules.MOST_AT_ONCE} are decided about at once."})
    if decision is Decision.REJECT:
        rules.check_reason(reason)
    outcomes = [_one_of_many(work, each, decision, reason) for each in wanted]
    return Decided(
        [each for each in outcomes if each.status in (RequestStatus.APPLIED, RequestStatus.REJECTED)],
        [each for each in outcomes if each.status == RequestStatus.APPROVED],
        [each for each in outcomes if each.status == ""],
    )


def _one_of_many(work: Work, request_id: int, decision: Decision, reason: str) -> Outcome:
    state = repository.lock(work, request_id)
    if state is None:
        return Outcome(request_id, "", "", f"There is no change request {request_id}.")
    try:
        # What it wrote before it was refused is taken back, and nothing of the others.
        with work.connection.transaction():
            found = approve(work, request_id) if decision is Decision.APPROVE else reject(work, request_id, reason)
    except AppError as error:
        return Outcome(request_id, state.request_no, "", str(error))
    waits_for = found.waits_for or found.open_balance if found.row.status == RequestStatus.APPROVED else ""
    return Outcome(request_id, state.request_no, found.row.status, waits_for)


def _opened(work: Work, request_id: int, seen: str | None) -> tuple[State, Request]:
    """The request under lock, not decided about yet, not the actor's own, and as the actor saw it."""
    state = repository.lock(work, request_id) or not_found("change request", request_id)
    rules.check_decider(state, work.actor.staff_id)
    rules.check_open(state)
    found = against_now(work, row_of(work, request_id), is_locked=True)
    if seen is not None and seen != found.mark:
        raise Conflict(f"{state.request_no}, or what it would change, was changed while you looked at it; look again.")
    return state, found


def _wait(work: Work, state: State, waits_for: str) -> None:
    if state.status == RequestStatus.APPROVED:
        raise Conflict(waits_for)
    repository.mark(work, state.request_id, RequestStatus.APPROVED)
    after = {"status": "approved", "waits_for": waits_for}
    audit.record(work, "change_request.approved", state.ref, {"status": state.status}, after)
    telling.decided(work, state, RequestStatus.APPROVED)


def _apply(work: Work, state: State, *, leaves_balance: bool) -> None:
    changes = rules.values_of(state.after)
    if state.kind == Kind.CONSUMER:
        accounts.change(work, state.account_id, changes)
    elif state.unit_id is None:
        raise Forbidden("A change of premises names its unit.")
    elif state.kind == Kind.DUPLICATE:
        survey_units.merge(work, state.unit_id, state.duplicate_of or 0, leaves_balance=leaves_balance)
    else:
        survey_units.change(work, state.unit_id, changes)
    repository.mark(work, state.request_id, RequestStatus.APPLIED)
    audit.record(work, "change_request.applied", state.ref, {"status": state.status}, {"status": "applied"})
    telling.decided(work, state, RequestStatus.APPLIED)
