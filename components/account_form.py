"""The form that changes an account; what was typed stays until it is saved."""

from typing import Final

import streamlit as st

from components import drafts, editing, page, words
from components.fields import Faults
from services import accounts
from services.accounts import Account
from services.work import Actor

LABELS: Final = {"holder_name": "Consumer", "phone": "Phone", "is_active": "Active"}


def show(actor: Actor, account: Account) -> None:
    """Draw the form and save what it says."""
    key = f"account_{account.account_id}"
    drawn = editing.drawn_from(key, f"{key}_holder_name", accounts.fields_of(account))
    faults = Faults()
    with drafts.form(key, "account.change", account.account_id, border=False) as draft:
        left, right = st.columns(2)
        with left:
            name = st.text_input(LABELS["holder_name"], value=drawn.holder_name, max_chars=120, key=f"{key}_holder_name")
            faults.below("holder_name")
        with right:
            shown = words.phone(drawn.phone, is_masked=False) if drawn.phone else ""
            phone = st.text_input(LABELS["phone"], value=shown, max_chars=30, placeholder="0300-1234567", key=f"{key}_phone")
            faults.below("phone")
        is_active = st.checkbox("Active: it is billed and read", value=drawn.is_active, key=f"{key}_is_active")
        sent = st.form_submit_button("Save", type="primary", icon=":material/check:")
    seen = editing.standing(key, drawn)
    changes = {"holder_name": name, "phone": phone, "is_active": is_active}
    changed = editing.save(
        actor, key, seen, lambda work: accounts.fields_of(accounts.change(work, account.account_id, changes, seen.mark)),
        lambda: accounts.fields_of(account), LABELS, faults, is_sent=sent, draft=draft,
    )  # fmt: skip
    if changed is not None:
        code = account.code
        page.flash(f"Saved account {code}: {', '.join(changed)}." if changed else f"Account {code} stays as it was.")
        st.rerun()
