"""Who works for the organization, what each may do and where."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.people import AccessOut, AssignmentOut, StaffFull, StaffOut, StaffParams
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import staff
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/staff", tags=["staff"])


@router.get("", summary="Staff by name", responses=guarded(404), openapi_extra=needs(Permission.STAFF_READ))
def list_staff(actor: Acting, params: Annotated[StaffParams, Query()]) -> Rows[StaffOut]:
    """Searches full name and username. Whoever sees some areas only, sees those assigned there and themselves."""
    with begin(actor) as work:
        return rows_of(staff.page(work, params.query()), StaffOut)


@router.get("/access", summary="Who may what, and where", responses=guarded(404), openapi_extra=needs(Permission.STAFF_READ))
def list_access(
    actor: Acting,
    may: Annotated[Permission, Query(description="payment.record, unit.read …")],
    area_id: Annotated[Id | None, Query(description="An area; without it those whom no area limits.")] = None,
    on: Annotated[date | None, Query(description="A day, today without it.")] = None,
) -> list[AccessOut]:
    """Active staff who may do it there on that day, and by which assignment. For who sees the whole organization."""
    with begin(actor) as work:
        return [AccessOut.model_validate(each) for each in staff.who_may(work, may, area_id, on)]


@router.get("/{staff_id}", summary="One person", responses=guarded(404), openapi_extra=needs(Permission.STAFF_READ))
def show_staff(actor: Acting, staff_id: Annotated[Id, Path()]) -> StaffFull:
    """The person with the areas they were, are and will be assigned to."""
    with begin(actor) as work:
        person = staff.get(work, staff_id)
        assigned = staff.assignments(work, staff_id)
    return StaffFull(
        person=StaffOut.model_validate(person), assignments=[AssignmentOut.model_validate(each) for each in assigned]
    )
