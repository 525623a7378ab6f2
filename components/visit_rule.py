"""The form that plans visits by a rule: which units of an area, on which day, with what that would be before it is done."""

from decimal import Decimal
from uuid import UUID, uuid4

import streamlit as st
from markupsafe import Markup

from components import fields, once, page, places, table, words
from components.fields import Faults
from components.markup import link
from components.screens import VISITS
from components.table import Column, Kind, Writer
from components.visit_columns import PURPOSES
from services import areas, visits
from services.visits import Planned, RulePlan, RulePreview, Share
from services.work import Actor, begin
from utils import clock
from utils.errors import Invalid

_HELD = "_rule_plan_id"


def show(actor: Actor) -> None:
    """Draw the form, and below it what it would plan."""
    faults = Faults()
    rule = _rule(actor, faults)
    if rule is None:
        page.notice("event", "Choose an area first.", "Its units are shared out over the agents who see them.")
        return
    with page.telling():
        try:
            with begin(actor) as work:
                found = visits.preview(work, rule)
        except Invalid as error:
            faults.tell(error.fields)
            return
        _tell(actor, found)
        if found.chosen_count:
            _order(actor, rule, found, faults)


def _rule(actor: Actor, faults: Faults) -> RulePlan | None:
    today = clock.local_date(clock.now(), actor.time_zone)
    client_uuid: UUID = st.session_state.setdefault(_HELD, uuid4())
    with begin(actor) as work:
        tree = [each for each in areas.list_all(work) if actor.area_ids is None or each.area_id in actor.area_ids]
    left, right = st.columns(2)
    with left:
        area = st.selectbox(
            "Area", tree, index=None, placeholder="Type a part of its name", format_func=places.in_words(tree), key="rule_area"
        )
        faults.below("area_id")
        purpose = st.selectbox("Which units", visits.RULES, format_func=PURPOSES.__getitem__, key="rule_purpose")
        faults.below("purpose")
        more_than, seed = Decimal(0), 1
        if purpose == "defaulter":
            typed = st.text_input("Who owes more than", "0", max_chars=15, key="rule_more_than")
            faults.below("more_than")
            try:
                more_than = fields.number(typed or "0", "more_than", "an amount")
            except Invalid as error:
                faults.tell(error.fields)
                return None
        elif purpose == "random_audit":
            seed = int(st.number_input("Draw number", 1, 999_999, int(f"{today:%d%m}"), key="rule_seed"))
            faults.below("seed")
    with right:
        day = st.date_input(
            "Day", value=today, min_value=today, max_value=today + visits.FARTHEST_DAY, format="DD/MM/YYYY", key="rule_day"
        )
        faults.below("planned_on")
        count = int(st.number_input("At most", 1, 500, 50, key="rule_count"))
        faults.below("count")
        task = st.text_input("What to do there", max_chars=300, placeholder="Hand over the bill", key="rule_task")
        faults.below("task")
    if area is None:
        return None
    return RulePlan(area.area_id, day, purpose, client_uuid, count, more_than, seed, task or "")


def _tell(actor: Actor, found: RulePreview) -> None:
    page.section("What would be planned")
    meant = words.counted(found.matched_count, "unit")
    said = [f"{words.counted(found.chosen_count, 'visit')} of {meant} that the rule means"]
    if found.planned_count:
        said.append(f"{found.planned_count:,} planned on that day already")
    if found.nobody_count:
        said.append(f"{found.nobody_count:,} that no field agent sees on that day")
    page.say("waiting" if found.chosen_count else "warning", "; ".join(said) + ".")
    if found.shares:
        columns = (
            Column[Share]("Agent", "full_name"),
            Column[Share]("Stops on that day", "stop_count", Kind.NUMBER),
            Column[Share]("More of this plan", "unit_count", Kind.NUMBER, is_lead=True),
        )
        table.show(columns, found.shares, Writer(actor.currency, actor.time_zone))
        first = "; ".join(f"{each.code}, {each.address}" for each in found.sample)
        page.below(f"The first of them: {first}.")


def _order(actor: Actor, rule: RulePlan, found: RulePreview, faults: Faults) -> None:
    label = f"Plan {words.counted(found.chosen_count, 'visit')}"
    is_sent = st.button(label, type="primary", icon=":material/event:", key="rule_send")
    command = once.command("plan_by_rule", is_sent=is_sent)
    if command.send(actor, lambda work: visits.plan_by_rule(work, rule), faults) and isinstance(command.outcome, Planned):
        st.session_state.pop(_HELD, None)
        planned = words.counted(len(command.outcome.visit_ids), "visit")
        there = VISITS.link(planned=rule.planned_on.isoformat())
        page.say("good", Markup("Planned {} for {}. {}").format(planned, words.day(rule.planned_on), link(there, "See them")))
