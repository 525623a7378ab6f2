"""The parts of a unit's page, each read only when it is asked for."""

import streamlit as st
from markupsafe import Markup

from components import (
    account_parts,
    cash_parts,
    facts,
    history,
    page,
    phones,
    place_map,
    request_parts,
    table,
    ticket_about,
    ticket_parts,
    visit_parts,
    words,
)
from components.markup import icon, joined, link
from components.parts import Part
from components.screens import ACCOUNT, AREAS, STATEMENT, TARIFF, UNIT
from components.table import Column, Kind, Writer
from components.ticket_form import About
from services import areas, metering, survey_units
from services.permissions import Permission
from services.supplies import Supply
from services.survey_units import Neighbour, UnitRow
from services.work import Actor, begin
from utils.wording import worded

AROUND = 300
FEW = 6


def offered(actor: Actor, *, is_metered: bool, is_merged: bool) -> list[Part]:
    """The parts that this person may open; what was merged into another unit is not edited."""
    parts = [
        Part("overview", "Overview", "home_work"),
        Part("bills", "Bills", "receipt_long"),
        Part("payments", "Payments", "payments"),
    ]
    if is_metered:
        parts.append(Part("readings", "Readings", "bar_chart"))
    parts.append(Part("map", "Map", "location_on"))
    if actor.may(Permission.AUDIT_READ):
        parts.append(Part("history", "History", "history"))
    if actor.may(Permission.ACCOUNT_WRITE) and not is_merged:
        parts.append(Part("edit", "Edit", "edit"))
    return parts


def overview(actor: Actor, unit: UnitRow, supplied: list[Supply], *, is_merged: bool) -> None:
    """What is known on the left, the money on the right; one below the other on a phone.

    For a unit that was merged into another nothing is offered that would be refused.
    """
    left, right = st.columns([4, 8], gap="large")
    with left:
        _facts(actor, unit)
        if actor.may(Permission.TICKET_OPEN):
            page.html(ticket_parts.opening(unit_id=unit.unit_id))
        if actor.may(Permission.CASH_COLLECT):
            page.html(Markup('<p class="su-actions">{}</p>').format(cash_parts.taking(actor, unit.unit_id)))
        if actor.may(Permission.VISIT_READ):
            page.html(visit_parts.of_unit(actor, unit.unit_id, is_merged=is_merged))
        request_parts.of_record(actor, unit_id=unit.unit_id, is_merged=is_merged)
        _supplies(actor, supplied)
        _others(actor, unit)
    with right, page.telling():
        account_parts.bills_and_payments(actor, unit.account_id, FEW)
        ticket_about.listed(actor, About(unit_id=unit.unit_id))


def merged(actor: Actor, unit_id: int | None) -> bool:
    """Say that a unit was merged into another, with the way to it, and nothing where it was not; whether it was."""
    if unit_id is None or not actor.may(Permission.UNIT_READ):
        return False
    with begin(actor) as work:
        kept = survey_units.survivor_of(work, unit_id)
    if kept is not None:
        way = link(UNIT.link(unit=kept.unit_id), kept.code)
        said = worded("Unit {code} was a duplicate and was merged into {kept}.", code=kept.merged_code, kept=way)
        page.say("waiting", said)
    return kept is not None


def readings(actor: Actor, unit: UnitRow) -> None:
    """Use by period as a chart and as rows; a click on a bar opens the readings of that period."""
    with begin(actor) as work:
        used = metering.usage_of_account(work, unit.account_id, unit.unit_id)
        measure = metering.measure_of_account(work, unit.account_id) or ""
    if not used:
        page.notice("bar_chart", "Nothing has been read here yet.", "A reading is recorded on the screen Readings.")
        return
    if len(used) > 1:
        account_parts.drawn_use(unit.account_id, used, measure)
    account_parts.table_of_use(actor, unit.account_id, used, measure)


def on_a_map(actor: Actor, unit: UnitRow, *, is_whole: bool) -> None:
    """Where it lies in its district, with the premises around it."""
    if unit.latitude is None or unit.longitude is None:
        step = "Take it on the next visit, or add it under Edit."
        page.notice("location_off", "Nobody has taken the position of this unit yet.", step)
        return
    with begin(actor) as work:
        around = survey_units.nearby(work, unit, AROUND)
        trail = areas.trail(work, unit.area_id) if actor.may(Permission.AREA_READ) else []
    district = next((area.name for area in trail if area.kind == "district"), "")
    rings = place_map.outline_of(district)
    page.section("Where is it?", _said_of(unit, around))
    other = "" if is_whole else "district"
    word = "Show the premises around" if is_whole else f"Show the whole district {district}"
    steps = [_geo(unit)]
    if rings:
        href = UNIT.link(unit=unit.unit_id, part="map", view=other)
        steps.append(Markup('<a class="su-button su-second" href="{}" target="_self">{}</a>').format(href, word))
    page.html(Markup('<p class="su-actions">{}</p>').format(joined(steps)))
    chosen = place_map.show(unit, around, rings, actor.currency, is_whole=is_whole)
    if chosen:
        st.switch_page(UNIT.path, query_params={"unit": chosen})
    if rings:
        page.below(
            Markup('Outline of the district: © <a class="su-link" href="https://www.openstreetmap.org/copyright" target="_blank" '
                   'rel="noopener noreferrer">OpenStreetMap contributors</a>, ODbL 1.0.')
        )  # fmt: skip
    _nearest(actor, around[:FEW])


def past(actor: Actor, unit: UnitRow) -> None:
    """What was changed on the premises and on its account."""
    of_unit = history.show(actor, f"unit {unit.code}", "Changes of the unit")
    of_account = history.show(actor, f"account {unit.account_code}", "Changes of the account")
    if not of_unit and not of_account:
        page.notice("history", "Nothing has been changed here since it was added.")


def _facts(actor: Actor, unit: UnitRow) -> None:
    area = link(AREAS.link(area=unit.area_id), unit.area_name) if actor.may(Permission.AREA_READ) else unit.area_name
    facts.show(
        [
            ("Consumer", link(ACCOUNT.link(account=unit.account_id), f"{unit.holder_name} · {unit.account_code}")),
            ("Phone", _phone(actor, unit)),
            ("Kind", words.premises(unit.category, unit.size_marla, unit.commercial_size)),
            ("Settlement", unit.settlement.capitalize()),
            ("Address", unit.address),
            ("Area", area),
            ("Position", _geo(unit, "su-link") if unit.latitude is not None else None),
            ("Surveyed", words.day(unit.surveyed_on)),
            ("Statement", link(STATEMENT.link(account=unit.account_id), "Between two days")),
        ]
    )


def _phone(actor: Actor, unit: UnitRow) -> str | Markup:
    shown = phones.shown(actor, unit.phone)
    if not shown or actor.role not in phones.CALLING:
        return shown
    return Markup('<a class="su-link" href="tel:+{}">{}</a>').format(unit.phone, shown)


def _supplies(actor: Actor, supplied: list[Supply]) -> None:
    page.section("What it costs this month")
    if not supplied:
        page.notice("sell", "Nothing is supplied here yet.", "A service begins when it is added with its tariff.")
        return
    page.html(Markup('<div class="su-supplies">{}</div>').format(joined([_supply(actor, each) for each in supplied])))


def _supply(actor: Actor, each: Supply) -> Markup:
    version = f"{each.tariff_name}, version {each.version_no}" if each.version_no else each.tariff_name
    tariff = link(TARIFF.link(tariff=each.tariff_code, version=each.version_id), version)
    since = f" in force since {words.day(each.effective_from)}" if each.effective_from else ""
    until = f", until {words.day(each.ends_on)}" if each.ends_on else ""
    parts = [Markup("<h3>{}</h3>").format(each.kind.capitalize())]
    if each.amount is not None:
        amount = words.money(each.amount, actor.currency)
        parts.append(Markup('<p class="su-cost">{} <small>{}</small></p>').format(amount, each.basis))
        parts.append(Markup("<ul>{}</ul>").format(joined([Markup("<li>{}</li>").format(line) for line in each.lines])))
    else:
        parts.append(Markup("<p>{}</p>").format(each.problem))
    parts.append(
        Markup('<p class="su-below">{}{}. Supplied since {}{}.</p>').format(tariff, since, words.day(each.starts_on), until)
    )
    return Markup('<section class="su-supply">{}</section>').format(joined(parts))


def _others(actor: Actor, unit: UnitRow) -> None:
    with begin(actor) as work:
        others = [other for other in survey_units.of_account(work, unit.account_id) if other.unit_id != unit.unit_id]
    if not others:
        return
    page.section("Other units of this account")
    columns = (
        Column[UnitRow]("Unit", "code", Kind.CODE, sub="address"),
        Column[UnitRow]("Kind", lambda row: words.premises(row.category, row.size_marla, row.commercial_size)),
        Column[UnitRow]("State", "status", Kind.STATUS, noun="unit", is_lead=True),
    )
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, others, writer, lambda row: UNIT.link(unit=row.unit_id))


def _nearest(actor: Actor, around: list[Neighbour]) -> None:
    if not around:
        return
    page.section("Nearest premises")
    columns = (
        Column[Neighbour]("Unit", "code", Kind.CODE, sub="address"),
        Column[Neighbour]("Consumer", "holder_name"),
        Column[Neighbour]("State", "status", Kind.STATUS, noun="unit", is_desk_only=True),
        Column[Neighbour]("Away, m", "metres", Kind.NUMBER),
        Column[Neighbour]("Balance", "balance", Kind.MONEY, is_lead=True),
    )
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, around, writer, lambda row: UNIT.link(unit=row.unit_id))


def _said_of(unit: UnitRow, around: list[Neighbour]) -> str:
    if not around:
        return f"No other premises of {unit.area_name} has a position."
    owing = sum(near.balance > 0 for near in around)
    of_all = f"{owing:,} of {len(around):,} owe something"
    return f"The {len(around):,} nearest premises of {unit.area_name}, up to {around[-1].metres:,} m away; {of_all}."


def _geo(unit: UnitRow, css: str = "su-button su-second") -> Markup:
    """The position, as a link that opens the phone's own map; the shell gives it its address."""
    place = f"{unit.latitude:.5f},{unit.longitude:.5f}"
    return Markup('<a class="{}" data-geo="{}">{}{}</a>').format(css, place, icon("location_on"), place.replace(",", ", "))
