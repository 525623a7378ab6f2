"""Deciding about several change requests at once: which they are, what speaks against some, the order, the result."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components import drafts, once, page, request_words, table, words
from components.drafts import Kept
from components.fields import Faults
from components.markup import joined, link
from components.screens import CHANGE_REQUEST
from components.table import Column, Kind, Writer
from services import change_requests
from services.change_requests import Decided, Decision, Outcome, Request
from services.work import Actor, Work, begin


def show(actor: Actor, request_ids: Sequence[int]) -> None:
    """Draw the chosen requests and the two orders, or what became of them."""
    result: Decided | None = st.session_state.get(_kept(request_ids))
    if result is not None:
        _told(result)
        return
    with begin(actor) as work:
        found = change_requests.chosen(work, request_ids)
    if not found:
        page.notice("search_off", "None of the chosen change requests is there.", "Go back to the list and choose again.")
        return
    missing = len(set(request_ids)) - len(found)
    if missing:
        counted = words.counted(missing, "chosen change request")
        page.say("waiting", f"{counted} {'is' if missing == 1 else 'are'} not there any more, or not yours to see.")
    columns = (
        Column[Request]("Request", lambda each: each.row.request_no, Kind.CODE),
        Column[Request]("About", lambda each: request_words.about(each.row)),
        Column[Request]("Proposed change", lambda each: request_words.changes(actor, each.row)),
        Column[Request]("Speaks against it", lambda each: _against(actor, each)),
        Column[Request]("State", lambda each: each.row.status, Kind.STATUS, noun="change_request", is_lead=True),
    )
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, found, writer, lambda each: request_words.href(each.row))
    _orders(actor, [each.row.request_id for each in found], request_ids)


def _orders(actor: Actor, ids: Sequence[int], asked: Sequence[int]) -> None:
    counted = words.counted(len(ids), "change request")
    page.below("What is refused stays as it is and says why; the others are done.")
    with st.form("approve_many", border=False):
        is_approved = st.form_submit_button(f"Approve {counted}", type="primary", icon=":material/check:")
    faults = Faults()
    with drafts.form("reject_many", "change_request.reject_many") as draft:
        reason = st.text_area("Why they are not so", max_chars=1000, key="reject_many_reason")
        faults.below("reason")
        is_rejected = st.form_submit_button(f"Reject {counted}", icon=":material/block:")
    _run(actor, Decision.APPROVE, ids, "", asked, faults, is_sent=is_approved)
    _run(actor, Decision.REJECT, ids, reason or "", asked, faults, is_sent=is_rejected, draft=draft)


def _run(
    actor: Actor, decision: Decision, ids: Sequence[int], reason: str, asked: Sequence[int], faults: Faults, *,
    is_sent: bool, draft: Kept | None = None,
) -> None:
    def decide(work: Work) -> Decided:
        return change_requests.decide_many(work, ids, decision, reason)

    command = once.command(f"decide_many_{decision.value}", is_sent=is_sent, draft=draft)
    if command.send(actor, decide, faults) and isinstance(command.outcome, Decided):
        st.session_state[_kept(asked)] = command.outcome
        st.rerun()


def _told(result: Decided) -> None:
    applied = [each for each in result.done if each.status == "applied"]
    rejected = [each for each in result.done if each.status == "rejected"]
    if applied:
        page.say("good", f"Approved and applied {words.counted(len(applied), 'change request')}: {_named(applied)}.")
    if rejected:
        page.say("good", f"Rejected {words.counted(len(rejected), 'change request')}: {_named(rejected)}.")
    if not result.done and not result.waiting:
        page.say("warning", "Nothing was decided.")
    for title, some in (("Approved, and wait to be applied", result.waiting), ("Refused", result.refused)):
        if some:
            page.section(title)
            lines = [Markup("<li>{}: {}</li>").format(_link(each), each.reason) for each in some]
            page.html(Markup("<ul>{}</ul>").format(joined(lines)))


def _against(actor: Actor, found: Request) -> str:
    if found.obstacle:
        return found.obstacle
    if found.row.proposed_by == actor.staff_id:
        return "You proposed it yourself."
    if found.changed:
        return "Changed since: " + ", ".join(request_words.label(name).lower() for name in found.changed)
    return found.waits_for or found.open_balance


def _named(some: Sequence[Outcome]) -> str:
    return ", ".join(each.request_no for each in some)


def _link(each: Outcome) -> Markup | str:
    return link(CHANGE_REQUEST.link(request=each.request_id), each.request_no) if each.request_no else str(each.request_id)


def _kept(request_ids: Sequence[int]) -> str:
    return "_decided_" + ",".join(map(str, request_ids))
