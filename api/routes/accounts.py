"""Finding consumers."""

import re
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.routes.describing import guarded, needs
from api.schemas.register import AccountBrief, AccountChange, AccountOut, AccountParams
from api.schemas.shapes import Id, Rows, Text, changes_of, rows_of
from api.schemas.statements import StatementOut, StatementParams
from api.security import Acting
from services import accounts, ledger
from services.permissions import Permission
from services.work import begin
from utils import days

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
        return _out(accounts.get(work, account_id))


@router.patch(
    "/{account_id}",
    summary="Change an account",
    responses=guarded(404, 409, 413),
    openapi_extra=needs(Permission.ACCOUNT_WRITE),
)
def change_account(actor: Acting, account_id: Annotated[Id, Path()], body: AccountChange) -> AccountOut:
    """Name, phone and whether it is active; with `mark` it is refused where somebody else changed it meanwhile."""
    with begin(actor) as work:
        return _out(accounts.change(work, account_id, changes_of(body), body.mark))


@router.get(
    "/{account_code:path}/statement",
    summary="The statement of an account between two days",
    response_model=StatementOut,
    responses={**guarded(404), 200: {"content": {"text/csv": {}}}},
    openapi_extra=needs(Permission.LEDGER_READ),
)
def show_statement(
    actor: Acting, account_code: Annotated[Text, Path(max_length=60)], params: Annotated[StatementParams, Query()]
) -> StatementOut | Response:
    """Opening balance, every entry by value date with the balance after it, closing balance and totals by kind.

    Without `from` and `to` the last twelve months. `format=csv` answers with the same as a file.
    """
    with begin(actor) as work:
        last = params.last or work.today
        first = params.first or days.last_twelve_months(last)[0]
        found = ledger.statement_of(work, account_code, first, last)
    if params.format == "json":
        return StatementOut.of(found)
    name = f"statement-{re.sub('[^A-Za-z0-9.-]+', '-', found.account_code)}-{first}-{last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(ledger.as_csv(found), media_type="text/csv; charset=utf-8", headers=headers)


def _out(account: accounts.Account) -> AccountOut:
    return AccountOut(**asdict(account), mark=accounts.fields_of(account).mark)
