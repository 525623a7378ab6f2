"""Readings: what meters recorded, found by meter, account and consumer, and the form to record one."""

import streamlit as st

from components import asked, browser, listing_filters, page, reading_form
from components.bill_columns import class_word
from components.screens import READING, READINGS
from components.table import Column, Kind
from services import metering
from services.metering import ReadingRow
from services.permissions import Permission
from services.work import begin

actor = page.begin(READINGS)

with begin(actor) as work:
    months = metering.period_choices(work)
    classes = metering.class_choices(work)

consumer = Column[ReadingRow]("Consumer", "holder_name", sub="account_code")
columns = (
    Column[ReadingRow]("Meter", "meter_no", Kind.CODE),
    *([] if actor.account_id else [consumer]),
    Column[ReadingRow]("Period", "period", Kind.MONTH),
    Column[ReadingRow]("Read on", "read_on", Kind.DATE),
    Column[ReadingRow]("Class", lambda row: class_word(row.customer_class), is_desk_only=True, name="customer_class"),
    Column[ReadingRow]("Source", lambda row: row.source.capitalize(), is_desk_only=True, name="source"),
    Column[ReadingRow]("State", "status", Kind.STATUS, noun="reading"),
    Column[ReadingRow]("Use", "quantity", Kind.NUMBER, sub="unit_of_measure", is_lead=True),
)

if actor.may(Permission.READING_RECORD):
    with st.expander("Record a reading", icon=":material/add:"):
        reading_form.show(actor)

browser.show(
    browser.of(
        metering.READINGS,
        READINGS,
        actor,
        columns,
        listing_filters.filters_of(
            metering.READINGS,
            actor,
            months={"period": months},
            choices={"customer_class": [(each, class_word(each)) for each in classes]} if classes else {},
            linked={"account": asked.text("account"), "meter": asked.text("meter")},
        ),
        ("period", "status", "source", "area", "account", "meter"),
        href=lambda row: READING.link(reading=row.reading_id),
        search="Meter, account, name or phone",
        exports="readings",
        empty="Readings come from the field or from a file; record the first one above.",
    )
)
