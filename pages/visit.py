"""One visit: where to go and what to do, what was found there, what proves it, and what may be done next."""

import streamlit as st

from components import asked, attachment_parts, page, ticket_about, unit_parts, visit_parts, visit_report, words
from components.screens import VISIT, VISITS
from components.status import badge
from components.ticket_form import About
from services import visits
from services.permissions import Permission
from services.work import begin
from utils.errors import NotFound
from utils.wording import worded

actor = page.begin(VISIT)
visit_id = asked.number("visit")

with page.telling() as told:
    if visit_id is None:
        raise NotFound("visit", asked.text("visit") or "(none named)")
    with begin(actor) as work:
        visit = visits.get(work, visit_id)
        fines = visits.fines(work)

if told.is_ok:
    row = visit.row
    visit_no = worded("Visit {number}", number=row.visit_no)
    title = worded("Unit {code}", code=row.unit_code) if row.unit_code else visit_no
    below = " · ".join(part for part in (visit_no, words.place(row.address or "", row.area_name)) if part)
    page.head(title, mark=badge("visit", row.status), below=below, back=(worded("Visits"), VISITS.link()))
    unit_parts.merged(actor, row.unit_id)
    is_own = row.agent_id == actor.staff_id and actor.may(Permission.VISIT_MAKE)
    left, right = st.columns([5, 7] if is_own else [7, 5], gap="large")
    with left, page.telling():
        if is_own:
            visit_parts.where(actor, visit)
            visit_report.show(actor, visit, fines)
            attachment_parts.show(actor, "visit", row.visit_id)
            ticket_about.in_the_field(actor, row.visit_id)
        else:
            visit_parts.known(actor, visit)
            visit_parts.proof(visit)
            attachment_parts.show(actor, "visit", row.visit_id)
            ticket_about.show(actor, About(visit_id=row.visit_id))
    with right, page.telling():
        if is_own:
            visit_parts.known(actor, visit)
            visit_parts.proof(visit)
        else:
            visit_parts.decisions(actor, row)
        visit_parts.events(actor, visit)
