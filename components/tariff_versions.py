"""How tariffs and their versions are named, listed and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from components import page, table, words
from components.markup import joined
from components.screens import TARIFF
from components.table import Column, Kind, Writer
from services import tariffs
from services.tariffs import Definition, Questions, TariffRow, TariffVersion
from services.work import Actor


@dataclass(frozen=True)
class Edition:
    """A version with its state today: coming, in_force or ended."""

    version: TariffVersion
    state: str


def editions(versions: Sequence[TariffVersion], today: date) -> list[Edition]:
    """The versions, newest first, each with its state; of those of one area, the newest that took effect is in force."""
    started: set[int | None] = set()
    found: list[Edition] = []
    for version in versions:
        if version.effective_from > today:
            found.append(Edition(version, "coming"))
            continue
        found.append(Edition(version, "ended" if version.area_id in started else "in_force"))
        started.add(version.area_id)
    return found


def chosen(found: Sequence[Edition], version_id: int | None) -> Edition | None:
    """The edition of an id, else the one in force everywhere, else the newest."""
    named = [one for one in found if one.version.version_id == version_id]
    in_force = [one for one in found if one.state == "in_force"]
    everywhere = [one for one in in_force if one.version.area_id is None]
    return next(iter([*named, *everywhere, *in_force, *found]), None)


def show_list(actor: Actor, found: Sequence[Edition], shown: Edition) -> None:
    """The editions as a table, each opening itself."""
    columns = (
        Column[Edition](
            "Version", lambda one: f"Version {one.version.version_no}", sub=lambda one: "shown below" if one == shown else ""
        ),
        Column[Edition]("In force since", lambda one: one.version.effective_from, Kind.DATE),
        Column[Edition]("State", "state", Kind.STATUS, noun="tariff_version", is_lead=True),
        Column[Edition]("Where", lambda one: one.version.area_name or "Everywhere"),
        Column[Edition]("Published in", lambda one: one.version.source),
        Column[Edition]("Added by", lambda one: one.version.created_by_name or "set-up", is_desk_only=True),
    )
    table.show(
        columns,
        found,
        Writer(actor.currency, actor.time_zone),
        lambda one: TARIFF.link(tariff=one.version.tariff_code, version=one.version.version_id),
    )


def show_words(definition: Definition) -> None:
    """The version as sentences, in the order its rules apply."""
    items = joined([Markup("<li>{}</li>").format(words.unbroken(sentence)) for sentence in tariffs.sentences(definition)])
    st.html(Markup('<ol class="su-sentences">{}</ol>').format(items))


def show_table(actor: Actor, definition: Definition) -> None:
    """The version as rows: which line, for whom, of what, at which price."""
    rows = tariffs.rows(definition)
    columns = [Column[TariffRow]("Line", "label"), Column[TariffRow]("For", "applies_to")]
    if any(row.part for row in rows):
        columns.append(Column[TariffRow]("Of", "part"))
    columns.append(Column[TariffRow]("Price", "price", is_lead=all(len(row.price) < 24 for row in rows)))
    table.show(columns, rows, Writer(actor.currency, actor.time_zone))


def kinds_words(definition: Definition, asked: Questions) -> str:
    """For how many kinds it has prices: '16 prices by category, settlement and size marla', 'one price for all'."""
    count = len(tariffs.rows(definition))
    names = [attribute.name.replace("_", " ").removesuffix(f" {attribute.unit}") for attribute in asked.attributes]
    by = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{words.counted(count, 'price')} by {by}" if by else f"{words.counted(count, 'price')}, the same for all"


def no_version(tariff_name: str) -> None:
    """What a tariff without any version says."""
    page.notice("sell", f"{tariff_name} has no version yet, so it prices nothing.", "Propose the first one below.")
