"""The feed of activity: what happened to what one may see."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.schemas.audit import ActivityOut, ActivityParams
from api.schemas.shapes import Rows, rows_of
from api.security import Acting
from services import activity
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/activity", tags=["audit"])


@router.get("", summary="What happened, the newest first", responses=guarded(), openapi_extra=needs(Permission.ACTIVITY_READ))
def list_activity(actor: Acting, params: Annotated[ActivityParams, Query()]) -> Rows[ActivityOut]:
    """To what you may see, and what you did yourself. Searches codes and numbers of records as a whole."""
    with begin(actor) as work:
        return rows_of(activity.feed(work, params.query()), ActivityOut, lambda entry: ActivityOut.of(work, entry))
