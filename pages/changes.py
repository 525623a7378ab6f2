"""Changes: every bulk change with what became of it, the newest first."""

from components import browser, change_words, page
from components.browser import Browser
from components.filters import Choice
from components.screens import BULK_CHANGE, CHANGES
from components.status import badge
from components.table import Column, Kind, Writer
from services import bulk_changes
from services.bulk_changes import ChangeRow
from services.paging import ListQuery, Page
from services.work import begin

actor = page.begin(CHANGES)


def fetch(query: ListQuery) -> Page[ChangeRow]:
    """One page of changes; 'mine' are those of the person who looks."""
    filters = {name: str(actor.staff_id) if value == "me" else value for name, value in query.filters.items()}
    asked = ListQuery(query.search, filters, query.sort, query.after, query.before, query.size)
    with begin(actor) as work:
        return bulk_changes.page(work, asked)


columns = (
    Column[ChangeRow](
        "Change", lambda row: f"{change_words.rows(row.total_count, row.noun)}: {row.words}", sub="reason"
    ),
    Column[ChangeRow]("State", lambda row: badge("bulk_change", change_words.state(row)), is_lead=True),
    Column[ChangeRow]("Who", "creator_name"),
    Column[ChangeRow]("When", "created_at", Kind.MOMENT),
    Column[ChangeRow]("Changed", "changed_count", Kind.NUMBER),
    Column[ChangeRow]("Refused", "refused_count", Kind.NUMBER),
    Column[ChangeRow]("Undone", "undone_count", Kind.NUMBER, is_desk_only=True),
)

browser.show(
    Browser(
        screen=CHANGES,
        noun="change",
        columns=columns,
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        actor=actor,
        href=lambda row: BULK_CHANGE.link(change=row.change_id),
        filters=(
            Choice("noun", "What", bulk_changes.NOUNS),
            Choice("status", "State", bulk_changes.STATUSES),
            Choice("by", "By", (("me", "Me"),)),
        ),
        sorts=(("newest", "Newest first"),),
        empty="Choose rows in a list of units, accounts or bills, and “Change” in the bar that appears.",
    )
)
