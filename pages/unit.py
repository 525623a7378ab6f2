"""One premises: what and where it is, who pays for it, what it costs, its bills, readings, map and history."""

from decimal import Decimal

from components import account_parts, asked, cards, notice_choices, page, parts, unit_form, unit_parts, words
from components.cards import Figure
from components.screens import ACCOUNT, SURVEY_UNITS, UNIT
from components.status import badge
from services import metering, supplies, survey_units
from services.work import begin
from utils.errors import NotFound

actor = page.begin(UNIT)
unit_id = asked.number("unit")

with page.telling() as told:
    if unit_id is None:
        raise NotFound("unit", asked.text("unit") or "(none named)")
    with begin(actor) as work:
        unit = survey_units.get(work, unit_id)
        is_metered = metering.measure_of_account(work, unit.account_id) is not None
        supplied = supplies.of_account(work, unit.account_id, unit.unit_id)

if told.is_ok:
    page.head(
        f"Unit {unit.code}",
        mark=badge("unit", unit.status),
        below=words.place(unit.address, unit.area_name),
        back=("Survey units", SURVEY_UNITS.link()),
    )
    is_merged = unit_parts.merged(actor, unit.unit_id)
    account = ACCOUNT.link(account=unit.account_id)
    balance = words.money(abs(unit.balance), actor.currency)
    figures = [Figure("Owes" if unit.balance >= 0 else "Paid ahead", balance, "balance of its account", href=account)]
    costs = [each.amount for each in supplied if each.amount is not None]
    if costs:
        cost = words.money(sum(costs, Decimal(0)), actor.currency)
        of = words.counted(len(costs), "service")
        figures.append(Figure("Costs this month", cost, f"{of}, by the tariff in force"))
    cards.show(figures)

    notice_choices.follow(actor, "unit", unit.unit_id)
    offered = unit_parts.offered(actor, is_metered=is_metered, is_merged=is_merged)
    part = asked.one_of("part", [each.name for each in offered], "overview")
    parts.show("Parts of this page", offered, part, lambda name: UNIT.link(unit=unit.unit_id, part=name))
    with page.telling():
        match part:
            case "bills":
                account_parts.newest_bills(actor, unit.account_id, 24)
            case "payments":
                account_parts.newest_payments(actor, unit.account_id, 24)
            case "readings":
                unit_parts.readings(actor, unit)
            case "map":
                unit_parts.on_a_map(actor, unit, is_whole=asked.text("view") == "district")
            case "history":
                unit_parts.past(actor, unit)
            case "edit":
                unit_form.show(actor, unit)
            case _:
                unit_parts.overview(actor, unit, supplied, is_merged=is_merged)
