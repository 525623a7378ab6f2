"""Visits of agents: planning them, making them, and deciding about what was found."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.shapes import Day, Id, Rows, rows_of
from api.schemas.visits import (
    AgentOut,
    DayOut,
    FenceIn,
    FineIn,
    FineOut,
    FoundIn,
    MissIn,
    NewPlanIn,
    NotedStepIn,
    PlaceIn,
    PlannedOut,
    RulePlanIn,
    RulePreviewOut,
    StepIn,
    VisitFull,
    VisitKindsOut,
    VisitOut,
    VisitParams,
    found_of,
    full,
    kinds,
    rule_of,
)
from api.security import Acting
from services import visits
from services.permissions import Permission
from services.visits import NewPlan
from services.work import begin

router = APIRouter(prefix="/visits", tags=["visits"])
_READ = needs(Permission.VISIT_READ)
_PLAN = needs(Permission.VISIT_PLAN)
_MAKE = needs(Permission.VISIT_MAKE)
_REVIEW = needs(Permission.VISIT_REVIEW)
_SET = needs(Permission.VISIT_SET, everywhere=True)


@router.get("", summary="Visits, the latest day first", responses=guarded(404), openapi_extra=_READ)
def list_visits(actor: Acting, params: Annotated[VisitParams, Query()]) -> Rows[VisitOut]:
    """Those who make visits see their own. Searches visit number, unit and account code, name and phone."""
    with begin(actor) as work:
        return rows_of(visits.page(work, params.query()), VisitOut)


@router.post("", status_code=201, summary="Plan visits", responses=guarded(409, 413), openapi_extra=_PLAN)
def plan_visits(actor: Acting, body: NewPlanIn, idempotency_key: IdempotencyKey = None) -> PlannedOut:
    """To units that the person sees on that day. The same id again changes nothing; another plan under it is refused."""
    new = NewPlan(
        unit_ids=tuple(body.unit_ids),
        agent_id=body.agent_id,
        planned_on=body.planned_on,
        client_uuid=client_id(idempotency_key, body.client_uuid),
        purpose=body.purpose,
        task=body.task,
    )
    with begin(actor) as work:
        return PlannedOut.model_validate(visits.plan(work, new))


@router.post("/plans/preview", summary="Preview a plan by a rule", responses=guarded(404, 413), openapi_extra=_PLAN)
def preview_visit_plan(actor: Acting, body: RulePlanIn) -> RulePreviewOut:
    """How many units the rule means, who would get how many, and the first of them."""
    with begin(actor) as work:
        return RulePreviewOut.model_validate(visits.preview(work, rule_of(body, body.client_uuid or uuid4())))


@router.post("/plans", status_code=201, summary="Plan visits by a rule", responses=guarded(404, 409, 413), openapi_extra=_PLAN)
def plan_visits_by_rule(actor: Acting, body: RulePlanIn, idempotency_key: IdempotencyKey = None) -> PlannedOut:
    """Shared out evenly over the field agents who see the units; one planned on that day already is passed by."""
    rule = rule_of(body, client_id(idempotency_key, body.client_uuid))
    with begin(actor) as work:
        return PlannedOut.model_validate(visits.plan_by_rule(work, rule))


@router.get("/kinds", summary="Purposes, outcomes, reasons and fines", responses=guarded(), openapi_extra=_READ)
def list_visit_kinds(actor: Acting) -> VisitKindsOut:
    """The words of visits, the fines in use, and how far from its unit a visit may be."""
    with begin(actor) as work:
        return kinds(visits.fines(work), visits.geofence(work))


@router.get("/agents", summary="Who may be sent", responses=guarded(), openapi_extra=_PLAN)
def list_visit_agents(
    actor: Acting, area: Annotated[Id, Query(description="The area that they must see.")], day: Annotated[Day, Query()]
) -> list[AgentOut]:
    """Those who see an area on a day, the fewest stops first."""
    with begin(actor) as work:
        return [AgentOut.model_validate(each) for each in visits.agents(work, [area], day)]


@router.put("/fines", summary="Set a fine", responses=guarded(413), openapi_extra=_SET)
def set_fine(actor: Acting, body: FineIn) -> list[FineOut]:
    """Adds it, or changes the one of its code. Challans that were issued keep their words and amount."""
    with begin(actor) as work:
        found = visits.set_fine(work, visits.Fine(body.code, body.words, body.amount, body.is_active))
        return [FineOut.model_validate(each) for each in found]


@router.put("/geofence", summary="Set the geofence", responses=guarded(413), openapi_extra=_SET)
def set_geofence(actor: Acting, body: FenceIn) -> VisitKindsOut:
    """Holds for visits that are submitted from now on."""
    with begin(actor) as work:
        return kinds(visits.fines(work), visits.set_geofence(work, body.metres))


@router.get("/today", summary="Your day", responses=guarded(), openapi_extra=_MAKE)
def show_today(actor: Acting) -> DayOut:
    """The stops of today, and those left from before, by walking distance or in your own order."""
    with begin(actor) as work:
        return DayOut.model_validate(visits.today(work))


@router.post("/today/by-way", summary="Order your day by the way", responses=guarded(), openapi_extra=_MAKE)
def arrange_by_way(actor: Acting) -> DayOut:
    """Forgets your own order."""
    with begin(actor) as work:
        return DayOut.model_validate(visits.arrange_by_way(work))


@router.post("/{visit_id}/place", summary="Move a stop", responses=guarded(404, 409, 413), openapi_extra=_MAKE)
def place_visit(actor: Acting, visit_id: Annotated[Id, Path()], body: PlaceIn) -> DayOut:
    """One place earlier or later in your day; the order is kept."""
    with begin(actor) as work:
        return DayOut.model_validate(visits.move_stop(work, visit_id, is_up=body.direction == "up"))


@router.get("/{visit_id}", summary="One visit", responses=guarded(404), openapi_extra=_READ)
def show_visit(actor: Acting, visit_id: Annotated[Id, Path()]) -> VisitFull:
    """The visit with its unit, what happened, and what may be done next."""
    with begin(actor) as work:
        return full(visits.get(work, visit_id))


@router.post("/{visit_id}/start", summary="Start a visit", responses=guarded(404, 409, 413), openapi_extra=_MAKE)
def start_visit(actor: Acting, visit_id: Annotated[Id, Path()], idempotency_key: IdempotencyKey = None) -> VisitFull:
    """By who makes it, on its day or later."""
    with begin(actor) as work:
        return full(visits.start(work, visit_id, idempotency_key))


@router.post("/{visit_id}/submit", summary="Submit a visit", responses=guarded(404, 409, 413), openapi_extra=_MAKE)
def submit_visit(
    actor: Acting, visit_id: Annotated[Id, Path()], body: FoundIn, idempotency_key: IdempotencyKey = None
) -> VisitFull:
    """What was found, where, with a reading or a challan. The same id again changes nothing."""
    found = found_of(body, client_id(idempotency_key, body.client_uuid))
    with begin(actor) as work:
        return full(visits.submit(work, visit_id, found, body.mark))


@router.post("/{visit_id}/miss", summary="Say that it was missed", responses=guarded(404, 409, 413), openapi_extra=_MAKE)
def miss_visit(
    actor: Acting, visit_id: Annotated[Id, Path()], body: MissIn, idempotency_key: IdempotencyKey = None
) -> VisitFull:
    """By who was to make it, with a reason."""
    with begin(actor) as work:
        return full(visits.miss(work, visit_id, body.reason, body.note, idempotency_key))


@router.post("/{visit_id}/cancel", summary="Cancel a visit", responses=guarded(404, 409, 413), openapi_extra=_PLAN)
def cancel_visit(
    actor: Acting, visit_id: Annotated[Id, Path()], body: NotedStepIn, idempotency_key: IdempotencyKey = None
) -> VisitFull:
    """One that was not started, with a reason."""
    with begin(actor) as work:
        return full(visits.cancel(work, visit_id, body.note, body.mark, idempotency_key))


@router.post("/{visit_id}/approve", summary="Approve a visit", responses=guarded(404, 409, 413), openapi_extra=_REVIEW)
def approve_visit(
    actor: Acting, visit_id: Annotated[Id, Path()], body: StepIn, idempotency_key: IdempotencyKey = None
) -> VisitFull:
    """For good; never one's own. Where somebody decided before, the refusal says who."""
    with begin(actor) as work:
        return full(visits.approve(work, visit_id, body.mark, idempotency_key))


@router.post("/{visit_id}/return", summary="Return a visit", responses=guarded(404, 409, 413), openapi_extra=_REVIEW)
def return_visit(
    actor: Acting, visit_id: Annotated[Id, Path()], body: NotedStepIn, idempotency_key: IdempotencyKey = None
) -> VisitFull:
    """To the agent, with what is missing."""
    with begin(actor) as work:
        return full(visits.return_it(work, visit_id, body.note, body.mark, idempotency_key))
