"""Survey units: every premises, found by code, name, phone or place."""

from components import browser, listing_filters, page, phones, words
from components.screens import PLAN_VISITS, SURVEY_UNITS, UNIT
from components.table import Column, Kind
from services.survey_units import UNITS, UnitRow

actor = page.begin(SURVEY_UNITS)

columns = (
    Column[UnitRow]("Unit", "code", Kind.CODE, sub="address"),
    Column[UnitRow]("Consumer", "holder_name", sub=lambda unit: phones.shown(actor, unit.phone)),
    Column[UnitRow]("Area", "area_name"),
    Column[UnitRow]("Kind", lambda unit: words.premises(unit.category, unit.size_marla, unit.commercial_size)),
    Column[UnitRow]("Settlement", lambda unit: unit.settlement.capitalize(), is_desk_only=True, name="settlement"),
    Column[UnitRow]("State", "status", Kind.STATUS, noun="unit"),
    Column[UnitRow]("Balance", "balance", Kind.MONEY, is_lead=True),
)

browser.show(
    browser.of(
        UNITS,
        SURVEY_UNITS,
        actor,
        columns,
        listing_filters.filters_of(UNITS, actor),
        ("area", "category", "status"),
        href=lambda unit: UNIT.link(unit=unit.unit_id),
        search="Code, name or phone",
        exports="units",
        picked=lambda unit: unit.unit_id,
        changes="units",
        picked_by=(PLAN_VISITS,),
        empty="Units come with a survey; “manage.py demo” loads a made-up one.",
    )
)
