"""The bell of every screen, and the parts of the list of notices."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components import once, page
from components.markup import icon, link
from components.screens import NOTICES
from components.table import Column, Kind
from services import caching, notices
from services.notices import NoticeRow
from services.work import Actor, begin
from utils.wording import apart, worded, worded_count


def bell(actor: Actor) -> Markup:
    """The way to one's notices with how many are unread."""
    count = caching.read(actor, notices.unread, actor.staff_id)
    return Markup(
        '<a class="su-bell" href="{}" target="_self" title="{}" data-unread="{}"{}>{}<span class="su-unread">{}</span>'
        '<span class="su-spoken">{}</span></a>'
    ).format(
        NOTICES.link(),
        worded("Notices"),
        count,
        Markup("") if count else Markup(" data-none"),
        icon("notifications"),
        f"{count}" if count < notices.MOST_COUNTED else f"{count - 1}+",
        worded("unread notices"),
    )


def columns() -> Sequence[Column[NoticeRow]]:
    """Columns of the list; a dot stands before what is unread."""
    return (
        Column[NoticeRow]("Notice", "subject"),
        Column[NoticeRow]("When", "created_at", Kind.MOMENT),
        Column[NoticeRow]("State", lambda row: "unread" if row.is_unread else "read", Kind.STATUS, noun="notice", is_lead=True),
    )


def href(row: NoticeRow) -> str:
    """Where a notice is read on the way to its record."""
    return NOTICES.link(open=row.notice_id)


def lead_on(actor: Actor, notice_id: int) -> None:
    """Read a notice and go to what it is about, with a link for who has no script."""
    with page.telling() as told, begin(actor) as work:
        row = notices.read(work, notice_id)
    if told.is_ok:
        target = notices.address_of(row.noun, row.target)
        page.html(
            Markup('<p class="su-below" data-jump="{}">{} {}</p>').format(
                target, apart(row.subject), link(target, worded("Open"))
            )
        )


def read_all(actor: Actor, newest: int) -> None:
    """The button that reads all notices up to the newest shown."""
    is_sent = st.button(worded("Mark all as read"), icon=":material/done_all:", key="read_all_notices")
    command = once.command("read_all_notices", is_sent=is_sent)
    if command.send(actor, lambda work: notices.read_all(work, newest)):
        count = command.outcome if type(command.outcome) is int else 0
        page.flash(worded_count("{count:,} notice read.", "{count:,} notices read.", count))
        st.rerun()
