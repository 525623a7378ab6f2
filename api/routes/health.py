"""Whether the database answers and has the schema of this code; asked by proxies and by the start of the server."""

from fastapi import APIRouter, Response

from api.routes.describing import OPEN_TO_ALL, refusals
from api.schemas.people import Health
from services import health
from utils.errors import Busy

router = APIRouter(tags=["health"])


@router.get(
    "/health", summary="Whether this copy can work", responses={**refusals(), 503: {"model": Health}}, openapi_extra=OPEN_TO_ALL
)
def show_health(response: Response) -> Health:
    """No sign-in. 200 when the database answers and its schema is current, 503 otherwise."""
    response.headers["Cache-Control"] = "no-store"
    try:
        pending = health.pending_migrations()
    except Busy:
        response.status_code = 503
        return Health(status="degraded", database="unreachable", migrations="unknown")
    if pending:
        response.status_code = 503
        return Health(status="degraded", database="reachable", migrations="pending")
    return Health(status="ok", database="reachable", migrations="applied")
