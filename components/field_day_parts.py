"""The end of an agent's day: what was done and taken, what waits on the phone, and the form that closes it."""

from collections.abc import Sequence

from markupsafe import Markup

from components import cards, drafts, page, visit_report, words
from components.cards import Figure
from components.markup import icon, joined, link
from components.screens import CASH, CASH_IN_HAND, MY_DAY, TICKETS, VISIT, VISITS
from components.table import Column, Kind
from services.field_days import ClosedDay, Summary
from services.work import Actor
from utils.wording import worded, worded_count

_WRONG = Markup('<p class="su-wrong" role="alert"></p>')


def figures(actor: Actor, summary: Summary) -> None:
    """Visits, cash and tickets of the day."""
    found, currency = summary.figures, actor.currency
    cards.show(
        [
            Figure("Visits made", f"{found.made_count:,}", href=VISITS.link(submitted="today")),
            Figure("Missed", f"{found.missed_count:,}", tone="bad" if found.missed_count else ""),
            Figure("Still open", f"{len(summary.left):,}"),
            Figure("Cash taken", words.money(found.cash_taken, currency), words.counted(found.receipt_count, "receipt"),
                   href=CASH.link(taken="today")),
            Figure("Handed over", words.money(found.cash_handed_over, currency)),
            Figure("In hand", words.money(found.cash_in_hand, currency), href=CASH_IN_HAND.link()),
            Figure("Tickets opened", f"{found.ticket_count:,}", href=TICKETS.link()),
        ]
    )  # fmt: skip


def unsent() -> None:
    """What was typed or chosen on this phone and never sent; the phone itself knows it."""
    page.html(Markup('<div class="su-say su-warning" data-unsent hidden>{}<div></div></div>').format(icon("cloud_off")))


def closed(actor: Actor, summary: Summary) -> None:
    """How the day was closed, and whether something was done since."""
    done = summary.closed
    if done is None:
        return
    when = words.moment(done.closed_at, actor.time_zone)
    said = worded_count(
        "You closed this day at {moment}: {count:,} visit made, {missed:,} missed, {taken} taken.",
        "You closed this day at {moment}: {count:,} visits made, {missed:,} missed, {taken} taken.",
        done.made_count,
        moment=when,
        missed=done.missed_count,
        taken=words.money(done.cash_taken, actor.currency),
    )
    page.say("good", said)
    now = summary.figures
    if (now.made_count, now.receipt_count, now.ticket_count) != (done.made_count, done.receipt_count, done.ticket_count):
        page.say("waiting", worded("What you did since then is in the figures above, not in the closed day."))


def close(summary: Summary) -> None:
    """The form that closes the day; what is open is missed for one reason."""
    if summary.closed is not None:
        return
    begun = [each for each in summary.left if each.status == "started"]
    if begun:
        page.say("warning", worded("A visit is begun and not submitted; submit it before you close the day."))
        ways = [link(VISIT.link(visit=each.visit_id), each.unit_code or each.visit_no, "su-button su-second") for each in begun]
        page.html(Markup('<p class="su-actions">{}</p>').format(joined(ways)))
        return
    parts: list[Markup] = []
    if summary.left:
        why = worded_count("Why is a visit open?", "Why is each of {count} visits open?", len(summary.left))
        field = Markup('<label>{}<select name="reason" required><option value="">{}</option>{}</select></label>')
        parts.append(field.format(why, worded("Choose"), visit_report.reasons()))
    parts += [
        Markup('<label>{}<textarea name="note" maxlength="500" rows="2"></textarea></label>').format(
            worded("Note for the office")
        ),
        _WRONG,
        Markup('<button type="submit" class="su-big">{}{}</button>').format(icon("task_alt"), worded("Close my day")),
    ]
    form = Markup('<form class="su-field" data-post="/api/v1/days/today/close" data-then="{}">{}{}</form>')
    page.html(form.format(MY_DAY.link(), drafts.mark("day.close", summary.day.isoformat()), joined(parts)))


def columns(*, has_agents: bool) -> Sequence[Column[ClosedDay]]:
    """Columns of a list of closed days; who sees the own ones alone needs no name beside each."""
    found = [
        Column[ClosedDay]("Day", "day", Kind.DATE),
        Column[ClosedDay]("Agent", "agent_name"),
        Column[ClosedDay]("Closed", "closed_at", Kind.MOMENT, is_desk_only=True),
        Column[ClosedDay]("Made", "made_count", Kind.NUMBER),
        Column[ClosedDay]("Missed", "missed_count", Kind.NUMBER),
        Column[ClosedDay]("Tickets", "ticket_count", Kind.NUMBER, is_desk_only=True),
        Column[ClosedDay]("In hand", "cash_in_hand", Kind.MONEY, is_desk_only=True),
        Column[ClosedDay]("Cash taken", "cash_taken", Kind.MONEY, is_lead=True),
    ]
    return [each for each in found if has_agents or each.key != "agent_name"]


def href(row: ClosedDay) -> str:
    """The visits of that agent on that day."""
    return VISITS.link(agent=row.agent_id, planned=row.day.isoformat())
