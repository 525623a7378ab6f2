"""The archive on its screen: what would move, moving it, what it holds, and bringing a month back."""

from decimal import Decimal
from typing import Final

import streamlit as st

from components import cards, once, page, progress, session, table, words
from components.cards import Figure
from components.markup import link
from components.screens import BILLS
from components.table import Column, Kind, Writer
from services import archives
from services.archives import ArchivedMonth, MonthPreview, Move, MoveKind, MoveStatus, Preview
from services.work import Actor, begin
from utils import clock, month

EVERY_SECONDS: Final = 2.0
OLDER_THAN: Final = "older_than"


def watch(move: Move) -> None:
    """The progress of a move, and the whole page again once it has ended."""

    @st.fragment(run_every=EVERY_SECONDS)
    def watching() -> None:
        with page.telling() as told:
            with begin(session.watching()) as work:
                seen = archives.get(work, move.move_id)
            if seen.status != MoveStatus.RUNNING:
                progress.forget(f"archive_{move.move_id}")
                page.flash(seen.sentence)
                st.rerun()
            _draw(seen)
        if not told.is_ok:
            st.stop()

    watching()


def resume(move: Move, actor: Actor) -> None:
    """Why a move stopped, and the way to go on."""
    page.say("bad", f"{move.words}: {move.sentence}")
    key = f"resume_{move.move_id}_{move.bill_count}"
    is_pressed = st.button("Resume", icon=":material/play_arrow:", type="primary", key=key)
    command = once.command(key, is_sent=is_pressed)
    if command.send(actor, lambda work: archives.resume(work, move.move_id)):
        st.rerun()


def ask() -> int | None:
    """The form that asks how old a month must be; the answer stays in the address."""
    chosen = st.query_params.get(OLDER_THAN, "")
    with st.form("look", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        given = st.number_input(
            "Months that ended more than so many months ago",
            archives.FEWEST_MONTHS,
            archives.MOST_MONTHS,
            int(chosen) if chosen.isdecimal() and int(chosen) in range(12, 601) else archives.USUAL_MONTHS,
            width=260,
        )
        if st.form_submit_button("Look what would move", icon=":material/search:"):
            st.query_params[OLDER_THAN] = chosen = str(int(given))
    return int(chosen) if chosen.isdecimal() and len(chosen) < 5 else None


def offer(actor: Actor, older_than: int) -> None:
    """What would move, month by month with what would stay and why, and the button that moves it."""
    with page.telling() as told, begin(actor) as work:
        found = archives.preview(work, older_than)
    if not told.is_ok:
        return
    if not found.months:
        page.notice("inventory_2", f"No bill is older than {month.show(found.first_kept)}.", "There is nothing to archive yet.")
        return
    if found.bill_count:
        _archive(actor, older_than, found)
    else:
        page.say("waiting", "Nothing moves: what is there is unpaid, held back, or of a run that is under way.")
    writer = Writer(actor.currency, actor.time_zone)
    columns = (
        Column[MonthPreview]("Month", "period", Kind.MONTH, sub=archives.why_bills_stay),
        Column[MonthPreview]("Bills that move", lambda row: row.bill_count if row.is_moving else 0, Kind.NUMBER),
        Column[MonthPreview]("Their lines", lambda row: row.line_count if row.is_moving else 0, Kind.NUMBER),
        Column[MonthPreview]("Their demand", lambda row: row.demand if row.is_moving else Decimal(0), Kind.MONEY, is_lead=True),
        Column[MonthPreview]("Unpaid, stays", "unpaid", Kind.MONEY),
    )
    table.show(columns, found.months, writer)


def holdings(actor: Actor) -> None:
    """What the archive holds, and the way to bring a month back."""
    with begin(actor) as work:
        found = archives.months(work)
    if not found:
        page.notice(
            "inventory_2",
            "The archive is empty.",
            "Settled bills of old months can move here. They stay found, read and exported as ever; every-day lists get shorter.",
        )
        return
    count, demand = sum(each.bill_count for each in found), sum((each.demand for each in found), Decimal(0))
    cards.show(
        [
            Figure("Archived bills", f"{count:,}", "open the list", href=BILLS.link(archived="yes")),
            Figure("Their demand", words.money(demand, actor.currency), "paid in full"),
            Figure("Months", f"{len(found):,}", f"{month.show(found[-1].period)} to {month.show(found[0].period)}"),
        ]
    )
    columns = (
        Column[ArchivedMonth]("Month", "period", Kind.MONTH),
        Column[ArchivedMonth]("Bills", "bill_count", Kind.NUMBER),
        Column[ArchivedMonth]("Lines", "line_count", Kind.NUMBER, is_desk_only=True),
        Column[ArchivedMonth]("Demand", "demand", Kind.MONEY, is_lead=True),
        Column[ArchivedMonth]("Last archived", "archived_at", Kind.MOMENT, is_desk_only=True),
    )
    writer = Writer(actor.currency, actor.time_zone)
    with st.expander("Months in the archive, and bringing one back", icon=":material/inventory_2:"):
        _bring_back(actor, found)
        table.show(columns, found, writer, lambda row: BILLS.link(archived="yes", period=f"{row.period:%Y-%m}"))


def history(actor: Actor, moves: tuple[Move, ...]) -> None:
    """The latest moves, each with its result."""
    if not moves:
        return
    columns = (
        Column[Move]("Move", "words", sub="sentence"),
        Column[Move]("By", "creator_name"),
        Column[Move]("Begun", "created_at", Kind.MOMENT),
        Column[Move]("Ended", "finished_at", Kind.MOMENT, is_desk_only=True),
    )
    page.section("Latest moves", link(BILLS.link(archived="yes"), "Archived bills"))
    table.show(columns, moves, Writer(actor.currency, actor.time_zone))


def _archive(actor: Actor, older_than: int, found: Preview) -> None:
    key = f"archive_{older_than}_{found.bill_count}"
    what = f"{words.counted(found.bill_count, 'bill')} of {words.counted(len(found.moving), 'month')}"
    is_pressed = st.button(f"Archive {what}", icon=":material/archive:", type="primary", key=key)
    command = once.command(key, is_sent=is_pressed)
    if command.send(actor, lambda work: archives.archive(work, older_than, expected=found.bill_count)):
        st.query_params.pop(OLDER_THAN, None)
        st.rerun()


def _bring_back(actor: Actor, found: tuple[ArchivedMonth, ...]) -> None:
    with st.form("bring_back", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Bring a month back", found, format_func=lambda each: month.show(each.period), width=260)
        is_sent = st.form_submit_button("Bring it back", icon=":material/unarchive:")
    if once.command("bring_back", is_sent=is_sent).send(actor, lambda work: archives.unarchive(work, chosen.period)):
        st.rerun()


def _draw(seen: Move) -> None:
    now, name = clock.now(), f"archive_{seen.move_id}"
    pace = progress.pace(name, seen.bill_count, now)
    verb = "archived" if seen.kind == MoveKind.ARCHIVE else "brought back"
    label = f"{seen.words}: {seen.bill_count:,} of {words.counted(seen.expected_count, 'bill')} {verb}"
    progress.show(label, seen.bill_count, seen.expected_count, progress.left_word(pace.seconds_left(seen.expected_count, now)))
    if pace.is_stuck(now):
        page.say("warning", "Nothing has moved for a minute. Start a worker if none runs; nothing is done twice.")
    else:
        st.caption("It goes on in the background: you may leave this page and come back.")
