"""Survey units: every premises, found by code, name, phone or place."""

from components import browser, page, phones, places, words
from components.browser import Browser
from components.filters import Choice
from components.screens import SURVEY_UNITS, UNIT
from components.table import Column, Kind, Writer
from services import survey_units
from services.paging import ListQuery, Page
from services.survey_units import UnitRow
from services.work import begin

actor = page.begin(SURVEY_UNITS)


def fetch(query: ListQuery) -> Page[UnitRow]:
    """One page of units."""
    with begin(actor) as work:
        return survey_units.page(work, query)


columns = (
    Column[UnitRow]("Unit", "code", Kind.CODE, sub="address"),
    Column[UnitRow]("Consumer", "holder_name", sub=lambda unit: phones.shown(actor, unit.phone)),
    Column[UnitRow]("Area", "area_name"),
    Column[UnitRow]("Kind", lambda unit: words.premises(unit.category, unit.size_marla, unit.commercial_size)),
    Column[UnitRow]("Settlement", lambda unit: unit.settlement.capitalize(), is_desk_only=True),
    Column[UnitRow]("State", "status", Kind.STATUS, noun="unit"),
    Column[UnitRow]("Balance", "balance", Kind.MONEY, is_lead=True),
)

browser.show(
    Browser(
        screen=SURVEY_UNITS,
        noun="unit",
        columns=columns,
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        href=lambda unit: UNIT.link(unit=unit.unit_id),
        filters=(
            *([] if actor.account_id else [places.filter_of(actor)]),
            Choice("category", "Category", (("residential", "Residential"), ("commercial", "Commercial"))),
            Choice("settlement", "Settlement", (("urban", "Urban"), ("rural", "Rural"))),
            Choice("status", "State", (("surveyed", "Surveyed"), ("verified", "Verified"), ("listed", "Listed"),
                                       ("billed", "Billed"), ("inactive", "Inactive"), ("duplicate_of", "Duplicate"))),
        ),
        search="Code, name or phone",
        empty="Units come with a survey; “manage.py demo” loads a made-up one.",
    )
)  # fmt: skip
