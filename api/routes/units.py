"""Finding premises."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.billing import BillOut, UnitFull
from api.schemas.register import UnitChange, UnitMarked, UnitOut, UnitParams
from api.schemas.shapes import Id, Rows, changes_of, rows_of
from api.security import Acting
from services import bills, survey_units
from services.paging import ListQuery
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/units", tags=["units"])


@router.get("", summary="Survey units by code", responses=guarded(404), openapi_extra=needs(Permission.UNIT_READ))
def list_units(actor: Acting, params: Annotated[UnitParams, Query()]) -> Rows[UnitOut]:
    """Searches unit and account code, holder's name, and phone in any spelling."""
    with begin(actor) as work:
        return rows_of(survey_units.page(work, params.query()), UnitOut)


@router.get(
    "/{unit_id}", summary="One unit with its bills", responses=guarded(404, 410), openapi_extra=needs(Permission.UNIT_READ)
)
def show_unit(actor: Acting, unit_id: Annotated[Id, Path()]) -> UnitFull:
    """The 12 newest bills of its account come along; `GET /v1/bills?account=` has them all."""
    with begin(actor) as work:
        unit = survey_units.get(work, unit_id)
        newest = bills.page(work, ListQuery(filters={"account": str(unit.account_id)}, size=12))
    mark = survey_units.fields_of(unit).mark
    return UnitFull(unit=UnitOut.model_validate(unit), mark=mark, bills=rows_of(newest, BillOut))


@router.patch(
    "/{unit_id}",
    summary="Change a unit",
    responses=guarded(404, 409, 410, 413),
    openapi_extra=needs(Permission.ACCOUNT_WRITE),
)
def change_unit(actor: Acting, unit_id: Annotated[Id, Path()], body: UnitChange) -> UnitMarked:
    """By the rules of the register; with `mark` it is refused where somebody else changed it meanwhile."""
    with begin(actor) as work:
        unit = survey_units.change(work, unit_id, changes_of(body), body.mark)
    return UnitMarked(unit=UnitOut.model_validate(unit), mark=survey_units.fields_of(unit).mark)
