"""Browsing the tree of places."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.schemas.register import AreaOut, AreaParams
from api.schemas.shapes import Rows, rows_of
from api.security import Acting
from services import areas
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/areas", tags=["areas"])


@router.get("", summary="One level of the tree", responses=guarded(404), openapi_extra=needs(Permission.AREA_READ))
def list_areas(actor: Acting, params: Annotated[AreaParams, Query()]) -> Rows[AreaOut]:
    """The areas right below `parent`, by name, each with the counts of its whole subtree."""
    with begin(actor) as work:
        return rows_of(areas.page(work, params.query()), AreaOut)
