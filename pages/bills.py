"""Bills: every demand, found by number, account, name or phone, narrowed by period, state and place."""

from components import asked, bill_columns, browser, listing_filters, page
from components.screens import BILLS
from services import bills, caching
from utils import clock

actor = page.begin(BILLS)
today = clock.local_date(clock.now(), actor.time_zone)

months = caching.read(actor, bills.period_choices)

ISSUED = (("issued", "Issued, unpaid"), ("partly_paid", "Partly paid"), ("paid", "Paid"))
filters = listing_filters.filters_of(
    bills.BILLS,
    actor,
    months={"period": months},
    choices={"status": ISSUED} if actor.account_id else None,
    linked={"run": asked.text("run"), "account": asked.text("account")},
)

browser.show(
    browser.of(
        bills.BILLS,
        BILLS,
        actor,
        bill_columns.columns(today, has_account=actor.account_id is None),
        filters,
        ("period", "status", "area"),
        href=bill_columns.href,
        search="Bill, account, name or phone",
        exports="bills",
        picked=lambda row: row.bill_no,
        changes="bills",
        empty="Bills come from a bill run: make one for a period, let it calculate, and look at what it proposes.",
    )
)
