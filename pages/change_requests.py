"""Change requests: what people say is wrong in the register, and what was decided about it."""

from components import asked, browser, listing_filters, page, request_words
from components.screens import CHANGE_REQUESTS, DECIDE_REQUESTS
from services import change_requests
from services.permissions import Permission

actor = page.begin(CHANGE_REQUESTS)
found = listing_filters.filters_of(
    change_requests.REQUESTS, actor, linked={name: asked.text(name) for name in ("unit", "account", "request")}
)

browser.show(
    browser.of(
        change_requests.REQUESTS,
        CHANGE_REQUESTS,
        actor,
        request_words.columns(actor),
        found,
        ("status", "kind", "mine"),
        href=request_words.href,
        search="Number, unit, name or phone",
        exports="change_requests",
        picked=lambda row: row.request_id,
        picked_by=(DECIDE_REQUESTS,) if actor.may(Permission.CHANGE_REQUEST_DECIDE) else (),
        empty="“Propose a change” on the page of a unit or account.",
    )
)
