"""Who is told when a promise is about to be missed and when it was missed: the rules, and the form that sets one."""

import streamlit as st

from components import drafts, editing, page, table, words
from components.fields import Faults
from components.table import Column, Kind, Writer
from services import tickets
from services.permissions import ROLE_NAMES, Role
from services.tickets import EscalationRule
from services.work import Actor, Work, begin

ROLES = (None, *tickets.TOLD_ROLES)


def show(actor: Actor, *, may_set: bool) -> None:
    """The rules, and the form that adds one and changes one."""
    with begin(actor) as work:
        known = tickets.escalation_rules(work)
        types = {each.code: each.name for each in tickets.types(work, is_everything=True)}
        priorities = {each.code: each.name for each in tickets.priorities(work, is_everything=True)}
    page.section(
        "Escalation",
        "Told are those of the role who see the place of the ticket, and whoever sees to it; once for each promise. "
        "Of two rules that fit, the one that says more holds.",
    )
    columns = (
        Column[EscalationRule]("Priority", lambda row: _name(priorities, row.priority_code)),
        Column[EscalationRule]("Type", lambda row: _name(types, row.type_code)),
        Column[EscalationRule]("About to be missed", _warning),
        Column[EscalationRule]("Missed", lambda row: _role(row.missed_role)),
        Column[EscalationRule](
            "State", lambda row: "in_use" if row.is_active else "out_of_use", Kind.STATUS, noun="ticket_kind", is_lead=True
        ),
    )
    if known:
        table.show(columns, known, Writer(actor.currency, actor.time_zone))
    else:
        page.notice("notification_important", "Nobody is told of late tickets yet.", "Set the first rule below.")
    if may_set:
        left, right = st.columns(2)
        with left:
            priority = st.selectbox(
                "For the priority", (None, *priorities), format_func=lambda code: _name(priorities, code), key="rule_priority"
            )
        with right:
            kind = st.selectbox("For the type", (None, *types), format_func=lambda code: _name(types, code), key="rule_type")
        _set(actor, known, EscalationRule(priority, kind, 75, Role.OPERATIONS.value, Role.MANAGER.value))


def _set(actor: Actor, known: list[EscalationRule], usual: EscalationRule) -> None:
    faults, key = Faults(), f"rule_{usual.priority_code or ''}_{usual.type_code or ''}"
    current = next((each for each in known if each.code == usual.code), None)
    drawn = editing.drawn_from(key, f"{key}_missed", current or usual)
    seen = editing.standing(key, drawn)
    with drafts.form(key, "ticket_escalation.set", usual.code) as draft:
        left, right = st.columns(2)
        with left:
            warned = st.selectbox(
                "Told when it is about to be missed",
                ROLES,
                ROLES.index(drawn.warned_role),
                format_func=_role,
                key=f"{key}_warned",
            )
            faults.below("warned_role")
            percent = st.number_input("After percent of the promised time", 1, 99, drawn.warn_percent or 75, key=f"{key}_percent")
            faults.below("warn_percent")
        with right:
            missed = st.selectbox(
                "Told when it was missed", ROLES, ROLES.index(drawn.missed_role), format_func=_role, key=f"{key}_missed"
            )
            faults.below("missed_role")
            is_active = st.checkbox("In use", drawn.is_active, key=f"{key}_active")
        is_sent = st.form_submit_button("Save rule", icon=":material/check:")

    def stored() -> EscalationRule:
        with begin(actor) as work:
            return _of(usual, tickets.escalation_rules(work))

    def save(work: Work) -> EscalationRule:
        share = None if warned is None else int(percent)
        made = EscalationRule(usual.priority_code, usual.type_code, share, warned, missed, is_active)
        return _of(usual, tickets.set_escalation_rule(work, made, None if current is None else seen.mark))

    labels = {"warn_percent": "Percent", "warned_role": "Told before", "missed_role": "Told after", "is_active": "In use"}
    if editing.save(actor, key, seen, save, stored, labels, faults, is_sent=is_sent, draft=draft) is not None:
        page.flash("Saved the rule; tickets are looked at every five minutes.")
        st.rerun()


def _of(usual: EscalationRule, known: list[EscalationRule]) -> EscalationRule:
    return next(each for each in known if each.code == usual.code)


def _name(names: dict[str, str], code: str | None) -> str:
    return "Any" if code is None else names.get(code, code)


def _role(role: str | None) -> str:
    return "Nobody" if role is None else ROLE_NAMES[Role(role)]


def _warning(row: EscalationRule) -> str:
    if row.warned_role is None:
        return words.NOTHING
    return f"{_role(row.warned_role)}, after {row.warn_percent}%"
