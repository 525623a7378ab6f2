"""The parts of a pair's page: both units side by side with what is the same, and the decision which one is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st
from markupsafe import Markup

from components import drafts, once, page, phones, places, table, words
from components.fields import Faults
from components.markup import icon, joined, link
from components.screens import DUPLICATE, DUPLICATES, UNIT
from components.status import badge
from components.table import Column, Kind, Writer
from services import areas, duplicates
from services.duplicates import Looked, Pair, PairRow
from services.survey_units import UnitRow
from services.work import Actor, Work, begin
from utils.errors import Invalid

REASONS: Final = dict(duplicates.REASONS)


@dataclass(frozen=True)
class _Line:
    label: str
    unit: str | Markup
    other: str | Markup
    is_same: bool = False


def because(row: PairRow) -> str:
    """'Same phone, same position (4 m apart)'."""
    said = [word for each, word in REASONS.items() if each in row.reason_list]
    told = ", ".join([said[0], *(each[:1].lower() + each[1:] for each in said[1:])])
    return f"{told} ({row.metres:,} m apart)" if row.metres is not None else told


def columns() -> Sequence[Column[PairRow]]:
    """Columns of a list of pairs."""
    return (
        Column[PairRow]("Units", "unit_code", Kind.CODE, sub=lambda row: f"and {row.other_code}"),
        Column[PairRow]("Because", because, name="reasons"),
        Column[PairRow]("Consumer", "holder_name", sub="address"),
        Column[PairRow]("Other consumer", "other_holder", sub="other_address"),
        Column[PairRow]("Area", "area_name", is_desk_only=True),
        Column[PairRow]("Found", "found_at", Kind.MOMENT, is_desk_only=True),
        Column[PairRow]("State", "status", Kind.STATUS, noun="pair", is_lead=True),
    )


def href(row: PairRow) -> str:
    """The address of a pair."""
    return DUPLICATE.link(pair=row.pair_id)


def look(actor: Actor) -> None:
    """The form that compares the units of an area."""
    with begin(actor) as work:
        tree = [area for area in areas.list_all(work) if area.merged_into is None]
    found = {area.area_id: area for area in tree if actor.area_ids is None or area.area_id in set(actor.area_ids)}
    word = places.in_words(tree)
    faults = Faults()
    with st.form("look_for_duplicates", border=False):
        chosen = st.selectbox(
            "Area", sorted(found, key=lambda area_id: (found[area_id].name, area_id)), index=None,
            placeholder="Type a part of its name", format_func=lambda area_id: word(found[area_id]), key="look_area",
        )  # fmt: skip
        faults.below("area_id")
        is_sent = st.form_submit_button("Look for duplicates", type="primary", icon=":material/search:")
    page.below(
        f"Up to {duplicates.MOST_UNITS:,} units at once, by phone, by name and how it sounds, by position within five metres. "
        "What you dismissed does not come back."
    )

    def look_there(work: Work) -> Looked:
        if chosen is None:
            raise Invalid({"area_id": "Choose the area in which to look."})
        return duplicates.look(work, chosen)

    command = once.command("look_for_duplicates", is_sent=is_sent)
    with st.spinner("Comparing the units …"):
        is_done = command.send(actor, look_there, faults)
    if is_done and isinstance(done := command.outcome, Looked) and chosen is not None:
        gone = f"; {words.counted(done.gone_count, 'pair')} less" if done.gone_count else ""
        page.say("good", f"Compared {words.counted(done.unit_count, 'unit')} of {found[chosen].name}: "
                         f"{words.counted(done.open_count, 'open pair')}, {done.new_count:,} of them new{gone}.")  # fmt: skip


def compared(actor: Actor, pair: Pair) -> None:
    """Both units, a line for each particular; what both have is marked."""
    row = pair.row
    page.section("What is known of the two", because(row))
    if pair.unit is None or pair.other is None:
        page.say("waiting", "One of the two was deleted.")
        return
    columns = (
        Column[_Line]("", _labelled),
        Column[_Line](row.unit_code, "unit"),
        Column[_Line](row.other_code, "other"),
    )
    table.show(columns, _lines(actor, pair.unit, pair.other), Writer(actor.currency, actor.time_zone), is_kept=True)
    opening = Markup('<a class="su-button su-second" href="{}" target="_self">{}Open {}</a>')
    ways = [opening.format(UNIT.link(unit=each.unit_id), icon("home_work"), each.code) for each in (pair.unit, pair.other)]
    page.html(Markup('<p class="su-actions">{}</p>').format(joined(ways)))


def decisions(actor: Actor, pair: Pair) -> None:
    """Which one is kept, or that they are two; refused where anything changed while the person looked."""
    row = pair.row
    held = f"_pair_seen_{row.pair_id}"
    seen: str = st.session_state.get(held, pair.mark)
    st.session_state[held] = pair.mark
    if row.status != "open":
        decided = words.moment(row.decided_at, actor.time_zone)
        what = "They are two units" if row.status == "dismissed" else "Merged"
        page.say("waiting", f"{what}: decided by {row.decider_name}, {decided}." + (f" {row.reason}" if row.reason else ""))
        return
    page.section(
        "Which one is kept?",
        "The other becomes its duplicate: it stays readable, leads to the one that is kept, and is billed no more. "
        "Its account keeps bills, payments and balance. This is not undone.",
    )
    for kept_id, kept, gone_id, gone in (
        (row.unit_id, row.unit_code, row.other_id, row.other_code),
        (row.other_id, row.other_code, row.unit_id, row.unit_code),
    ):
        _keeping(actor, pair, seen, kept_id, kept, gone_id, gone)
    faults = Faults()
    with drafts.form("dismiss", "duplicate_pair.dismiss", row.pair_id) as draft:
        reason = st.text_area("How you know that they are two", max_chars=500, key="dismiss_reason")
        faults.below("reason")
        is_sent = st.form_submit_button("They are two units", icon=":material/block:")
    command = once.command("dismiss_pair", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: duplicates.dismiss(work, row.pair_id, reason, seen), faults):
        page.flash(f"{row.unit_code} and {row.other_code} are two units; this pair does not come back.")
        st.switch_page(DUPLICATES.path)


def _keeping(actor: Actor, pair: Pair, seen: str, kept_id: int, kept: str, gone_id: int, gone: str) -> None:
    if gone_id in pair.obstacles:
        page.say("warning", f"{kept} cannot be kept instead of {gone} now: {pair.obstacles[gone_id]}")
        return
    with st.form(f"keep_{kept_id}", border=True):
        leaves = False
        if gone_id in pair.open_balances:
            page.say("warning", pair.open_balances[gone_id])
            leaves = st.checkbox("Leave the balance on its account, where it can still be paid", key=f"leaves_{kept_id}")
        is_sent = st.form_submit_button(f"Keep {kept}", type="primary", icon=":material/check:")
    command = once.command(f"keep_{kept_id}", is_sent=is_sent)

    def merge(work: Work) -> Pair:
        return duplicates.merge(work, pair.row.pair_id, kept_id, seen, leaves_balance=leaves)

    if command.send(actor, merge):
        way = Markup("{} is a duplicate of {} now.").format(
            link(UNIT.link(unit=gone_id), gone), link(UNIT.link(unit=kept_id), kept)
        )
        page.flash(way)
        st.switch_page(DUPLICATES.path)


def _lines(actor: Actor, unit: UnitRow, other: UnitRow) -> list[_Line]:
    def both(label: str, one: str, two: str) -> _Line:
        return _Line(label, one or words.NOTHING, two or words.NOTHING, bool(one) and one.lower() == two.lower())

    return [
        _Line("State", badge("unit", unit.status), badge("unit", other.status)),
        both("Account", unit.account_code, other.account_code),
        both("Consumer", unit.holder_name, other.holder_name),
        both("Phone", phones.shown(actor, unit.phone), phones.shown(actor, other.phone)),
        both("Address", unit.address, other.address),
        both("Area", unit.area_name, other.area_name),
        both("Kind", *(words.premises(each.category, each.size_marla, each.commercial_size) for each in (unit, other))),
        both("Position", _position(unit), _position(other)),
        both("Surveyed", words.day(unit.surveyed_on), words.day(other.surveyed_on)),
        _Line("Balance", words.money(unit.balance, actor.currency), words.money(other.balance, actor.currency)),
    ]


def _labelled(line: _Line) -> str | Markup:
    if not line.is_same:
        return line.label
    return Markup('{} <span class="su-same">{}the same</span>').format(line.label, icon("check"))


def _position(unit: UnitRow) -> str:
    return "" if unit.latitude is None or unit.longitude is None else f"{unit.latitude:.5f}, {unit.longitude:.5f}"
