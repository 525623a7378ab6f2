"""One account: what is owed, and everything that led to it."""

import streamlit as st
from markupsafe import Markup

from components import (
    account_form,
    account_parts,
    asked,
    cards,
    facts,
    history,
    notice_choices,
    page,
    payment_form,
    phones,
    request_parts,
    ticket_about,
    ticket_parts,
    words,
)
from components.cards import Figure
from components.markup import icon, joined, link
from components.screens import ACCOUNT, ACCOUNTS, STATEMENT, UNIT
from components.ticket_form import About
from services import accounts, survey_units
from services.permissions import Permission
from services.work import begin
from utils.errors import NotFound

actor = page.begin(ACCOUNT)
account_id = asked.number("account") or actor.account_id

with page.telling() as told:
    if account_id is None:
        raise NotFound("account", asked.text("account") or "(none named)")
    with begin(actor) as work:
        account = accounts.get(work, account_id)
        premises = survey_units.of_account(work, account_id)

if told.is_ok:
    page.head(account.holder_name, below=f"Account {account.code} · {account.area_name}", back=("Accounts", ACCOUNTS.link()))
    is_deleted = account.deleted_at is not None
    account_parts.deleted(actor, account)
    owes = account.balance >= 0
    cards.show(
        [
            Figure("Owes" if owes else "Paid ahead", words.money(abs(account.balance), actor.currency), "unpaid less unmatched"),
            Figure("Unpaid demand", words.money(account.due, actor.currency), "bills and opening balance"),
            Figure("Unmatched money", words.money(account.advance, actor.currency), "waits for the next bill"),
        ]
    )
    facts.show(
        [
            ("Consumer", account.holder_name),
            ("Phone", phones.shown(actor, account.phone)),
            ("CNIC", words.cnic(account.cnic)),
            ("Premises", joined([link(UNIT.link(unit=unit.unit_id), unit.code) for unit in premises], ", ")),
            ("Area", account.area_name),
            ("State", "Deleted" if is_deleted else "Active" if account.is_active else "Inactive"),
            ("Since", words.day(account.created_at.date())),
        ]
    )
    if actor.may(Permission.LEDGER_READ):
        page.html(
            Markup('<p class="su-actions"><a class="su-button su-second" href="{}" target="_self">{}Statement</a></p>').format(
                STATEMENT.link(account=account.account_id), icon("receipt_long")
            )
        )
    if not is_deleted:
        if actor.account_id is None:
            notice_choices.follow(actor, "account", account.account_id)
        if actor.may(Permission.TICKET_OPEN):
            page.html(ticket_parts.opening(account_id=account.account_id))
        request_parts.of_record(actor, account_id=account.account_id)
        if actor.may(Permission.PAYMENT_RECORD):
            with st.expander("Record a payment", icon=":material/add:"):
                payment_form.show(actor, account.code, account.balance if account.balance > 0 else None)
        if actor.may(Permission.ACCOUNT_WRITE):
            with st.expander("Edit this account", icon=":material/edit:"):
                account_form.show(actor, account)
    with page.telling():
        account_parts.bills_and_payments(actor, account.account_id)
        ticket_about.listed(actor, About(account_id=account.account_id))
        chart_at = ACCOUNT.link(account=account.account_id, chart="use")
        account_parts.usage(actor, account.account_id, chart_at, is_drawn=asked.text("chart") == "use")
        account_parts.statement(
            actor, account.account_id, asked.text("entries") or None, ACCOUNT.link(account=account.account_id)
        )
        history.show(actor, f"account {account.code}")
