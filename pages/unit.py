"""One premises: where and what it is, who pays for it, and its bills."""

from markupsafe import Markup

from components import account_parts, asked, cards, facts, history, page, phones, words
from components.cards import Figure
from components.markup import icon, link
from components.screens import ACCOUNT, AREAS, SURVEY_UNITS, UNIT
from components.status import badge
from services import survey_units
from services.permissions import Permission
from services.survey_units import UnitRow
from services.work import begin
from utils.errors import NotFound

actor = page.begin(UNIT)
unit_id = asked.number("unit")


def position(unit: UnitRow) -> Markup | None:
    """Where it is, with a link that opens the phone's map."""
    if unit.latitude is None or unit.longitude is None:
        return None
    place = f"{unit.latitude:.5f}, {unit.longitude:.5f}"
    return Markup('<a class="su-link" href="geo:{},{}">{} {}</a>').format(
        unit.latitude, unit.longitude, icon("location_on"), place
    )


with page.telling() as told:
    if unit_id is None:
        raise NotFound("unit", asked.text("unit") or "(none named)")
    with begin(actor) as work:
        unit = survey_units.get(work, unit_id)

if told.is_ok:
    kind = words.premises(unit.category, unit.size_marla, unit.commercial_size)
    page.head(
        f"Unit {unit.code}",
        mark=badge("unit", unit.status),
        below=f"{unit.address} · {unit.area_name}",
        back=("Survey units", SURVEY_UNITS.link()),
    )
    owes = unit.balance >= 0
    cards.show(
        [
            Figure(
                "Owes" if owes else "Paid ahead",
                words.money(abs(unit.balance), actor.currency),
                "balance of its account",
                href=ACCOUNT.link(account=unit.account_id),
            )
        ]
    )
    area = link(AREAS.link(area=unit.area_id), unit.area_name) if actor.may(Permission.AREA_READ) else unit.area_name
    facts.show(
        [
            ("Consumer", link(ACCOUNT.link(account=unit.account_id), f"{unit.holder_name} · {unit.account_code}")),
            ("Phone", phones.shown(actor, unit.phone)),
            ("Kind", kind),
            ("Settlement", unit.settlement.capitalize()),
            ("Address", unit.address),
            ("Area", area),
            ("Position", position(unit)),
            ("Surveyed", words.day(unit.surveyed_on)),
        ]
    )
    with page.telling():
        account_parts.bills_and_payments(actor, unit.account_id)
        account_parts.usage(actor, unit.account_id)
        history.show(actor, f"unit {unit.code}")
