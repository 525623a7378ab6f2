"""One change request: old and new side by side, who proposed it and why, photos, and the decision about it."""

import streamlit as st

from components import asked, attachment_parts, history, page, request_parts, request_words
from components.screens import CHANGE_REQUEST, CHANGE_REQUESTS
from components.status import badge
from services import change_requests
from services.work import begin
from utils.errors import NotFound

actor = page.begin(CHANGE_REQUEST)
request_id = asked.number("request")

with page.telling() as told:
    if request_id is None:
        raise NotFound("change request", asked.text("request") or "(none named)")
    with begin(actor) as work:
        found = change_requests.get(work, request_id)

if told.is_ok:
    row = found.row
    page.head(
        request_words.about(row),
        mark=badge("change_request", row.status),
        below=f"Change request {row.request_no}",
        back=("Change requests", CHANGE_REQUESTS.link()),
    )
    left, right = st.columns([7, 5], gap="large")
    with left, page.telling():
        request_parts.compared(actor, found)
        request_parts.known(actor, found)
        attachment_parts.show(actor, "change_request", row.request_id)
    with right, page.telling():
        request_parts.decisions(actor, found)
    history.show(actor, row.ref)
