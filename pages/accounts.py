"""Accounts: everybody who owes, found by code, name or phone."""

from components import browser, page, phones, places
from components.browser import Browser
from components.filters import Choice
from components.screens import ACCOUNT, ACCOUNTS
from components.table import Column, Kind, Writer
from services import accounts
from services.accounts import AccountRow
from services.paging import ListQuery, Page
from services.work import begin

actor = page.begin(ACCOUNTS)


def fetch(query: ListQuery) -> Page[AccountRow]:
    """One page of accounts."""
    with begin(actor) as work:
        return accounts.page(work, query)


columns = (
    Column[AccountRow]("Account", "code", Kind.CODE),
    Column[AccountRow]("Consumer", "holder_name", sub=lambda row: phones.shown(actor, row.phone)),
    Column[AccountRow]("Area", "area_name"),
    Column[AccountRow]("Balance", "balance", Kind.MONEY, is_lead=True),
)

browser.show(
    Browser(
        screen=ACCOUNTS,
        noun="account",
        columns=columns,
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        href=lambda row: ACCOUNT.link(account=row.account_id),
        filters=(
            *([] if actor.account_id else [places.filter_of(actor)]),
            Choice("owing", "Owing", (("yes", "Owes something"), ("no", "Owes nothing"))),
        ),
        search="Code, name or phone",
        empty="Accounts come with the units of a survey; “manage.py demo” loads made-up ones.",
    )
)
