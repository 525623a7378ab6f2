"""Areas: the tree of places, level by level, with what lies in each."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components import cards, page, places, table, words
from components.cards import Figure
from components.markup import joined, link
from components.screens import ACCOUNTS, AREAS, SURVEY_UNITS
from components.table import Column, Kind, Writer
from services import areas
from services.areas import Area, AreaCounts
from services.work import begin

actor = page.begin(AREAS)
asked = st.query_params.get("area", "")
chosen = int(asked) if asked.isdecimal() and len(asked) < 19 else None


def crumbs(trail: Sequence[Area]) -> Markup:
    """The way down to where one stands, each step a link."""
    steps = [link(AREAS.link(), actor.organization)]
    steps += [link(AREAS.link(area=area.area_id), area.name) for area in trail]
    return Markup('<nav class="su-crumbs" aria-label="Where this is">{}</nav>').format(joined(steps, " › "))


with page.telling() as told, begin(actor) as work:
    trail = areas.trail(work, chosen) if chosen is not None else []
    below = areas.children(work, chosen)

if told.is_ok:
    st.html(crumbs(trail))
    census = [row.census_households for row in below if row.census_households is not None]
    units, holders = sum(row.unit_count for row in below), sum(row.account_count for row in below)
    here = trail[-1] if trail else None
    if below:
        figures = [
            Figure("Accounts", f"{holders:,}", "open the list", href=ACCOUNTS.link(area=chosen)),
            Figure("Survey units", f"{units:,}", "open the list", href=SURVEY_UNITS.link(area=chosen)),
        ]
        if census:
            share = words.percent(units, sum(census))
            figures.append(Figure("Coverage", share, f"{units:,} units of {sum(census):,} households (census 2023)"))
        cards.show(figures)
        columns = (
            Column[AreaCounts]("Area", "name", sub=lambda row: places.kind_word(row.kind)),
            Column[AreaCounts]("Code", "code", Kind.CODE, is_desk_only=True),
            Column[AreaCounts]("Areas within", "child_count", Kind.NUMBER),
            Column[AreaCounts]("Units", "unit_count", Kind.NUMBER),
            Column[AreaCounts]("Accounts", "account_count", Kind.NUMBER),
            Column[AreaCounts]("Households, census 2023", "census_households", Kind.NUMBER),
        )
        table.show(columns, below, Writer(actor.currency, actor.time_zone), lambda row: AREAS.link(area=row.area_id))
    elif here is None:
        page.notice("map", "There are no areas yet.", "They come with the set-up of the organization.")
    else:
        page.notice("location_on", f"{here.name} has no areas within it.", Markup("{} · {}").format(
            link(SURVEY_UNITS.link(area=here.area_id), "Its survey units"),
            link(ACCOUNTS.link(area=here.area_id), "Its accounts")))  # fmt: skip
