"""Looking up prices and trying them out."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.prices import (
    PriceAnswer,
    PriceLineOut,
    PriceQuestion,
    PriceRow,
    TariffFull,
    TariffOut,
    TariffVersionBrief,
    TariffVersionFull,
)
from api.schemas.shapes import Id, ListParams, Rows, Text, rows_of
from api.security import Acting
from services import tariffs
from services.paging import page_of_all
from services.permissions import Permission
from services.tariffs import PricingInput, Proration, TariffVersion
from services.work import begin

router = APIRouter(prefix="/tariffs", tags=["tariffs"])
READ = needs(Permission.TARIFF_READ)


@router.get("", summary="Tariffs by name", responses=guarded(), openapi_extra=READ)
def list_tariffs(actor: Acting, params: Annotated[ListParams, Query()]) -> Rows[TariffOut]:
    """Every tariff of the organization."""
    with begin(actor) as work:
        found = tariffs.list_tariffs(work)
    return rows_of(page_of_all(found, params.query(), lambda each: (each.name, each.tariff_id)), TariffOut)


@router.get("/{code}", summary="One tariff and its versions", responses=guarded(404), openapi_extra=READ)
def show_tariff(actor: Acting, code: Annotated[Text, Path(max_length=60)]) -> TariffFull:
    """Versions are dated and never edited; one of an area goes before that of the area around it."""
    with begin(actor) as work:
        tariff = tariffs.find(work, code)
        versions = tariffs.versions_of(work, tariff.tariff_id)
    return TariffFull(
        tariff=TariffOut.model_validate(tariff), versions=[TariffVersionBrief.model_validate(each) for each in versions]
    )


@router.get("/versions/{version_id}", summary="One version in words", responses=guarded(404), openapi_extra=READ)
def show_version(actor: Acting, version_id: Annotated[Id, Path()]) -> TariffVersionFull:
    """The version as sentences, as a table, and as the definition that prices."""
    with begin(actor) as work:
        return _version(tariffs.get_version(work, version_id))


@router.post("/versions/{version_id}/price", summary="Try a version", responses=guarded(404, 413), openapi_extra=READ)
def price(actor: Acting, version_id: Annotated[Id, Path()], body: PriceQuestion) -> PriceAnswer:
    """Prices any inputs by the code that bills take, line by line; saves nothing."""
    share = body.proration
    inputs = PricingInput(
        period=body.period,
        quantity=body.quantity,
        unit=body.unit,
        attributes=body.attributes,
        days=body.days,
        proration=None if share is None else Proration(share.days, share.of_days),
        measures=body.measures,
    )
    with begin(actor) as work:
        result = tariffs.try_it(work, version_id, inputs)
    lines = [
        PriceLineOut(
            code=line.code,
            label=line.label,
            quantity=line.quantity,
            unit=line.unit,
            rate=line.rate,
            multiplier=line.multiplier,
            tier=line.tier,
            season=line.season,
            amount=line.amount,
            rule=line.text,
            arithmetic=tariffs.explain(line, actor.currency),
        )
        for line in result.lines
    ]
    return PriceAnswer(total=result.total, uncovered=result.uncovered, lines=lines)


def _version(version: TariffVersion) -> TariffVersionFull:
    definition = tariffs.parse(version.definition)
    brief = TariffVersionBrief.model_validate(version).model_dump()
    return TariffVersionFull(
        **brief,
        tariff_code=version.tariff_code,
        tariff_name=version.tariff_name,
        service_kind=version.service_kind,
        sentences=tariffs.sentences(definition),
        rows=[PriceRow.model_validate(row) for row in tariffs.rows(definition)],
        definition=version.definition,
    )
