"""The audit trail: who changed what, when and through which face."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.schemas.audit import AuditOut, AuditParams, SealOut
from api.schemas.shapes import Rows, rows_of
from api.security import Acting
from services import activity, audit
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


@router.get("/seal", summary="How far the trail is sealed", responses=guarded(), openapi_extra=needs(Permission.AUDIT_READ))
def show_audit_seal(actor: Acting) -> SealOut | None:
    """The newest seal, null before the first: its fingerprint, kept elsewhere, proves later that nothing was altered."""
    with begin(actor) as work:
        seal = audit.newest(work)
        return None if seal is None else SealOut.model_validate(seal)
