"""The form that opens a bill run for a cycle and a period."""

from datetime import date
from typing import Final

import streamlit as st

from components import once, page, run_words, words
from components.fields import Faults
from components.screens import BILL_RUN
from components.status import sign
from services import bill_runs
from services.bill_runs import Cycle, Run, RunStatus
from services.paging import MAX_SIZE, ListQuery
from services.work import Actor, Work, begin
from utils import clock, month

STEPS: Final = {"monthly": 1, "two_monthly": 2, "annual": 12, "per_read": 1}
MONTHS_BACK: Final = 36


def show(actor: Actor) -> None:
    """Draw the form; a refusal says why, and an opened run is shown on its page."""
    with begin(actor) as work:
        cycles = bill_runs.list_cycles(work)
    if not cycles:
        step = "A cycle says what is billed and how often; it comes with the set-up."
        page.notice("event_repeat", "There is no billing cycle yet.", step)
        return
    faults = Faults()
    left, right = st.columns(2)
    with left:
        cycle = st.selectbox("Cycle", cycles, format_func=lambda one: one.name, key="new_run_cycle")
        faults.below("cycle")
    newest = _newest(actor, cycle)
    latest = month.add(month.first_of(clock.local_date(clock.now(), actor.time_zone)), 1)
    suggested = month.add(newest.period, STEPS.get(cycle.schedule, 1)) if newest else month.add(latest, -1)
    months = [month.add(latest, -back) for back in range(MONTHS_BACK)]
    place = months.index(suggested) if suggested in months else 0
    if newest and suggested < months[-1]:
        months.append(suggested)
        place = len(months) - 1
    with right:
        period = st.selectbox(
            "Period", months, place, format_func=_word, accept_new_options=True,
            key=f"new_run_period_{cycle.code}",
            help="Type a month such as 2026-09 where it is not in the list.",
        )  # fmt: skip
        faults.below("period")
    st.caption(_newest_sentence(newest, latest))
    is_sent = st.button("Create run", type="primary", icon=":material/add:", key="new_run_send")
    command = once.command("new_run", is_sent=is_sent)

    def create(work: Work) -> Run:
        chosen = period if isinstance(period, date) else month.parse(str(period or ""))
        return bill_runs.create(work, cycle.code, chosen)

    if command.send(actor, create, faults) and isinstance(command.outcome, Run):
        run = command.outcome
        page.flash(f"Opened a run for {run_words.title(run)}. Nothing is priced yet: calculate it next.")
        st.switch_page(BILL_RUN.path, query_params={"run": str(run.run_id)})


def _newest(actor: Actor, cycle: Cycle) -> Run | None:
    with begin(actor) as work:
        found = bill_runs.page(work, ListQuery(filters={"cycle": cycle.code}, size=MAX_SIZE, is_counted=False))
    live = [run for run in found.rows if run.status not in {RunStatus.CANCELLED, RunStatus.REVERSED}]
    return max(live, key=lambda run: run.period, default=None)


def _newest_sentence(newest: Run | None, latest: date) -> str:
    if newest is None:
        return "This cycle has no run yet."
    said = f"The newest run is {words.month(newest.period)}, {sign('bill_run', newest.status).word.lower()}"
    return f"{said}; no later period can be billed yet." if newest.period >= latest else f"{said}."


def _word(value: date | str) -> str:
    return words.month(value) if isinstance(value, date) else value
