"""Accounts: everybody who owes, found by code, name or phone."""

from components import browser, listing_filters, page, phones
from components.screens import ACCOUNT, ACCOUNTS
from components.table import Column, Kind
from services import accounts
from services.accounts import AccountRow

actor = page.begin(ACCOUNTS)

columns = (
    Column[AccountRow]("Account", "code", Kind.CODE),
    Column[AccountRow]("Consumer", "holder_name", sub=lambda row: phones.shown(actor, row.phone)),
    Column[AccountRow]("Area", "area_name"),
    Column[AccountRow]("Balance", "balance", Kind.MONEY, is_lead=True),
)

browser.show(
    browser.of(
        accounts.ACCOUNTS,
        ACCOUNTS,
        actor,
        columns,
        listing_filters.filters_of(accounts.ACCOUNTS, actor),
        ("area", "owing"),
        href=lambda row: ACCOUNT.link(account=row.account_id),
        search="Code, name or phone",
        exports="accounts",
        picked=lambda row: row.account_id,
        changes="accounts",
        empty="Accounts come with the units of a survey; “manage.py demo” loads made-up ones.",
    )
)
