"""Drafts of forms: kept as each field is left, offered when the form is opened again; none of it keeps a session alive."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import SIGNED_IN, guarded
from api.schemas.drafts import DraftIn, DraftNamed, DraftOut, DraftSaved, Form
from api.security import Watching
from services import drafts
from services.work import begin

router = APIRouter(prefix="/drafts", tags=["drafts"])


@router.get("", summary="What you typed and did not send", responses=guarded(), openapi_extra=SIGNED_IN)
def list_drafts(actor: Watching, form: Annotated[list[Form], Query(max_length=40)]) -> list[DraftOut]:
    """Your own drafts of these forms, about whichever records."""
    with begin(actor) as work:
        return [DraftOut.model_validate(each) for each in drafts.of_forms(work, form)]


@router.post("", summary="Keep what you typed", responses=guarded(413), openapi_extra=SIGNED_IN)
def save_draft(actor: Watching, body: DraftIn) -> DraftSaved:
    """In the place of what was kept of this form and record. Kept for 30 days, the newest hundred."""
    with begin(actor, is_private=True) as work:
        return DraftSaved(is_kept=drafts.save(work, body.form, body.record, body.filling, body.typed))


@router.post("/remove", summary="Remove what you typed", responses=guarded(413), openapi_extra=SIGNED_IN)
def remove_draft(actor: Watching, body: DraftNamed) -> DraftSaved:
    """A draft that is gone, or that another filling-in has replaced, is no error."""
    with begin(actor, is_private=True) as work:
        (drafts.sent if body.is_sent else drafts.throw_away)(work, body.form, body.record, body.filling)
    return DraftSaved(is_kept=False)
