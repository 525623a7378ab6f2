"""Notices: what one was told, the newest first; opening one reads it and leads to its record."""

from components import asked, browser, listing_filters, notice_parts, page
from components.markup import link
from components.screens import NOTICE_CHOICES, NOTICES
from services import notices
from utils.wording import worded

actor = page.begin(NOTICES, heading=False)
choose = link(NOTICE_CHOICES.link(), worded("Choose what you are told of"))
page.head(worded("Notices"), below=choose, back=(worded("Home"), "/"))
opened = asked.number("open")

if opened is not None:
    notice_parts.lead_on(actor, opened)
else:
    shown = browser.show(
        browser.of(
            notices.NOTICES,
            NOTICES,
            actor,
            notice_parts.columns(),
            listing_filters.filters_of(notices.NOTICES, actor),
            ("unread", "kind"),
            href=notice_parts.href,
            search=worded("Words of a notice"),
            empty=worded("You are told here when something waits for you: a ticket of yours, a bill run, a file that is ready."),
        )
    )
    if shown is not None and any(row.is_unread for row in shown.rows):
        notice_parts.read_all(actor, max(row.notice_id for row in shown.rows))
