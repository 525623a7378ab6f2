"""Units that were surveyed twice: looking for them, and deciding about each pair."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.duplicates import DismissPairIn, LookedOut, LookIn, MergePairIn, PairFull, PairOut, PairParams, full
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import duplicates
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/duplicates", tags=["duplicates"])
_MERGE = needs(Permission.UNIT_MERGE)


@router.get("", summary="Pairs, those with most reasons first", responses=guarded(404), openapi_extra=_MERGE)
def list_pairs(actor: Acting, params: Annotated[PairParams, Query()]) -> Rows[PairOut]:
    """Of which both units are within reach. Searches unit and account code, name and phone of both."""
    with begin(actor) as work:
        return rows_of(duplicates.page(work, params.query()), PairOut)


@router.post("/look", summary="Look for duplicates", responses=guarded(404, 413), openapi_extra=_MERGE)
def look_for_duplicates(actor: Acting, body: LookIn) -> LookedOut:
    """In an area and below, up to 20,000 units: by phone, by name or how it sounds, by position within five metres."""
    with begin(actor) as work:
        return LookedOut.model_validate(duplicates.look(work, body.area_id))


@router.get("/{pair_id}", summary="One pair", responses=guarded(404), openapi_extra=_MERGE)
def show_pair(actor: Acting, pair_id: Annotated[Id, Path()]) -> PairFull:
    """Both units as they are now, and what speaks against merging either into the other."""
    with begin(actor) as work:
        return full(duplicates.get(work, pair_id))


@router.post("/{pair_id}/merge", summary="Merge a pair", responses=guarded(404, 409, 413), openapi_extra=_MERGE)
def merge_pair(actor: Acting, pair_id: Annotated[Id, Path()], body: MergePairIn) -> PairFull:
    """One is kept, the other becomes its duplicate and stays readable; its account keeps bills, payments and balance."""
    with begin(actor) as work:
        row = duplicates.get(work, pair_id).row
        kept_id = row.unit_id if body.keep == "first" else row.other_id
        return full(duplicates.merge(work, pair_id, kept_id, body.mark, leaves_balance=body.leaves_balance))


@router.post("/{pair_id}/dismiss", summary="They are two units", responses=guarded(404, 409, 413), openapi_extra=_MERGE)
def dismiss_pair(actor: Acting, pair_id: Annotated[Id, Path()], body: DismissPairIn) -> PairFull:
    """With a reason; the pair does not come back."""
    with begin(actor) as work:
        return full(duplicates.dismiss(work, pair_id, body.reason, body.mark))
