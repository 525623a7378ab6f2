"""The parts of a change request's page: old and new side by side, what is known of it, and the decision about it."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from components import drafts, facts, once, page, request_words, table, words
from components.drafts import Kept
from components.fields import Faults
from components.markup import icon, joined, link
from components.request_words import KINDS, Line
from components.screens import ACCOUNT, CHANGE_REQUESTS, PROPOSE_CHANGE, UNIT
from components.table import Column, Writer
from services import change_requests
from services.change_requests import Request, RequestStatus
from services.paging import ListQuery
from services.permissions import Permission
from services.work import Actor, Work, begin

OPEN = (RequestStatus.PENDING, RequestStatus.APPROVED)


def compared(actor: Actor, found: Request) -> None:
    """Old and new side by side, with what the register says now where that is something else."""
    is_open = found.row.status in OPEN
    page.section("What would change" if is_open else "What was proposed")
    columns = [Column[Line]("", "label"), Column[Line]("When proposed", "before")]
    if found.changed:
        columns.append(Column[Line]("Now", "now"))
    columns.append(Column[Line]("Proposed", lambda line: Markup("<strong>{}</strong>").format(line.after), is_lead=True))
    table.show(columns, request_words.lines(actor, found), Writer(actor.currency, actor.time_zone), is_kept=True)
    if found.row.note:
        page.html(Markup('<blockquote class="su-quote">{}</blockquote>').format(found.row.note))


def known(actor: Actor, found: Request) -> None:
    """What is known of it."""
    row = found.row
    zone = actor.time_zone
    told: list[tuple[str, str | Markup | None]] = [
        ("About", KINDS[row.kind]),
        ("Unit", link(UNIT.link(unit=row.unit_id), row.unit_code) if row.unit_code else None),
        ("Kept unit", link(UNIT.link(unit=row.duplicate_of), row.kept_code) if row.kept_code else None),
        ("Consumer", link(ACCOUNT.link(account=row.account_id), f"{row.holder_name} · {row.account_code}")
         if row.account_code else None),
        ("Area", row.area_name),
        ("Proposed", f"{words.moment(row.proposed_at, zone)} by {row.proposer_name}"),
        ("Decided", f"{words.moment(row.decided_at, zone)} by {row.decider_name}" if row.decided_at else None),
        ("Applied", words.moment(row.applied_at, zone) if row.applied_at else None),
        ("Reason", row.reason),
    ]  # fmt: skip
    facts.show([each for each in told if each[1]])


def decisions(actor: Actor, found: Request) -> None:
    """What may be decided, or what it waits for; refused where anything changed while the person looked."""
    row = found.row
    held = f"_request_seen_{row.request_id}"
    seen: str = st.session_state.get(held, found.mark)
    st.session_state[held] = found.mark
    if row.status not in OPEN:
        return
    page.section("What do you decide?" if actor.may(Permission.CHANGE_REQUEST_DECIDE) else "How does it go on?")
    if not actor.may(Permission.CHANGE_REQUEST_DECIDE):
        page.say("waiting", "It waits until somebody from operations decides; you are told in your notices.")
        return
    _warned(actor, found)
    if row.proposed_by == actor.staff_id:
        page.say("waiting", "You proposed this yourself; somebody else decides about it.")
        return
    if not found.obstacle:
        _approving(actor, found, seen)
    faults = Faults()
    with drafts.form("reject", "change_request.reject", row.request_id) as draft:
        reason = st.text_area("Why it is not so", max_chars=1000, key="reject_reason")
        faults.below("reason")
        is_sent = st.form_submit_button("Reject", icon=":material/block:")
    _run(actor, "reject_request", lambda work: change_requests.reject(work, row.request_id, reason, seen), faults,
         f"Rejected {row.request_no}.", is_sent=is_sent, draft=draft)  # fmt: skip


def of_record(actor: Actor, *, unit_id: int | None = None, account_id: int | None = None, is_merged: bool = False) -> None:
    """The ways from a unit or account to a proposal, and to those that wait; of what was merged nothing more is proposed."""
    if not actor.may(Permission.CHANGE_REQUEST_PROPOSE):
        return
    step = Markup('<a class="su-button su-second" href="{}" target="_self">{}{}</a>')
    steps: list[Markup] = []
    if not is_merged:
        steps.append(step.format(PROPOSE_CHANGE.link(unit=unit_id, account=account_id), icon("edit_note"), "Propose a change"))
    name, record_id = ("unit", unit_id) if unit_id else ("account", account_id)
    asked = ListQuery(filters={name: str(record_id), "status": ",".join(OPEN)}, size=25)
    with begin(actor) as work:
        waiting = len(change_requests.page(work, asked).rows)
    if waiting:
        href = CHANGE_REQUESTS.link(**{name: record_id, "status": ",".join(OPEN)})
        steps.append(step.format(href, icon("rule"), f"{words.counted(waiting, 'change request')} open"))
    if steps:
        page.html(Markup('<p class="su-actions">{}</p>').format(joined(steps)))


def _warned(actor: Actor, found: Request) -> None:
    if found.obstacle:
        page.say("warning", found.obstacle)
    for line in [each for each in request_words.lines(actor, found) if each.now != each.before]:
        page.say(
            "warning",
            f"{line.label} was changed after this was proposed: it was “{line.before}” and is “{line.now}” now. "
            f"Approving makes it “{line.after}”.",
        )
    if found.waits_for:
        page.say("waiting", found.waits_for)
    if found.open_balance:
        page.say("warning", found.open_balance)


def _approving(actor: Actor, found: Request, seen: str) -> None:
    row = found.row
    # The same word before and after somebody changed the record: a press in between is told so, and not lost.
    word = "Apply now" if row.status == RequestStatus.APPROVED else "Approve"
    with st.form("approve", border=False):
        leaves = False
        if found.open_balance:
            leaves = st.checkbox("Leave the balance on its account, where it can still be paid", key="leaves_balance")
        is_sent = st.form_submit_button(word, type="primary", icon=":material/check:")

    def approve(work: Work) -> Request:
        return change_requests.approve(work, row.request_id, seen, leaves_balance=leaves)

    command = once.command("approve_request", is_sent=is_sent)
    if command.send(actor, approve) and isinstance(done := command.outcome, Request):
        is_done = done.row.status == RequestStatus.APPLIED
        waits = f"It is approved and waits: {done.waits_for or done.open_balance}"
        page.flash(f"Approved {row.request_no}; {request_words.about(row)[:1].lower()}{request_words.about(row)[1:]} is changed."
                   if is_done else waits)  # fmt: skip
        st.rerun()


def _run(
    actor: Actor, name: str, use_case: Callable[[Work], object], faults: Faults, done: str, *, is_sent: bool,
    draft: Kept | None = None,
) -> None:
    command = once.command(name, is_sent=is_sent, draft=draft)
    if command.send(actor, use_case, faults):
        page.flash(done)
        st.rerun()
