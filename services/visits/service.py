"""Reading visits, and taking their steps from the start to the decision."""

from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid5

from services import audit, listing, metering, service_levels
from services.metering import RecordReading
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.visits import fining, planning, proof, repository, rules, telling
from services.visits.listing_repository import VISITS
from services.visits.models import Found, Position, State, Step, Visit, VisitRow
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.marks import mark_of

NEEDED: Final = {
    Step.START: Permission.VISIT_MAKE,
    Step.SUBMIT: Permission.VISIT_MAKE,
    Step.MISS: Permission.VISIT_MAKE,
    Step.CANCEL: Permission.VISIT_PLAN,
    Step.APPROVE: Permission.VISIT_REVIEW,
    Step.RETURN: Permission.VISIT_REVIEW,
}


def page(work: Work, query: ListQuery) -> Page[VisitRow]:
    """One page of visits within reach; an agent's own. Raises Forbidden, Invalid."""
    return listing.page(work, VISITS, query)


def get(work: Work, visit_id: int) -> Visit:
    """One visit with its place and what happened. Raises Forbidden, NotFound."""
    found = page(work, ListQuery(filters={"visit": str(visit_id)}, size=1)).rows
    row = found[0] if found else not_found("visit", visit_id)
    return Visit(row, repository.place(work, row.unit_id), repository.events(work, visit_id), fining.geofence(work))


def start(work: Work, visit_id: int, client_uuid: UUID | None = None) -> Visit:
    """The agent is at the unit. Raises Forbidden, NotFound, Conflict in another state or on an earlier day."""
    return _step(work, visit_id, Step.START, client_uuid, lambda _: _start(work, visit_id))


def submit(work: Work, visit_id: int, found: Found, seen: str | None = None) -> Visit:
    """Hand in what was found; what speaks against it stands on the visit for whoever decides.

    A reading goes in as any other does, a challan gets its number. Sending the same again has no second effect.
    Raises Forbidden, NotFound, Conflict, Invalid.
    """
    work.require(NEEDED[Step.SUBMIT])
    rules.check_found(found)
    return _step(work, visit_id, Step.SUBMIT, found.client_uuid, lambda state: _submit(work, state, found), seen, found)


def miss(work: Work, visit_id: int, reason: str, note: str = "", client_uuid: UUID | None = None) -> Visit:
    """The agent did not make it, for one of the known reasons. Raises Forbidden, NotFound, Conflict, Invalid."""
    work.require(NEEDED[Step.MISS])
    said = rules.check_missed(reason, note)

    def end(state: State) -> str:
        repository.end(work, state.visit_id, rules.MOVES[Step.MISS].after, reason)
        return said

    return _step(work, visit_id, Step.MISS, client_uuid, end, None, (reason, said))


def cancel(work: Work, visit_id: int, note: str, seen: str | None = None, client_uuid: UUID | None = None) -> Visit:
    """It need not be made any more. Raises Forbidden, NotFound, Conflict, Invalid without a reason."""
    work.require(NEEDED[Step.CANCEL])
    said = rules.check_words(note, "note", "Say why the visit is not needed any more.")

    def end(state: State) -> str:
        repository.end(work, state.visit_id, rules.MOVES[Step.CANCEL].after)
        return said

    return _step(work, visit_id, Step.CANCEL, client_uuid, end, seen, said)


def approve(work: Work, visit_id: int, seen: str | None = None, client_uuid: UUID | None = None) -> Visit:
    """Accept what was found, for good. Raises Forbidden for an own visit, NotFound, Conflict when somebody was faster."""
    return _decide(work, visit_id, Step.APPROVE, "", seen, client_uuid)


def return_it(work: Work, visit_id: int, note: str, seen: str | None = None, client_uuid: UUID | None = None) -> Visit:
    """Give it back to the agent, with what is missing. Raises Forbidden, NotFound, Conflict, Invalid without words."""
    work.require(NEEDED[Step.RETURN])
    said = rules.check_words(note, "note", "Say what is missing, so that the agent knows what to do.")
    return _decide(work, visit_id, Step.RETURN, said, seen, client_uuid)


def _decide(work: Work, visit_id: int, step: Step, said: str, seen: str | None, client_uuid: UUID | None) -> Visit:
    def decide(state: State) -> str:
        repository.decide(work, state.visit_id, rules.MOVES[step].after)
        return said

    return _step(work, visit_id, step, client_uuid, decide, seen, said)


def _step(
    work: Work,
    visit_id: int,
    step: Step,
    client_uuid: UUID | None,
    do: Callable[[State], str],
    seen: str | None = None,
    sent: object = None,
) -> Visit:
    """Take a step once: under lock, checked, told in the history and in the audit; `do` gives the words about it."""
    work.require(NEEDED[step])
    mark = mark_of((step.value, visit_id, work.actor.staff_id, sent))
    if client_uuid is not None and (known := repository.sent(work, client_uuid)) is not None:
        if known.mark != mark:
            raise Conflict(planning.SENT_OTHERWISE)
        return get(work, visit_id)
    state = _locked(work, visit_id)
    rules.check_doer(state, step, work.actor.staff_id)
    move = rules.check_step(state, step, work.actor.time_zone)
    rules.check_day(state, step, work.today)
    if seen is not None and seen != mark_of((state.visit_id, state.version)):
        raise Conflict(f"Somebody else changed visit {state.visit_no} meanwhile; look at it again.")
    said = do(state)
    repository.tell(work, [visit_id], step.value, said)
    if client_uuid is not None:
        repository.keep_sent(work, client_uuid, mark, [visit_id])
    telling.moved(work, state, step, said)
    after: dict[str, object] = {"status": move.after.value, **({"reason": said} if said else {})}
    audit.record(work, "visit.moved", state.ref, before={"status": state.status}, after=after)
    return get(work, visit_id)


def _start(work: Work, visit_id: int) -> str:
    repository.start(work, visit_id)
    return ""


def _submit(work: Work, state: State, found: Found) -> str:
    needs_challan = _needs_challan(work, state, found)
    place = repository.place(work, state.unit_id)
    at = found.position
    metres = proof.distance(at, place.latitude, place.longitude) if place else None
    last = repository.last(work, state.agent_id, state.visit_id)
    before = proof.Before(last.submitted_at, Position(last.latitude, last.longitude, last.accuracy_metres)) if last else None
    doubts = proof.doubts(at, metres, fining.geofence(work), before, work.now, service_levels.current(work))
    reading_id = _record_reading(work, state, found, place.meter_nos if place else [])
    repository.submit(work, state.visit_id, found, metres, doubts, reading_id)
    if needs_challan and found.fine_code is not None:
        _issue_challan(work, state, found.fine_code)
    return found.note.strip()


def _record_reading(work: Work, state: State, found: Found, meter_nos: list[str]) -> int | None:
    shown = found.reading
    if shown is None:
        return None
    if state.reading_id is not None:
        raise Invalid({"reading": "A reading was taken on this visit already; a wrong one is put right under Readings."})
    meter_no = shown.meter_no or (meter_nos[0] if len(meter_nos) == 1 else "")
    if meter_no not in meter_nos:
        raise Invalid({"meter_no": f"This unit has no meter {meter_no}." if meter_no else "Choose the meter that was read."})
    client_uuid = uuid5(found.client_uuid, "reading")
    return metering.record(work, RecordReading(meter_no, shown.quantity, work.today, client_uuid)).reading_id


def _needs_challan(work: Work, state: State, found: Found) -> bool:
    """Whether a challan is to be issued; one that was handed over stays as it is. Raises Invalid."""
    handed_over = repository.challan(work, state.visit_id)
    if handed_over is not None:
        if found.fine_code != handed_over.fine_code:
            raise Invalid(
                {"outcome": f"Challan {handed_over.challan_no} ({handed_over.words}) was handed over on this visit; it stays."}
            )
        return False
    if found.fine_code is not None and found.fine_code not in [each.code for each in fining.fines(work)]:
        raise Invalid({"fine_code": "Choose a fine that is in use."})
    return found.fine_code is not None


def _issue_challan(work: Work, state: State, fine_code: str) -> None:
    repository.issue(work, state.visit_id, fine_code)
    made = repository.challan(work, state.visit_id)
    if made is not None:
        told = {"fine": made.words, "amount": made.amount, "visit": state.visit_no}
        audit.record(work, "challan.issued", f"challan {made.challan_no}", after=told)


def _locked(work: Work, visit_id: int) -> State:
    """The visit within the actor's reach: an agent's own. Raises NotFound."""
    state = repository.lock(work, visit_id)
    actor = work.actor
    sees_all = any(map(actor.may, (Permission.VISIT_PLAN, Permission.VISIT_REVIEW)))
    if state is None or (not sees_all and state.agent_id != actor.staff_id):
        not_found("visit", visit_id)
    return state
