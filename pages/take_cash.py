"""Take cash: what is owed at a unit, and the form that gives a receipt for what is paid."""

from markupsafe import Markup

from components import asked, cash_parts, page
from components.markup import link
from components.screens import SURVEY_UNITS, TAKE_CASH, TODAY, UNIT, VISIT
from services import cash
from services.work import begin

actor = page.begin(TAKE_CASH, heading=False)
unit_id, visit_id = asked.number("unit"), asked.number("visit")

if unit_id is None:
    page.head(TAKE_CASH.title)
    ways = link(TODAY.link(), "your day"), link(SURVEY_UNITS.link(), "units")
    step = Markup("Choose Take cash at a stop of {}, or on the page of one of the {}.").format(*ways)
    page.notice("payments", "Cash is taken at a unit.", step)
else:
    with page.telling() as told, begin(actor) as work:
        offer = cash.offer(work, unit_id)
    if told.is_ok:
        back = ("Visit", VISIT.link(visit=visit_id)) if visit_id else (f"Unit {offer.unit_code}", UNIT.link(unit=unit_id))
        page.head("Take cash", below=f"{offer.unit_code} · {offer.holder_name} · {offer.address}", back=back)
        cash_parts.offered(actor, offer)
        if offer.room > 0:
            cash_parts.form(actor, offer, visit_id)
        else:
            page.say("warning", "You hold as much as one person may; hand over at the office before you take more.")
