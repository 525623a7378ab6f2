"""The audit trail: every change in a sentence, by whom, when and through which face."""

from components import asked, audit_columns, browser, listing_filters, page
from components.filters import Choice
from components.screens import AUDIT
from services import activity, audit
from services.work import begin

actor = page.begin(AUDIT)

with page.telling() as told, begin(actor) as work:
    doers = activity.people(work)
    seal = audit.newest(work)

if told.is_ok:
    found = listing_filters.filters_of(activity.AUDIT, actor, linked={"entry": asked.text("entry")})
    who = Choice("staff", "Who", [(str(each.staff_id), each.full_name) for each in doers])
    if actor.area_ids is not None:
        page.below("You see some areas only; here is what you did yourself.")
    browser.show(
        browser.of(
            activity.AUDIT,
            AUDIT,
            actor,
            audit_columns.columns(actor),
            {"day": found.pop("day"), "staff": who, **found},
            ("day", "staff", "noun", "action"),
            href=audit_columns.href,
            search="Code, number or username",
            exports="audit_entries",
            empty="Whatever anybody changes from now on is written down here: who, when, and what it was before.",
        )
    )
    audit_columns.sealed(actor, seal)
