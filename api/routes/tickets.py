"""Complaints and requests: opening them, seeing to them, and finding them again."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.shapes import Id, Rows, Text, rows_of
from api.schemas.tickets import (
    AnswerIn,
    AnswerOut,
    AssignIn,
    CandidateOut,
    ColleagueOut,
    CommentIn,
    EscalationIn,
    EscalationOut,
    FilledOut,
    KindsOut,
    LinkIn,
    MergeIn,
    NewTicketIn,
    PriorityIn,
    PriorityOut,
    PrioritySetIn,
    StepIn,
    TicketFull,
    TicketOut,
    TicketParams,
    TypeIn,
    TypeOut,
    full,
)
from api.security import Acting
from services import tickets
from services.permissions import Permission
from services.tickets import CannedAnswer, EscalationRule, NewTicket, Priority, TicketType
from services.work import begin

router = APIRouter(prefix="/tickets", tags=["tickets"])
_READ = needs(Permission.TICKET_READ)
_WORK = needs(Permission.TICKET_WORK)
_ASSIGN = needs(Permission.TICKET_ASSIGN)
_WRITE = needs(Permission.CANNED_ANSWER_WRITE, everywhere=True)
_SET = needs(Permission.TICKET_SET, everywhere=True)


@router.get("", summary="Tickets, the newest first", responses=guarded(404), openapi_extra=_READ)
def list_tickets(actor: Acting, params: Annotated[TicketParams, Query()]) -> Rows[TicketOut]:
    """Searches the number, and words in subject and description."""
    with begin(actor) as work:
        return rows_of(tickets.page(work, params.query()), TicketOut)


@router.post(
    "", status_code=201, summary="Open a ticket", responses=guarded(409, 413), openapi_extra=needs(Permission.TICKET_OPEN)
)
def open_ticket(actor: Acting, body: NewTicketIn, idempotency_key: IdempotencyKey = None) -> TicketFull:
    """Its clocks run from now. The same id again answers with the first ticket."""
    new = NewTicket(
        subject=body.subject,
        description=body.description,
        type_code=body.type,
        priority_code=body.priority,
        channel=body.channel,
        client_uuid=client_id(idempotency_key, body.client_uuid),
        unit_id=body.unit_id,
        account_id=body.account_id,
        area_id=body.area_id,
        unit_code=body.unit_code,
        bill_no=body.bill_no,
        visit_id=body.visit_id,
    )
    with begin(actor) as work:
        return full(tickets.get(work, tickets.open_one(work, new).ticket_id), work.now)


@router.get("/kinds", summary="Types and priorities", responses=guarded(), openapi_extra=_READ)
def list_ticket_kinds(
    actor: Acting, everything: Annotated[bool, Query(description="Those out of use as well.")] = False
) -> KindsOut:
    """What tickets may be about, and what each priority promises."""
    with begin(actor) as work:
        return KindsOut(
            types=[TypeOut.model_validate(each) for each in tickets.types(work, is_everything=everything)],
            priorities=[PriorityOut.model_validate(each) for each in tickets.priorities(work, is_everything=everything)],
        )


@router.put("/types", summary="Set a type", responses=guarded(409, 413), openapi_extra=_SET)
def set_ticket_type(actor: Acting, body: TypeIn) -> list[TypeOut]:
    """Adds it, or changes the one of its code and mark. Tickets that have it keep it, also when it goes out of use."""
    with begin(actor) as work:
        new = TicketType(body.code, body.name, body.needs_unit, body.is_active)
        return [TypeOut.model_validate(each) for each in tickets.set_type(work, new, body.mark)]


@router.put("/priorities", summary="Set a priority", responses=guarded(409, 413), openapi_extra=_SET)
def set_ticket_priority(actor: Acting, body: PrioritySetIn) -> list[PriorityOut]:
    """Adds it, or changes the one of its code and mark. What was promised before stays promised."""
    new = Priority(body.code, body.name, body.response_minutes, body.resolution_minutes, body.rank, body.is_active)
    with begin(actor) as work:
        return [PriorityOut.model_validate(each) for each in tickets.set_priority(work, new, body.mark)]


@router.get("/escalation-rules", summary="Escalation rules", responses=guarded(), openapi_extra=_READ)
def list_escalation_rules(actor: Acting) -> list[EscalationOut]:
    """Who is told of promises that are about to be missed, and of those that were."""
    with begin(actor) as work:
        return [EscalationOut.model_validate(each) for each in tickets.escalation_rules(work)]


@router.put("/escalation-rules", summary="Set an escalation rule", responses=guarded(409, 413), openapi_extra=_SET)
def set_escalation_rule(actor: Acting, body: EscalationIn) -> list[EscalationOut]:
    """Adds it, or changes the one for the same priority and type by its mark. Tickets are looked at every five minutes."""
    new = EscalationRule(
        body.priority_code, body.type_code, body.warn_percent, body.warned_role, body.missed_role, body.is_active
    )
    with begin(actor) as work:
        return [EscalationOut.model_validate(each) for each in tickets.set_escalation_rule(work, new, body.mark)]


@router.get("/canned-answers", summary="Canned answers", responses=guarded(), openapi_extra=_WORK)
def list_canned_answers(
    actor: Acting, everything: Annotated[bool, Query(description="Those out of use as well.")] = False
) -> list[AnswerOut]:
    """The texts that are kept for what is answered again and again, by name."""
    with begin(actor) as work:
        return [AnswerOut.model_validate(each) for each in tickets.answers(work, is_everything=everything)]


@router.put("/canned-answers", summary="Set a canned answer", responses=guarded(409, 413), openapi_extra=_WRITE)
def set_canned_answer(actor: Acting, body: AnswerIn) -> list[AnswerOut]:
    """Adds it, or changes the one of its code and mark. What was said before stays said."""
    with begin(actor) as work:
        new = CannedAnswer(body.code, body.name, body.body, body.is_active)
        return [AnswerOut.model_validate(each) for each in tickets.set_answer(work, new, body.mark)]


@router.get("/{ticket_id}", summary="One ticket", responses=guarded(404), openapi_extra=_READ)
def show_ticket(actor: Acting, ticket_id: Annotated[Id, Path()]) -> TicketFull:
    """The ticket with its clocks, its conversation and what may be done next."""
    with begin(actor) as work:
        return full(tickets.get(work, ticket_id), work.now)


@router.get("/{ticket_id}/answer", summary="Fill a canned answer", responses=guarded(404), openapi_extra=_WORK)
def fill_canned_answer(
    actor: Acting,
    ticket_id: Annotated[Id, Path()],
    code: Annotated[Text, Query(min_length=1, max_length=40, description="The code of a canned answer.")],
) -> FilledOut:
    """Its text with what is known of the ticket, to be edited and sent as a comment."""
    with begin(actor) as work:
        return FilledOut.model_validate(tickets.fill(work, ticket_id, code))


@router.get("/{ticket_id}/colleagues", summary="Who can be named", responses=guarded(404), openapi_extra=_WORK)
def list_ticket_colleagues(actor: Acting, ticket_id: Annotated[Id, Path()]) -> list[ColleagueOut]:
    """Those who see the ticket, by name: whoever is written as @username in a comment is told of it."""
    with begin(actor) as work:
        return [ColleagueOut.model_validate(each) for each in tickets.colleagues(work, ticket_id)]


@router.post("/{ticket_id}/comments", status_code=201, summary="Comment", responses=guarded(404, 409, 413), openapi_extra=_WORK)
def comment_ticket(actor: Acting, ticket_id: Annotated[Id, Path()], body: CommentIn) -> TicketFull:
    """To everybody, which is the first response where there was none, or among colleagues."""
    with begin(actor) as work:
        return full(tickets.comment(work, ticket_id, body.body, is_internal=body.is_internal), work.now)


@router.get("/{ticket_id}/candidates", summary="Who may be assigned", responses=guarded(404), openapi_extra=_ASSIGN)
def list_ticket_candidates(actor: Acting, ticket_id: Annotated[Id, Path()]) -> list[CandidateOut]:
    """Those who were sent to its area first, of them those with the fewest open tickets; the first one is suggested."""
    with begin(actor) as work:
        return [CandidateOut.model_validate(each) for each in tickets.candidates(work, ticket_id)]


@router.post("/{ticket_id}/assign", summary="Assign", responses=guarded(404, 409, 413), openapi_extra=_ASSIGN)
def assign_ticket(actor: Acting, ticket_id: Annotated[Id, Path()], body: AssignIn) -> TicketFull:
    """To a colleague who sees its area, or to yourself."""
    with begin(actor) as work:
        return full(tickets.assign(work, ticket_id, body.assignee_id, body.mark), work.now)


@router.post("/{ticket_id}/priority", summary="Change the priority", responses=guarded(404, 409, 413), openapi_extra=_ASSIGN)
def prioritize_ticket(actor: Acting, ticket_id: Annotated[Id, Path()], body: PriorityIn) -> TicketFull:
    """Its promised hours count from when it was opened."""
    with begin(actor) as work:
        return full(tickets.change_priority(work, ticket_id, body.priority, body.mark), work.now)


@router.post("/{ticket_id}/steps", summary="Take the next step", responses=guarded(404, 409, 413), openapi_extra=_WORK)
def move_ticket(actor: Acting, ticket_id: Annotated[Id, Path()], body: StepIn) -> TicketFull:
    """start, pend, resume, resolve, close, reopen or reject; any other state refuses and says which it takes."""
    with begin(actor) as work:
        return full(tickets.move(work, ticket_id, body.step, body.note, body.mark), work.now)


@router.post("/{ticket_id}/merge", summary="Merge into another", responses=guarded(404, 409, 413), openapi_extra=_ASSIGN)
def merge_ticket(actor: Acting, ticket_id: Annotated[Id, Path()], body: MergeIn) -> TicketFull:
    """Answers with the ticket that goes on. Both must be open; what was said and attached is shown there; it is not undone."""
    with begin(actor) as work:
        return full(tickets.merge(work, ticket_id, body.into_id, body.mark), work.now)


@router.post("/{ticket_id}/links", summary="Link to another", responses=guarded(404, 409, 413), openapi_extra=_WORK)
def link_tickets(actor: Acting, ticket_id: Annotated[Id, Path()], body: LinkIn) -> TicketFull:
    """Says that two tickets belong together."""
    with begin(actor) as work:
        return full(tickets.link(work, ticket_id, body.related_id), work.now)


@router.post("/{ticket_id}/links/remove", summary="Take a link away", responses=guarded(404, 409, 413), openapi_extra=_WORK)
def unlink_tickets(actor: Acting, ticket_id: Annotated[Id, Path()], body: LinkIn) -> TicketFull:
    """Says that two tickets do not belong together."""
    with begin(actor) as work:
        return full(tickets.unlink(work, ticket_id, body.related_id), work.now)
