"""The audit trail: who changed what, when and through which face."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.schemas.audit import AuditOut, AuditParams
from api.schemas.shapes import Rows, rows_of
from api.security import Acting
from services import activity
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("", summary="Audit entries, newest first", responses=guarded(), openapi_extra=needs(Permission.AUDIT_READ))
def list_audit(actor: Acting, params: Annotated[AuditParams, Query()]) -> Rows[AuditOut]:
    """Searches codes and numbers of records as a whole. Whoever sees some areas only, reads what they did themselves."""
    with begin(actor) as work:
        page = activity.page(work, params.query())
        told = activity.changes(work, page.rows)
        return rows_of(page, AuditOut, lambda entry: AuditOut.of(work, entry, told[entry.audit_id]))
