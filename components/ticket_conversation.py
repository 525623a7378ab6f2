"""What was said on a ticket, and the form to say more: canned answers placed into it, colleagues named in it."""

from collections.abc import Collection
from typing import Final

import streamlit as st
from markupsafe import Markup

from components import drafts, once, page, words
from components.fields import Faults
from components.markup import joined, link
from components.screens import CANNED_ANSWERS
from components.ticket_words import WORDS
from services import tickets
from services.permissions import Permission
from services.tickets import MENTION, CannedAnswer, Colleague, Filled, Step, Ticket
from services.work import Actor, Work, begin

_PLACED: Final = "_comment_placed"
_MISSING: Final = {"ticket": "a number", "name": "a consumer", "unit": "a unit"}


def show(actor: Actor, ticket: Ticket) -> None:
    """What was said, the oldest first, and the form to say more."""
    page.section("Conversation")
    may_say = actor.may(Permission.TICKET_WORK) and ticket.row.merged_into_id is None
    known: list[Colleague] = []
    if may_say:
        with begin(actor) as work:
            known = tickets.colleagues(work, ticket.row.ticket_id)
    names = {each.username for each in known}
    if ticket.row.description:
        opened = words.moment(ticket.row.opened_at, actor.time_zone)
        page.html(_said(ticket.row.opener_name, opened, "", ticket.row.description, ()))
    for one in ticket.merged:
        opened = words.moment(one.opened_at, actor.time_zone)
        page.html(
            _said(one.opener_name, opened, f"opened {one.ticket_no}, merged into this one", one.description or one.subject, ())
        )
    for each in ticket.comments:
        kind = "among colleagues" if each.is_internal else ""
        step = WORDS[Step(each.step)][0] if each.step else ""
        mark = " · ".join(part for part in (step, kind, f"on {each.merged_no}" if each.merged_no else "") if part)
        page.html(_said(each.writer_name, words.moment(each.written_at, actor.time_zone), mark, each.body, names))
    if not ticket.comments and not ticket.row.description:
        page.below("Nothing was said yet.")
    if may_say:
        _form(actor, ticket, known)


def tell_untold(outcome: object) -> None:
    """Say of whom nobody is told, although they were named."""
    if isinstance(outcome, Ticket) and outcome.untold:
        named = ", ".join(f"@{name}" for name in outcome.untold)
        page.flash(f"Nobody was told by {named}: there is no such colleague, or they do not see this ticket.")


def _form(actor: Actor, ticket: Ticket, known: list[Colleague]) -> None:
    ticket_id = ticket.row.ticket_id
    with begin(actor) as work:
        canned = tickets.answers(work)
    faults, turn = Faults(), once.turn("comment")
    held = f"comment_body_{turn}"
    placed: str | None = st.session_state.pop(_PLACED, None)
    if placed is not None:
        st.session_state[held] = placed
    with drafts.form("comment", "ticket.comment", ticket.row.ticket_id) as draft:
        body = st.text_area("Comment", max_chars=5000, key=held)
        faults.below("body")
        is_internal = st.checkbox("Among colleagues only", key=f"comment_internal_{turn}")
        is_sent = st.form_submit_button("Say it", icon=":material/send:")
        answer, is_placed = _answer(canned, faults, turn)
        colleague, is_named = _colleague(known, faults, turn)
    page.below(link(CANNED_ANSWERS.link(), CANNED_ANSWERS.title))
    if is_placed:
        _place(actor, ticket_id, answer, body, faults)
    if is_named:
        _name(colleague, body, faults)

    def add(work: Work) -> Ticket:
        return tickets.comment(work, ticket_id, body, is_internal=is_internal)

    command = once.command("comment", is_sent=is_sent, draft=draft)
    if command.send(actor, add, faults):
        page.flash("Added to the conversation.")
        tell_untold(command.outcome)
        once.clear("comment")
        st.rerun()


def _answer(canned: list[CannedAnswer], faults: Faults, turn: int) -> tuple[CannedAnswer | None, bool]:
    if not canned:
        return None, False
    chosen = st.selectbox(
        "Canned answer",
        canned,
        index=None,
        placeholder="Choose",
        format_func=lambda each: each.name,
        key=f"comment_answer_{turn}",
    )
    faults.below("answer")
    return chosen, st.form_submit_button("Place into the comment", icon=":material/quickreply:")


def _colleague(known: list[Colleague], faults: Faults, turn: int) -> tuple[Colleague | None, bool]:
    chosen = st.selectbox(
        "Colleague who sees this ticket", known, index=None, placeholder="Type a part of the name",
        format_func=lambda each: f"{each.full_name} · @{each.username}", key=f"comment_colleague_{turn}",
    )  # fmt: skip
    faults.below("colleague")
    return chosen, st.form_submit_button("Name in the comment", icon=":material/alternate_email:")


def _place(actor: Actor, ticket_id: int, answer: CannedAnswer | None, typed: str, faults: Faults) -> None:
    if answer is None:
        faults.tell({"answer": "Choose which answer is placed."})
        return
    filled: Filled | None = None
    with page.telling(), begin(actor) as work:
        filled = tickets.fill(work, ticket_id, answer.code)
    if filled is None:
        return
    for name in filled.missing:
        page.flash(f"This ticket has not {_MISSING[name]}: write over {{{name}}} in the comment.")
    _leave(f"{typed.rstrip()}\n\n{filled.text}" if typed.strip() else filled.text)


def _name(colleague: Colleague | None, typed: str, faults: Faults) -> None:
    if colleague is None:
        faults.tell({"colleague": "Choose who is named."})
        return
    _leave(f"{typed.rstrip()} @{colleague.username} ".lstrip())


def _leave(text: str) -> None:
    """The text for the field of the next rerun, which is drawn before anything can be put into it."""
    st.session_state[_PLACED] = text
    st.rerun()


def _said(who: str, when: str, mark: str, body: str, names: Collection[str]) -> Markup:
    lines = joined([_line(line, names) for line in body.splitlines()], Markup("<br>"))
    return Markup('<section class="su-supply"><h3>{}</h3><p class="su-below">{}{}</p><p>{}</p></section>').format(
        who, when, f" · {mark}" if mark else "", lines
    )


def _line(line: str, names: Collection[str]) -> Markup:
    """A line with the colleagues who are named in it set off."""
    parts: list[Markup] = []
    since = 0
    for hit in MENTION.finditer(line):
        name = hit[1].rstrip("._@+-")
        if name.lower() in names:
            parts.append(Markup("{}<strong>@{}</strong>").format(line[since : hit.start()], name))
            since = hit.start() + 1 + len(name)
    return joined([*parts, Markup("{}").format(line[since:])])
