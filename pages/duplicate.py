"""One pair: both units side by side, why they look like one, and which of them is kept."""

import streamlit as st

from components import asked, duplicate_parts, page
from components.screens import DUPLICATE, DUPLICATES
from components.status import badge
from services import duplicates
from services.work import begin
from utils.errors import NotFound

actor = page.begin(DUPLICATE)
pair_id = asked.number("pair")

with page.telling() as told:
    if pair_id is None:
        raise NotFound("pair", asked.text("pair") or "(none named)")
    with begin(actor) as work:
        pair = duplicates.get(work, pair_id)

if told.is_ok:
    row = pair.row
    page.head(
        f"{row.unit_code} and {row.other_code}",
        mark=badge("pair", row.status),
        below=row.area_name,
        back=("Duplicates", DUPLICATES.link()),
    )
    left, right = st.columns([7, 5], gap="large")
    with left, page.telling():
        duplicate_parts.compared(actor, pair)
    with right, page.telling():
        duplicate_parts.decisions(actor, pair)
