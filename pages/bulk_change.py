"""One bulk change: how far it is, what became of each row, and the way back."""

from components import asked, browser, change_result, change_words, history, page
from components.browser import Browser
from components.filters import Choice
from components.screens import BULK_CHANGE, CHANGES
from components.status import badge
from components.table import Column, Kind, Writer
from services import bulk_changes
from services.bulk_changes import ChangedRow
from services.paging import ListQuery, Page
from services.work import begin
from utils.errors import NotFound

actor = page.begin(BULK_CHANGE)
change_id = asked.number("change")


def fetch(query: ListQuery) -> Page[ChangedRow]:
    """One page of the rows of this change."""
    filters = {**query.filters, "change": str(change_id)}
    with begin(actor) as work:
        return bulk_changes.rows(work, ListQuery("", filters, query.sort, query.after, query.before, query.size))


columns = (
    Column[ChangedRow]("Record", "ref", Kind.CODE),
    Column[ChangedRow]("Result", lambda row: badge("bulk_change_row", row.verdict), is_lead=True),
    Column[ChangedRow]("Before", "before"),
    Column[ChangedRow]("After", "after"),
    Column[ChangedRow]("Why", "reason"),
)

with page.telling() as told:
    if change_id is None:
        raise NotFound("bulk change", asked.text("change") or "(none named)")
    with begin(actor) as work:
        change = bulk_changes.get(work, change_id)

if told.is_ok:
    mark = badge("bulk_change", change_words.state(change))
    page.head(change_words.title(change), mark=mark, below=f"Bulk change {change_id}", back=("Changes", CHANGES.link()))
    if change.is_moving:
        change_result.watch(change)
    change_result.show(change, actor)
    change_result.facts(change, actor)
    page.section("Rows")
    browser.show(
        Browser(
            screen=BULK_CHANGE,
            noun="row",
            columns=columns,
            fetch=fetch,
            writer=Writer(actor.currency, actor.time_zone),
            actor=actor,
            filters=(Choice("verdict", "Result", bulk_changes.VERDICTS),),
            sorts=(("order", "As they were done"),),
            empty="Nothing was chosen.",
            kept=("change",),
            has_views=False,
        )
    )
    history.show(actor, change.ref)
