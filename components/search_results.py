"""What a search found, in groups of links; and the box that stands on every screen."""

from typing import Final

from markupsafe import Markup, escape

from components import phones, words
from components.markup import icon, joined, link
from components.screens import (
    ACCOUNT,
    ACCOUNTS,
    BILL,
    CASH_RECEIPT,
    CHALLAN,
    PAYMENT,
    SEARCH,
    STAFF,
    STAFF_MEMBER,
    SURVEY_UNITS,
    TICKET,
    TICKETS,
    UNIT,
    VISIT,
    Screen,
)
from components.status import badge
from services.permissions import Permission
from services.search import Group, Hit, Noun, Results
from services.work import Actor
from utils import month
from utils.wording import worded

HEADINGS: Final = {
    Noun.ACCOUNT: ("Accounts", "person"),
    Noun.UNIT: ("Survey units", "home_work"),
    Noun.BILL: ("Bills", "receipt_long"),
    Noun.PAYMENT: ("Payments", "payments"),
    Noun.CASH_RECEIPT: ("Cash receipts", "receipt"),
    Noun.TICKET: ("Tickets", "confirmation_number"),
    Noun.VISIT: ("Visits", "directions_walk"),
    Noun.CHALLAN: ("Challans", "gavel"),
    Noun.STAFF: ("Staff", "badge"),
}
LISTS: Final[dict[Noun, Screen]] = {Noun.ACCOUNT: ACCOUNTS, Noun.UNIT: SURVEY_UNITS, Noun.STAFF: STAFF}
# Whose states it shows, where that is called otherwise.
SIGNED: Final = {Noun.CASH_RECEIPT: "cash"}
ENTERED: Final = "go"
"""The parameter that says the text was entered, not just typed: one record whose number it is then opens at once."""


def box(text: str) -> Markup:
    """The search box of every screen; `text` is what it holds."""
    return Markup(
        '<form class="su-find" role="search" method="get" action="{}">{}'
        '<input type="search" name="q" value="{}" placeholder="{}" title="Ctrl+K"'
        ' aria-label="{}"'
        ' autocomplete="off" spellcheck="false" maxlength="100" enterkeyhint="search"><kbd aria-hidden="true">Ctrl K</kbd></form>'
    ).format(
        SEARCH.link(),
        icon("search"),
        text,
        worded("Find anyone or anything"),
        worded("Find a unit, account, bill, payment, receipt, ticket, visit or challan by code, number, phone, CNIC or name"),
    )


def href(hit: Hit) -> str:
    """The address of a hit's record."""
    match hit.noun:
        case Noun.ACCOUNT:
            return ACCOUNT.link(account=hit.target)
        case Noun.UNIT:
            return UNIT.link(unit=hit.target)
        case Noun.BILL:
            return BILL.link(bill=hit.target)
        case Noun.PAYMENT:
            return PAYMENT.link(payment=hit.target)
        case Noun.CASH_RECEIPT:
            return CASH_RECEIPT.link(receipt=hit.target)
        case Noun.TICKET:
            return TICKET.link(ticket=hit.target)
        case Noun.VISIT:
            return VISIT.link(visit=hit.target)
        case Noun.CHALLAN:
            return CHALLAN.link(challan=hit.target)
        case Noun.STAFF:
            return STAFF_MEMBER.link(member=hit.target)


def render(actor: Actor, found: Results) -> Markup:
    """All groups as HTML."""
    return Markup('<div class="su-found">{}</div>').format(joined([_group(actor, found, group) for group in found.groups]))


def among_tickets(actor: Actor, text: str) -> Markup:
    """The way to the tickets that say these words; nothing for a number alone, or for who reads none."""
    if not actor.may(Permission.TICKET_READ) or not any(character.isalpha() for character in text):
        return Markup()
    return link(TICKETS.link(q=text), f"Tickets that say “{text}”")


def jump(hit: Hit) -> Markup:
    """A mark that the browser follows at once, with the link for who has no script."""
    target = href(hit)
    return Markup('<p class="su-below" data-jump="{}">{}</p>').format(target, link(target, f"Open {hit.title}"))


def count_of(group: Group) -> str:
    """How many there are: '3', 'more than 50'."""
    return f"more than {group.count:,}" if group.is_capped else f"{group.count:,}"


def _group(actor: Actor, found: Results, group: Group) -> Markup:
    heading, symbol = HEADINGS[group.noun]
    more = Markup()
    if group.is_capped or group.count > len(group.hits):
        target = LISTS.get(group.noun)
        step = link(target.link(q=found.text), f"Open in {heading.lower()}") if target else Markup("Type more to narrow it down.")
        more = Markup('<p class="su-below">The best {} of {}. {}</p>').format(len(group.hits), count_of(group), step)
    rows = joined([_row(actor, hit, symbol) for hit in group.hits])
    return Markup('<section aria-label="{}"><h2>{}</h2><ul>{}</ul>{}</section>').format(heading, heading, rows, more)


def _row(actor: Actor, hit: Hit, symbol: str) -> Markup:
    parts = [part for part in (hit.detail, phones.shown(actor, hit.phone), _dated(hit)) if part]
    inner = Markup('{}<span class="su-hit"><strong>{}</strong>{}<small>{}</small></span>{}{}').format(
        icon(symbol),
        hit.title,
        Markup("<em>sounds alike</em>") if hit.is_similar else "",
        joined([escape(parts[0]), *(Markup("<span>{}</span>").format(part) for part in parts[1:])], " · ") if parts else "",
        "" if hit.amount is None else Markup('<span class="su-num">{}</span>').format(words.money(hit.amount, actor.currency)),
        badge(SIGNED.get(hit.noun, hit.noun.value), hit.state) if hit.state else "",
    )
    return Markup('<li><a href="{}" target="_self">{}</a></li>').format(href(hit), inner)


def _dated(hit: Hit) -> str:
    if hit.on is None:
        return ""
    return month.show(hit.on) if hit.noun is Noun.BILL else words.day(hit.on)
