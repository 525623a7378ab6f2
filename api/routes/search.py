"""One search over everything that the person may see."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import SIGNED_IN, guarded
from api.schemas.search import FindParams, Found
from api.security import Acting
from services import search
from services.work import begin

router = APIRouter(prefix="/search", tags=["search"])


@router.get("", summary="Whatever fits a text", responses=guarded(), openapi_extra=SIGNED_IN)
def find(actor: Acting, params: Annotated[FindParams, Query()]) -> Found:
    """Units, accounts, bills, payments, receipts, tickets, challans and staff, as far as the role reads them: eight of each."""
    with begin(actor) as work:
        return Found.model_validate(search.find(work, params.q))
