"""Payments: all money that came in, and the form to record more."""

import streamlit as st

from components import asked, browser, listing_filters, page, payment_columns, payment_form
from components.screens import PAYMENTS
from services import payments
from services.permissions import Permission
from utils import clock, month

actor = page.begin(PAYMENTS)
this_month = month.first_of(clock.local_date(clock.now(), actor.time_zone))

if actor.may(Permission.PAYMENT_RECORD):
    with st.expander("Record a payment", icon=":material/add:"):
        payment_form.show(actor)

browser.show(
    browser.of(
        payments.PAYMENTS,
        PAYMENTS,
        actor,
        payment_columns.columns(has_account=actor.account_id is None),
        listing_filters.filters_of(
            payments.PAYMENTS,
            actor,
            months={"month": [month.add(this_month, -back) for back in range(24)]},
            linked={"account": asked.text("account")},
        ),
        ("month", "channel", "status", "area"),
        href=payment_columns.href,
        search="Receipt, account, name or phone",
        exports="payments",
        empty="Record the first one above, or on the page of its account.",
    )
)
