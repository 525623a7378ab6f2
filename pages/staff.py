"""Staff: who signs in, what each may do and where, and when they were last seen."""

import streamlit as st

from components import asked, browser, listing_filters, page, staff_columns, staff_edit
from components.markup import link
from components.screens import ACCESS, SECURITY, STAFF
from services import staff
from services.permissions import Permission

actor = page.begin(STAFF)

if actor.may(Permission.STAFF_WRITE) and actor.area_ids is None:
    with st.expander("Invite a colleague", icon=":material/person_add:"):
        staff_edit.invite(actor)
    page.below(link(ACCESS.link(), "Who may what, and where"))
    page.below(link(SECURITY.link(), "Which roles need a second factor, and who has one"))

browser.show(
    browser.of(
        staff.STAFF,
        STAFF,
        actor,
        staff_columns.columns(actor),
        listing_filters.filters_of(staff.STAFF, actor, linked={"member": asked.text("member")}),
        ("role", "active", "area"),
        href=staff_columns.href,
        search="Name or username",
        exports="staff",
        empty="Invite the first colleague above, or bring many at once from a file under Imports.",
    )
)
