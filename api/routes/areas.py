"""Browsing the tree of places, adding to it and changing it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.register import (
    AreaChange,
    AreaFull,
    AreaMerge,
    AreaMerged,
    AreaMove,
    AreaMoved,
    AreaMoveParams,
    AreaNode,
    AreaOut,
    AreaParams,
    NewArea,
)
from api.schemas.shapes import Id, Rows, changes_of, rows_of
from api.security import Acting
from services import areas
from services.areas import Area, AreaFields
from services.permissions import Permission
from services.work import Work, begin

router = APIRouter(prefix="/areas", tags=["areas"])
WRITE = needs(Permission.AREA_WRITE, everywhere=True)


@router.get("", summary="One level of the tree", responses=guarded(404), openapi_extra=needs(Permission.AREA_READ))
def list_areas(actor: Acting, params: Annotated[AreaParams, Query()]) -> Rows[AreaOut]:
    """The areas right below `parent`, by name, each with the counts of its whole subtree."""
    with begin(actor) as work:
        return rows_of(areas.page(work, params.query()), AreaOut)


@router.post("", status_code=201, summary="Add an area", responses=guarded(413), openapi_extra=WRITE)
def add_area(actor: Acting, body: NewArea) -> AreaFull:
    """Its code makes a repeat harmless: the same code again is refused."""
    new = AreaFields(body.name, body.kind, body.census_households, body.latitude, body.longitude)
    with begin(actor) as work:
        return _full(work, areas.add(work, body.parent, body.code, new))


@router.get("/{area_id}", summary="One area", responses=guarded(404), openapi_extra=needs(Permission.AREA_READ))
def show_area(actor: Acting, area_id: Annotated[Id, Path()]) -> AreaFull:
    """The area with the way down to it."""
    with begin(actor) as work:
        return _full(work, areas.get(work, area_id))


@router.patch("/{area_id}", summary="Change an area", responses=guarded(404, 409, 413), openapi_extra=WRITE)
def change_area(actor: Acting, area_id: Annotated[Id, Path()], body: AreaChange) -> AreaFull:
    """Its name, kind, households or position; with `mark` it is refused where somebody else changed it meanwhile."""
    with begin(actor) as work:
        return _full(work, areas.change(work, area_id, changes_of(body), body.mark))


@router.get("/{area_id}/move", summary="What a move would do", responses=guarded(404), openapi_extra=WRITE)
def preview_area_move(actor: Acting, area_id: Annotated[Id, Path()], params: Annotated[AreaMoveParams, Query()]) -> AreaMoved:
    """What goes along and who loses or gains sight of it; nothing is changed."""
    with begin(actor) as work:
        return AreaMoved.model_validate(areas.moving(work, area_id, params.parent))


@router.post("/{area_id}/move", summary="Move an area", responses=guarded(404, 409, 413), openapi_extra=WRITE)
def move_area(actor: Acting, area_id: Annotated[Id, Path()], body: AreaMove) -> AreaMoved:
    """With everything in it below another area; what hangs on it keeps its area and so goes along."""
    with begin(actor) as work:
        return AreaMoved.model_validate(areas.move(work, area_id, body.parent, body.mark))


@router.get("/{area_id}/merge/{into_id}", summary="What a merge would do", responses=guarded(404, 409), openapi_extra=WRITE)
def preview_area_merge(actor: Acting, area_id: Annotated[Id, Path()], into_id: Annotated[Id, Path()]) -> AreaMerged:
    """What goes over and who comes along; nothing is changed."""
    with begin(actor) as work:
        return AreaMerged.model_validate(areas.merging(work, area_id, into_id))


@router.post("/{area_id}/merge/{into_id}", summary="Merge an area", responses=guarded(404, 409, 413), openapi_extra=WRITE)
def merge_area(actor: Acting, area_id: Annotated[Id, Path()], into_id: Annotated[Id, Path()], body: AreaMerge) -> AreaMerged:
    """Into another: accounts, units and assignments go over, and the area stays below it for what happened there."""
    with begin(actor) as work:
        return AreaMerged.model_validate(areas.merge(work, area_id, into_id, body.mark))


def _full(work: Work, area: Area) -> AreaFull:
    trail = [AreaNode.model_validate(each) for each in areas.trail(work, area.area_id)]
    return AreaFull(area=AreaNode.model_validate(area), trail=trail, mark=areas.fields_of(area).mark)
