"""Take cash: what is owed at a unit, and the form that gives a receipt for what is paid."""

from components import asked, cash_parts, page
from components.markup import link
from components.screens import SURVEY_UNITS, TAKE_CASH, TODAY, UNIT, VISIT
from services import cash
from services.work import begin
from utils.wording import apart, worded

actor = page.begin(TAKE_CASH, heading=False)
unit_id, visit_id = asked.number("unit"), asked.number("visit")

if unit_id is None:
    page.head(worded(TAKE_CASH.title))
    step = worded(
        "Choose Take cash at a stop of {day}, or on the page of one of the {units}.",
        day=link(TODAY.link(), worded("your day")),
        units=link(SURVEY_UNITS.link(), worded("units")),
    )
    page.notice("payments", worded("Cash is taken at a unit."), step)
else:
    with page.telling() as told, begin(actor) as work:
        offer = cash.offer(work, unit_id)
    if told.is_ok:
        unit = worded("Unit {code}", code=offer.unit_code), UNIT.link(unit=unit_id)
        below = " · ".join(apart(part) for part in (offer.unit_code, offer.holder_name, offer.address))
        page.head(worded("Take cash"), below=below, back=(worded("Visit"), VISIT.link(visit=visit_id)) if visit_id else unit)
        cash_parts.offered(actor, offer)
        if offer.room > 0:
            cash_parts.form(actor, offer, visit_id)
        else:
            page.say("warning", worded("You hold as much as one person may; hand over at the office before you take more."))
