"""Bill runs: every batch that priced a cycle's period, and the form that opens a new one."""

import streamlit as st

from components import browser, page, run_form
from components.browser import Browser
from components.filters import Choice, Month
from components.screens import BILL_RUN, BILL_RUNS
from components.status import sign
from components.table import Column, Kind, Writer
from services import bill_runs, bills, caching
from services.bill_runs import Run, RunStatus
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import begin

actor = page.begin(BILL_RUNS)
may_create = actor.may(Permission.BILL_RUN_CREATE) and actor.area_ids is None

cycles = caching.read(actor, bill_runs.list_cycles)
months = caching.read(actor, bills.period_choices)


def fetch(query: ListQuery) -> Page[Run]:
    """One page of runs."""
    with begin(actor) as work:
        return bill_runs.page(work, query)


columns = (
    Column[Run]("Period", "period", Kind.MONTH),
    Column[Run]("Cycle", "cycle_name"),
    Column[Run]("State", "status", Kind.STATUS, noun="bill_run"),
    Column[Run]("Bills", "bill_count", Kind.NUMBER),
    Column[Run]("Held", "held_count", Kind.NUMBER),
    Column[Run]("Demand", "demand", Kind.MONEY, is_lead=True),
    Column[Run]("Created by", "creator_name"),
    Column[Run]("Issued", "issued_at", Kind.MOMENT),
)

if may_create:
    with st.expander("New run", icon=":material/add:"):
        run_form.show(actor)

browser.show(
    Browser(
        screen=BILL_RUNS,
        noun="run",
        columns=columns,
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        actor=actor,
        href=lambda run: BILL_RUN.link(run=run.run_id),
        filters=(
            Choice("status", "State", [(status.value, sign("bill_run", status).word) for status in RunStatus]),
            *([Choice("cycle", "Cycle", [(cycle.code, cycle.name) for cycle in cycles])] if len(cycles) > 1 else []),
            Month("period", "Period", months),
        ),
        empty="Create the first one above." if may_create else "Somebody who bills creates the first one.",
    )
)
