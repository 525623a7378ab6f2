"""What happened lately to what one may see: who did what, each in a sentence that leads to the record."""

from components import audit_columns, browser, listing_filters, page
from components.filters import Choice
from components.screens import ACTIVITY
from services import activity
from services.work import begin

actor = page.begin(ACTIVITY)

with page.telling() as told, begin(actor) as work:
    doers = activity.doers(work)

if told.is_ok:
    found = listing_filters.filters_of(activity.FEED, actor)
    who = Choice("staff", "Who", [(str(each.staff_id), each.full_name) for each in doers])
    browser.show(
        browser.of(
            activity.FEED,
            ACTIVITY,
            actor,
            audit_columns.feed_columns(actor),
            {"day": found.pop("day"), "staff": who, **found},
            ("day", "staff", "noun"),
            href=lambda entry: audit_columns.feed_href(actor, entry),
            search="Code or number of a record",
            exports="activity_entries",
            empty="Whatever is changed from now on, in what you may see, is told here.",
        )
    )
