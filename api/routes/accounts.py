"""Finding consumers."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.register import AccountBrief, AccountOut, AccountParams
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import accounts
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/accounts", tags=["accounts"])


@router.get("", summary="Accounts by code", responses=guarded(404), openapi_extra=needs(Permission.ACCOUNT_READ))
def list_accounts(actor: Acting, params: Annotated[AccountParams, Query()]) -> Rows[AccountBrief]:
    """Searches code, holder's name and phone in any spelling."""
    with begin(actor) as work:
        return rows_of(accounts.page(work, params.query()), AccountBrief)


@router.get("/{account_id}", summary="One account", responses=guarded(404), openapi_extra=needs(Permission.ACCOUNT_READ))
def show_account(actor: Acting, account_id: Annotated[Id, Path()]) -> AccountOut:
    """The account with its balance."""
    with begin(actor) as work:
        return AccountOut.model_validate(accounts.get(work, account_id))
