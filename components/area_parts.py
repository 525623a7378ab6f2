"""What the screen of areas is made of: the way down, what lies within an area, what is known of it, its history."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from components import cards, facts, history, page, places, table, words
from components.cards import Figure
from components.markup import joined, link
from components.parts import Part
from components.screens import ACCESS, ACCOUNTS, AREAS, BILLS, IMPORTS, SURVEY_UNITS
from components.table import Column, Kind, Writer
from services.areas import Area, AreaCounts
from services.permissions import Permission
from services.work import Actor

WITHIN: Final = Part("within", "Areas within", "account_tree")
ADD: Final = Part("add", "Add an area", "add")
EDIT: Final = Part("edit", "Edit", "edit")
MOVE: Final = Part("move", "Move", "drive_file_move")
MERGE: Final = Part("merge", "Merge", "merge")
HISTORY: Final = Part("history", "History", "history")


def offered(actor: Actor, here: Area | None) -> list[Part]:
    """The parts that this person may open of an area, None for the top of the tree."""
    is_over = here is not None and here.merged_into is not None
    may_write = actor.may(Permission.AREA_WRITE) and actor.area_ids is None and not is_over
    parts = [WITHIN]
    if may_write:
        parts += [ADD] if here is None else [ADD, EDIT, MOVE, MERGE]
    if here is not None and actor.may(Permission.AUDIT_READ):
        parts.append(HISTORY)
    return parts


def crumbs(actor: Actor, trail: Sequence[Area]) -> None:
    """The way down to where one stands, each step a link."""
    steps = [link(AREAS.link(), actor.organization)]
    steps += [link(AREAS.link(area=area.area_id), area.name) for area in trail]
    page.html(Markup('<nav class="su-crumbs" aria-label="Where this is">{}</nav>').format(joined(steps, " › ")))


def within(actor: Actor, here: Area | None, below: Sequence[AreaCounts]) -> None:
    """The areas right below with what lies in each; where there are none, what to do next."""
    if below:
        _figures(here, below)
        columns = (
            Column[AreaCounts]("Area", "name", sub=lambda row: places.kind_word(row.kind)),
            Column[AreaCounts]("Code", "code", Kind.CODE, is_desk_only=True),
            Column[AreaCounts]("Areas within", "child_count", Kind.NUMBER),
            Column[AreaCounts]("Units", "unit_count", Kind.NUMBER),
            Column[AreaCounts]("Accounts", "account_count", Kind.NUMBER),
            Column[AreaCounts]("Households, census 2023", "census_households", Kind.NUMBER),
        )
        table.show(columns, below, Writer(actor.currency, actor.time_zone), lambda row: AREAS.link(area=row.area_id))
    elif here is not None and here.merged_into is not None:
        told = f"{here.name} was merged into another area, and stays for what happened in it."
        page.notice("merge", told, Markup("{} · {}").format(
            link(AREAS.link(area=here.merged_into), "The area that it is part of now"),
            link(BILLS.link(area=here.area_id), "Its bills")))  # fmt: skip
    elif here is None:
        page.notice("map", "There are no areas yet.", _first_step(actor))
    else:
        page.notice("location_on", f"{here.name} has no areas within it.", Markup("{} · {}").format(
            link(SURVEY_UNITS.link(area=here.area_id), "Its survey units"),
            link(ACCOUNTS.link(area=here.area_id), "Its accounts")))  # fmt: skip


def past(actor: Actor, here: Area) -> None:
    """What is known of an area, and who changed it."""
    where = None if here.latitude is None or here.longitude is None else f"{here.latitude:.5f}, {here.longitude:.5f}"
    may_ask = actor.may(Permission.STAFF_READ) and actor.area_ids is None
    households = None if here.census_households is None else f"{here.census_households:,}"
    facts.show((
        ("Kind", places.kind_word(here.kind).capitalize()),
        ("Code", here.code),
        ("Households, census 2023", households),
        ("Position", where),
        *([("Access", link(ACCESS.link(area=here.area_id), "Who sees this area"))] if may_ask else []),
    ))  # fmt: skip
    if not history.show(actor, f"area {here.code}"):
        page.notice("history", f"{here.name} has not been changed since it came with the set-up or a file.")


def _figures(here: Area | None, below: Sequence[AreaCounts]) -> None:
    chosen = here.area_id if here else None
    census = [row.census_households for row in below if row.census_households is not None]
    units, holders = sum(row.unit_count for row in below), sum(row.account_count for row in below)
    figures = [
        Figure("Accounts", f"{holders:,}", "open the list", href=ACCOUNTS.link(area=chosen)),
        Figure("Survey units", f"{units:,}", "open the list", href=SURVEY_UNITS.link(area=chosen)),
    ]
    if census:
        share = words.percent(units, sum(census))
        figures.append(Figure("Coverage", share, f"{units:,} units of {sum(census):,} households (census 2023)"))
    cards.show(figures)


def _first_step(actor: Actor) -> str | Markup:
    if not actor.may(Permission.AREA_WRITE):
        return "Your head administrator adds them, or brings them in from a file."
    return Markup("{} by hand, or {}.").format(
        link(AREAS.link(part=ADD.name), "Add the first one"), link(IMPORTS.link(), "bring them in from a file")
    )
