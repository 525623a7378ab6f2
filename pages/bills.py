"""Bills: every demand, found by number, account, name or phone, narrowed by period, state and place."""

from components import asked, bill_columns, browser, page, places
from components.browser import Browser
from components.filters import Choice, Month
from components.screens import BILLS
from components.table import Writer
from services import bills
from services.bills import BillRow, BillSort
from services.paging import ListQuery, Page
from services.work import begin
from utils import clock

actor = page.begin(BILLS)
today = clock.local_date(clock.now(), actor.time_zone)
filters = asked.text("run"), asked.text("account")

with begin(actor) as work:
    months = bills.period_choices(work)


def fetch(query: ListQuery) -> Page[BillRow]:
    """One page of bills."""
    with begin(actor) as work:
        return bills.page(work, query)


STATES = (
    ("draft", "Draft"),
    ("held", "Held"),
    ("issued", "Issued, unpaid"),
    ("partly_paid", "Partly paid"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
)

browser.show(
    Browser(
        screen=BILLS,
        noun="bill",
        columns=bill_columns.columns(today, has_account=actor.account_id is None),
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        href=bill_columns.href,
        filters=(
            Month("period", "Period", months),
            Choice("status", "State", STATES[2:5] if actor.account_id else STATES),
            *([] if actor.account_id else [places.filter_of(actor)]),
            *([Choice("run", "Run", ((filters[0], f"no. {filters[0]}"),))] if filters[0] else []),
            *([Choice("account", "Account", ((filters[1], "this one"),))] if filters[1] else []),
        ),
        sorts=((BillSort.NEWEST, "Newest first"), (BillSort.AREA, "Area by area")),
        search="" if actor.account_id else "Bill number, account, name or phone",
        empty="Bills come from a bill run: make one for a period, let it calculate, and look at what it proposes.",
    )
)
