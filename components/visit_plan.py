"""The form that plans visits by hand: chosen units, or their codes, for one person and day."""

from collections.abc import Sequence
from uuid import uuid4

import streamlit as st
from markupsafe import Markup

from components import once, page, words
from components.fields import Faults
from components.markup import link
from components.screens import VISITS
from components.visit_columns import PURPOSES
from services import visits
from services.visits import Agent, NewPlan, Planned, Unit
from services.work import Actor, Work, begin
from utils import clock
from utils.errors import Invalid

FEW = 5


def by_hand(actor: Actor, unit_ids: Sequence[int]) -> None:
    """Draw the form; what was typed stays when it is refused."""
    faults = Faults()
    today = clock.local_date(clock.now(), actor.time_zone)
    units = _units(actor, unit_ids, faults)
    left, right = st.columns(2)
    with left:
        day = st.date_input(
            "Day", value=today, min_value=today, max_value=today + visits.FARTHEST_DAY, format="DD/MM/YYYY", key="plan_day"
        )
        faults.below("planned_on")
        purpose = st.selectbox("Purpose", list(PURPOSES), index=5, format_func=PURPOSES.__getitem__, key="plan_purpose")
        faults.below("purpose")
    with begin(actor) as work:
        offered = visits.agents(work, sorted({each.area_id for each in units}), day) if units else []
    with right:
        agent = st.selectbox(
            "Who goes there", offered, index=None, format_func=_named, key="plan_agent",
            placeholder="Type a part of the name" if units else "Choose units first",
        )  # fmt: skip
        faults.below("agent_id")
        task = st.text_input("What to do there", max_chars=300, placeholder="Hand over the bill", key="plan_task")
        faults.below("task")
    if units and not offered:
        page.say("warning", "Nobody who makes visits sees all of these units on that day; plan them area by area.")
    label = f"Plan {words.counted(len(units), 'visit')}" if units else "Plan visits"
    is_sent = st.button(label, type="primary", icon=":material/event:", key="plan_send")

    def plan(work: Work) -> Planned:
        if not units:
            raise Invalid({"codes": "Say which units: their codes, one a line."})
        if agent is None:
            raise Invalid({"agent_id": "Choose who goes there."})
        chosen = tuple(each.unit_id for each in units)
        return visits.plan(work, NewPlan(chosen, agent.staff_id, day, uuid4(), purpose, task or ""))

    command = once.command("plan_visits", is_sent=is_sent)
    if command.send(actor, plan, faults) and isinstance(command.outcome, Planned):
        page.say("good", _told(command.outcome, agent))


def _units(actor: Actor, unit_ids: Sequence[int], faults: Faults) -> Sequence[Unit]:
    """The units that the address chose, else those whose codes were typed."""
    if unit_ids:
        with begin(actor) as work:
            found = visits.chosen(work, unit_ids)
        if not found:
            page.notice("search_off", "None of the chosen units is there any more.", "Go back to the list and choose again.")
            st.stop()
        more = f" and {len(found) - FEW:,} more" if len(found) > FEW else ""
        named = ", ".join(f"{each.code}" for each in found[:FEW])
        page.say("waiting", f"{words.counted(len(found), 'unit')} chosen: {named}{more}.")
        return found
    typed = st.text_area(
        "Units", placeholder="Their codes, one a line; or choose them in the list of survey units", key="plan_codes"
    )
    faults.below("codes")
    try:
        with begin(actor) as work:
            return visits.chosen(work, codes=(typed or "").replace(",", "\n").splitlines())
    except Invalid as error:
        faults.tell(error.fields)
        return []


def _told(result: Planned, agent: Agent | None) -> Markup:
    who = agent.full_name if agent else ""
    planned = words.counted(len(result.visit_ids), "visit")
    skipped = f"; {words.counted(result.skipped_count, 'unit')} had one on that day already" if result.skipped_count else ""
    said = Markup("Planned {} for {}{}. {}")
    return said.format(planned, who, skipped, link(VISITS.link(agent=agent.staff_id if agent else None), "See them"))


def _named(agent: Agent) -> str:
    return f"{agent.full_name} · {words.counted(agent.stop_count, 'stop')} on that day"
