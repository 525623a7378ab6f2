"""The parts of a visit's page: where it is, what was found, what proves it, what happened, and the decision about it."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from components import cash_parts, drafts, facts, once, page, phones, words
from components.drafts import Kept
from components.fields import Faults
from components.markup import icon, joined, link
from components.screens import ACCOUNT, CHALLAN, PLAN_VISITS, READING, UNIT, VISITS
from components.status import badge
from components.visit_columns import MISSED_FOR, OUTCOMES, PURPOSES
from services import visits
from services.permissions import Permission
from services.visits import Step, Visit, VisitRow
from services.work import Actor, Work
from utils.wording import apart, retold, worded

STEPS = {
    "plan": "Planned",
    Step.START.value: "Started",
    Step.SUBMIT.value: "Submitted",
    Step.MISS.value: "Missed",
    Step.CANCEL.value: "Cancelled",
    Step.APPROVE.value: "Approved",
    Step.RETURN.value: "Returned",
}


def known(actor: Actor, visit: Visit) -> None:
    """What is known of it."""
    row = visit.row
    unit = link(UNIT.link(unit=row.unit_id), row.unit_code) if row.unit_code else None
    named = f"{apart(row.holder_name or '')} · {apart(row.account_code or '')}"
    account = link(ACCOUNT.link(account=row.account_id), named) if row.account_code else None
    reading = link(READING.link(reading=row.reading_id), worded("The reading")) if row.reading_id else None
    amount = words.money(row.challan_amount, actor.currency)
    challan = None
    if row.challan_no:
        said = " · ".join(apart(part) for part in (row.challan_no, amount, row.challan_words or ""))
        state = badge("challan", row.challan_status or "unpaid")
        challan = Markup("{} {}").format(link(CHALLAN.link(challan=row.challan_id), said), state)
    told: list[tuple[str, str | Markup | None]] = [
        ("Unit", unit),
        ("Consumer", account),
        ("Area", row.area_name),
        ("Agent", row.agent_name),
        ("Planned for", words.day(row.planned_on)),
        ("Purpose", worded(PURPOSES[row.purpose])),
        ("What to do", row.task),
        ("Started", words.moment(row.started_at, actor.time_zone) if row.started_at else None),
        ("Submitted", words.moment(row.submitted_at, actor.time_zone) if row.submitted_at else None),
        ("Outcome", worded(OUTCOMES.get(row.outcome or "", ""))),
        ("Note", row.note),
        ("Reading", reading),
        ("Challan", challan),
        ("Missed for", worded(MISSED_FOR.get(row.missed_for or "", ""))),
        ("Decided", _decided(actor, row)),
    ]
    facts.show([each for each in told if each[1]])


def proof(visit: Visit) -> None:
    """Where it was made against where the unit is, and what speaks against it."""
    row, place = visit.row, visit.place
    if row.outcome is None:
        return
    page.section(worded("Can it be believed?"))
    for doubt in row.doubt_list:
        page.say("warning", retold(doubt))
    if not row.doubt_list:
        page.say("good", worded("Nothing speaks against it."))
    if row.latitude is None or row.longitude is None:
        return
    taken = geo(row.latitude, row.longitude, f"{row.latitude:.5f}, {row.longitude:.5f}")
    sure = worded("sure to {way}", way=words.way(row.accuracy_metres)) if row.accuracy_metres is not None else None
    away = words.way(row.distance_metres) if row.distance_metres is not None else worded("not known where the unit is")
    told: list[tuple[str, str | Markup | None]] = [
        ("Position taken", Markup("{} ({})").format(taken, sure)),
        ("From the unit", away),
        ("Geofence", words.way(visit.geofence_metres)),
    ]
    if place and place.latitude is not None and place.longitude is not None:
        told.insert(1, ("Unit", geo(place.latitude, place.longitude, f"{place.latitude:.5f}, {place.longitude:.5f}")))
    facts.show(told)


def where(actor: Actor, visit: Visit) -> None:
    """For the agent on the way: what to do, whom to call, how to get there."""
    row, place = visit.row, visit.place
    what = apart(row.task or worded(PURPOSES[row.purpose]))
    page.html(Markup('<p class="su-task"><strong>{}</strong><br>{}</p>').format(what, apart(row.holder_name or "")))
    steps: list[Markup] = []
    if place and place.latitude is not None and place.longitude is not None:
        steps.append(geo(place.latitude, place.longitude, worded("Directions"), "su-button su-second"))
    if place and place.phone and actor.role in phones.CALLING:
        call = Markup('<a class="su-button su-second" href="tel:+{}">{}{}</a>')
        steps.append(call.format(place.phone, icon("call"), worded("Call")))
    steps.append(cash_parts.taking(actor, row.unit_id, row.visit_id))
    page.html(Markup('<p class="su-actions">{}</p>').format(joined(steps)))


def geo(latitude: float, longitude: float, word: str, css: str = "su-link") -> Markup:
    """A position as a link that opens the phone's own map; the shell gives it its address."""
    at = f"{latitude:.5f},{longitude:.5f}"
    return Markup('<a class="{}" data-geo="{}">{}{}</a>').format(css, at, icon("location_on"), word)


def events(actor: Actor, visit: Visit) -> None:
    """What happened, the oldest first."""
    page.section(worded("What happened"))
    lines = [
        Markup("<li>{}{}</li>").format(
            worded(
                "{step} by {name}, {moment}",
                step=Markup("<strong>{}</strong>").format(worded(STEPS.get(each.step, each.step))),
                name=each.staff_name,
                moment=words.moment(each.happened_at, actor.time_zone),
            ),
            Markup("<br>{}").format(apart(each.note)) if each.note and each.step != "submit" else "",
        )
        for each in visit.events
    ]
    page.html(Markup('<ol class="su-events">{}</ol>').format(joined(lines)))


def decisions(actor: Actor, row: VisitRow) -> None:
    """What may be decided; refused where somebody was faster, with who it was."""
    held = f"_visit_seen_{row.visit_id}"
    seen: str = st.session_state.get(held, row.mark)
    st.session_state[held] = row.mark
    if seen != row.mark and row.decided_at is not None and row.decider_name != actor.full_name:
        decided = words.moment(row.decided_at, actor.time_zone)
        said = f"{row.decider_name} has {row.status} visit {row.visit_no} at {decided}, while you looked at it."
        page.say("waiting", retold(said))
    steps = visits.steps_of(row.status)
    if Step.APPROVE in steps and actor.may(Permission.VISIT_REVIEW):
        page.section(worded("What do you decide?"))
        approve: Callable[[Work], object] = lambda work: visits.approve(work, row.visit_id, seen)  # noqa: E731
        with st.form("approve", border=False):
            is_sent = st.form_submit_button(worded("Approve"), type="primary", icon=":material/verified:")
        _run(actor, "approve", approve, Faults(), worded("Approved visit {number}.", number=row.visit_no), is_sent=is_sent)
        done = worded("Returned visit {number} to {name}.", number=row.visit_no, name=row.agent_name)
        _noted(actor, row, "return", worded("Return to the agent"), worded("What is missing"), "undo", done,
               lambda work, note: visits.return_it(work, row.visit_id, note, seen))  # fmt: skip
    if Step.CANCEL in steps and actor.may(Permission.VISIT_PLAN):
        page.section(worded("Is it not needed any more?"))
        done = worded("Cancelled visit {number}.", number=row.visit_no)
        _noted(actor, row, "cancel", worded("Cancel the visit"), worded("Why it is not needed"), "cancel", done,
               lambda work, note: visits.cancel(work, row.visit_id, note, seen))  # fmt: skip


def of_unit(actor: Actor, unit_id: int, *, is_merged: bool) -> Markup:
    """The ways from a unit to its visits and to a new one; what was merged into another unit is visited there."""
    steps = [Markup('<a class="su-button su-second" href="{}" target="_self">{}Visits</a>').format(
        VISITS.link(unit=unit_id), icon("directions_walk"))]  # fmt: skip
    if actor.may(Permission.VISIT_PLAN) and not is_merged:
        plan = Markup('<a class="su-button su-second" href="{}" target="_self">{}Plan a visit</a>')
        steps.append(plan.format(PLAN_VISITS.link(ids=unit_id), icon("event")))
    return Markup('<p class="su-actions">{}</p>').format(joined(steps))


def _noted(
    actor: Actor,
    row: VisitRow,
    name: str,
    button: str,
    label: str,
    symbol: str,
    done: str,
    use_case: Callable[[Work, str], object],
) -> None:
    faults = Faults()
    with drafts.form(name, f"visit.{name}", row.visit_id) as draft:
        note = st.text_area(label, max_chars=2000, key=f"note_{name}")
        faults.below("note")
        is_sent = st.form_submit_button(button, icon=f":material/{symbol}:")
    _run(actor, name, lambda work: use_case(work, note), faults, done, is_sent=is_sent, draft=draft)


def _run(
    actor: Actor,
    name: str,
    use_case: Callable[[Work], object],
    faults: Faults,
    done: str,
    *,
    is_sent: bool,
    draft: Kept | None = None,
) -> None:
    command = once.command(f"visit_{name}", is_sent=is_sent, draft=draft)
    if command.send(actor, use_case, faults):
        page.flash(done)
        st.rerun()


def _decided(actor: Actor, row: VisitRow) -> str | None:
    if row.decided_at is None:
        return None
    return worded("{moment} by {name}", moment=words.moment(row.decided_at, actor.time_zone), name=row.decider_name)
