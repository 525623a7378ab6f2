"""Retention: how long records are kept, what would go now, and clearing it away."""

from fastapi import APIRouter

from api.routes.describing import guarded, needs
from api.schemas.archive import RetentionRunOut, RuleIn, RuleOut
from api.security import Acting
from services import retention
from services.permissions import Permission
from services.retention import Due
from services.work import Work, begin

router = APIRouter(prefix="/retention", tags=["retention"])
_NEEDS = needs(Permission.RETENTION_SET, everywhere=True)


@router.get("", summary="How long records are kept, and what would go now", responses=guarded(), openapi_extra=_NEEDS)
def list_retention_rules(actor: Acting) -> list[RuleOut]:
    """Every kind of record; nothing is removed."""
    with begin(actor) as work:
        return _rules(work)


@router.put("", summary="Set how long a kind is kept", responses=guarded(404, 413), openapi_extra=_NEEDS)
def set_retention_days(actor: Acting, body: RuleIn) -> RuleOut:
    """Between the fewest and the most days of the kind."""
    with begin(actor) as work:
        retention.set_days(work, body.kind, body.days)
        return next(each for each in _rules(work) if each.kind == body.kind)


@router.get("/runs", summary="When the rules were applied", responses=guarded(), openapi_extra=_NEEDS)
def list_retention_runs(actor: Acting) -> list[RetentionRunOut]:
    """The newest first, with what each removed."""
    with begin(actor) as work:
        return [RetentionRunOut.model_validate(each) for each in retention.runs(work)]


@router.post("/runs", status_code=202, summary="Apply the rules now", responses=guarded(), openapi_extra=_NEEDS)
def apply_retention(actor: Acting) -> None:
    """In the background; `GET /retention/runs` tells the result."""
    with begin(actor) as work:
        retention.apply_now(work)


def _rules(work: Work) -> list[RuleOut]:
    return [_rule(each) for each in retention.preview(work)]


def _rule(due: Due) -> RuleOut:
    kind = due.rule.kind
    return RuleOut(
        kind=kind.name,
        title=kind.title,
        keep_days=due.rule.keep_days,
        usual_days=kind.usual_days,
        fewest_days=kind.fewest_days,
        most_days=kind.most_days,
        due=due.count,
        oldest=due.oldest,
    )
