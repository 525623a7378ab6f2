"""Saved views of lists."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.shapes import Id, Text
from api.schemas.views import First, FirstForRole, NewView, Shared, ViewOut
from api.security import Acting
from services import views
from services.permissions import Permission
from services.views import View
from services.work import begin

router = APIRouter(prefix="/views", tags=["views"])
Which = Annotated[Id, Path()]


@router.get("", summary="Saved views of lists", responses=guarded(), openapi_extra=needs(Permission.VIEW_KEEP))
def list_views(
    actor: Acting, screen: Annotated[Text | None, Query(max_length=60, examples=["bills"])] = None
) -> list[ViewOut]:
    """One's own first, then those that others share, each by name; without `screen` those of every list."""
    with begin(actor) as work:
        return [_out(view) for view in views.list_for(work, screen or None)]


@router.post("", status_code=201, summary="Keep a view", responses=guarded(409, 413), openapi_extra=needs(Permission.VIEW_KEEP))
def save_view(actor: Acting, body: NewView) -> ViewOut:
    """An own view of the same name is changed. Sharing needs a right of its own."""
    with begin(actor) as work:
        return _out(views.save(work, body.screen, body.name, body.question, is_shared=body.is_shared))


@router.post(
    "/{view_id}/share", summary="Share a view", responses=guarded(404, 413), openapi_extra=needs(Permission.VIEW_SHARE)
)
def share_view(actor: Acting, view_id: Which, body: Shared) -> ViewOut:
    """Only its owner can."""
    with begin(actor) as work:
        return _out(views.share(work, view_id, is_shared=body.is_shared))


@router.post(
    "/{view_id}/first",
    summary="Open a list with a view",
    responses=guarded(404, 409, 413),
    openapi_extra=needs(Permission.VIEW_KEEP),
)
def put_view_first(actor: Acting, view_id: Which, body: First) -> ViewOut:
    """For oneself; another's view is kept under a name of one's own first."""
    with begin(actor) as work:
        return _out(views.open_first(work, view_id, is_first=body.is_first))


@router.post(
    "/{view_id}/first-for-role",
    summary="Open the lists of a role with a view",
    responses=guarded(404, 409, 413),
    openapi_extra=needs(Permission.VIEW_SET),
)
def put_view_first_for_role(actor: Acting, view_id: Which, body: FirstForRole) -> ViewOut:
    """The view must be shared. What a person chose for themselves goes before."""
    with begin(actor) as work:
        return _out(views.open_first_for_role(work, view_id, body.role, is_first=body.is_first))


@router.post("/{view_id}/remove", summary="Remove a view", responses=guarded(404), openapi_extra=needs(Permission.VIEW_KEEP))
def remove_view(actor: Acting, view_id: Which) -> dict[str, str]:
    """One's own; whoever sets the views of roles may remove shared ones. `href` is the list without it."""
    with begin(actor) as work:
        removed = views.remove(work, view_id)
    return {"href": f"/{removed.screen}"}


def _out(view: View) -> ViewOut:
    query = f"{view.question}&view={view.view_id}" if view.question else f"view={view.view_id}"
    return ViewOut(**{name: getattr(view, name) for name in View.__slots__}, href=f"/{view.screen}?{query}")
