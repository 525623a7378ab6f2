"""Payments: all money that came in, and the form to record more."""

import streamlit as st

from components import asked, browser, page, payment_columns, payment_form, places
from components.browser import Browser
from components.filters import Choice, Month
from components.screens import PAYMENTS
from components.table import Writer
from services import payments
from services.paging import ListQuery, Page
from services.payments import CHANNEL_WORDS, PaymentRow
from services.permissions import Permission
from services.work import begin
from utils import clock, month

actor = page.begin(PAYMENTS)
this_month = month.first_of(clock.local_date(clock.now(), actor.time_zone))
account = asked.text("account")


def fetch(query: ListQuery) -> Page[PaymentRow]:
    """One page of payments."""
    with begin(actor) as work:
        return payments.page(work, query)


if actor.may(Permission.PAYMENT_RECORD):
    with st.expander("Record a payment", icon=":material/add:"):
        payment_form.show(actor)

browser.show(
    Browser(
        screen=PAYMENTS,
        noun="payment",
        columns=payment_columns.columns(has_account=actor.account_id is None),
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        href=payment_columns.href,
        filters=(
            Month("month", "Month", [month.add(this_month, -back) for back in range(24)]),
            Choice("channel", "Channel", [(channel.value, word) for channel, word in CHANNEL_WORDS.items()]),
            Choice("status", "State", (("posted", "Posted"), ("reversed", "Reversed"))),
            *([] if actor.account_id else [places.filter_of(actor)]),
            *([Choice("account", "Account", ((account, "this one"),))] if account else []),
        ),
        search="" if actor.account_id else "Receipt, account, name or phone",
        empty="Record the first one above, or on the page of its account.",
    )
)
