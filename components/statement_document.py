"""The statement of an account as a document: choosing its days, its lines, and its heading on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from components import cards, ledger_lines, page, table, words
from components.cards import Figure
from components.markup import address, icon, joined, link
from components.screens import STATEMENT
from components.table import Column, Kind, Writer
from services.ledger import KindTotal, Statement, StatementLine
from services.work import Actor
from utils.days import PRESETS, Span

ALL, MOVING = "all", "moving"


@dataclass(frozen=True)
class _Row:
    """One line as drawn; the opening balance has neither charge nor credit."""

    day: date
    what: str
    note: str
    charged: Decimal | None
    credited: Decimal | None
    matched: Decimal | None
    balance: Decimal
    href: str | None = None


def choose(account_id: int, first: date, last: date, today: date, shown: str) -> None:
    """The named spans as links, two days to choose freely, and whether matchings are listed."""
    chips = [_preset(account_id, word, span(today), (first, last), shown) for word, span in PRESETS.values()]
    form = Markup(
        '<form class="su-span" method="get" action="{}" data-stays><input type="hidden" name="account" value="{}">{}'
        '<label>From <input type="date" name="from" value="{}" required></label>'
        '<label>to <input type="date" name="to" value="{}" required></label>'
        '<button class="su-button">Show</button></form>'
    ).format(STATEMENT.link(), account_id, _hidden(shown), first.isoformat(), last.isoformat())
    page.html(
        Markup('<nav class="su-spans su-screen-only" aria-label="Days of the statement">{}</nav>').format(joined(chips) + form)
    )


def heading_on_paper(actor: Actor, statement: Statement, printed: str) -> None:
    """Who, for whom, which days; seen only when printed."""
    page.html(
        Markup(
            '<header class="su-paper-only su-letter"><p class="su-letter-from">{}</p><h1>Statement of account</h1>'
            "<p>{}<br>Account {}</p><p>{} to {}</p><p>Printed {}</p></header>"
        ).format(
            actor.organization,
            statement.holder_name,
            statement.account_code,
            words.day(statement.first),
            words.day(statement.last),
            printed,
        )
    )


def actions(statement: Statement, shown: str) -> None:
    """Print it, download it, or leave out what moved no money."""
    span = {"from": statement.first.isoformat(), "to": statement.last.isoformat()}
    file = address(f"/api/v1/accounts/{quote(statement.account_code)}/statement", {**span, "format": "csv"})
    other = {"account": statement.account_id, **span, "entries": "" if shown == MOVING else MOVING}
    word = "Show matchings too" if shown == MOVING else "Leave out matchings"
    page.html(
        Markup('<p class="su-screen-only su-actions"><button class="su-button" data-print>{}Print</button>{}{}</p>').format(
            icon("print"),
            Markup('<a class="su-button su-second" href="{}" download>{}CSV</a>').format(file, icon("download")),
            link(address(f"/{STATEMENT.url}", other), word, "su-button su-second"),
        )
    )


def figures(actor: Actor, statement: Statement) -> None:
    """The four sums: opening + charged − credited = closing."""
    currency = actor.currency
    cards.show(
        [
            Figure(_side("Opening", statement.opening), words.money(abs(statement.opening), currency), _on(statement.first)),
            Figure("Charged", words.money(statement.charged, currency), "bills and what adds to the debt"),
            Figure("Credited", words.money(statement.credited, currency), "payments and what lessens it"),
            Figure(_side("Closing", statement.closing), words.money(abs(statement.closing), currency), _upto(statement.last)),
        ]
    )


def lines(actor: Actor, statement: Statement, shown: str) -> None:
    """Every entry with the balance after it, between opening and closing balance."""
    chosen = [line for line in statement.lines if shown == ALL or line.amount]
    rows = [
        _Row(statement.first, "Opening balance", "", None, None, None, statement.opening),
        *[_row(line) for line in chosen],
    ]
    has_matchings = any(row.matched for row in rows)
    columns = (
        Column[_Row]("Date", "day", Kind.DATE),
        Column[_Row]("Entry", "what", sub="note", total=f"Closing balance, {words.day(statement.last)}"),
        *([Column[_Row]("Matched", lambda row: _or_blank(row.matched), Kind.MONEY)] if has_matchings else []),
        Column[_Row]("Charged", lambda row: _or_blank(row.charged), Kind.MONEY, total=statement.charged),
        Column[_Row]("Credited", lambda row: _or_blank(row.credited), Kind.MONEY, total=statement.credited),
        Column[_Row]("Balance", "balance", Kind.MONEY, is_lead=True, total=statement.closing),
    )
    table.show(columns, rows, Writer(actor.currency, actor.time_zone), lambda row: row.href)
    if not statement.lines:
        page.below("Nothing was posted to the account between these days.")


def totals(actor: Actor, totals: Sequence[KindTotal]) -> None:
    """How much each kind of entry moved the balance."""
    if not totals:
        return
    page.section("By kind")
    columns = (
        Column[KindTotal]("Kind", lambda row: ledger_lines.KINDS[row.kind]),
        Column[KindTotal]("Entries", "count", Kind.NUMBER),
        Column[KindTotal]("Amount", "amount", Kind.MONEY, is_lead=True, total=sum((row.amount for row in totals), Decimal(0))),
    )
    table.show(columns, totals, Writer(actor.currency, actor.time_zone), is_kept=True)


# An empty cell, which a card leaves out; a dash would say that something is missing.
_BLANK: Final = Markup("<!-- -->")


def _or_blank(amount: Decimal | None) -> object:
    return _BLANK if amount is None else amount


def _row(line: StatementLine) -> _Row:
    amount = line.amount
    return _Row(
        line.value_on,
        ledger_lines.entry(line),
        line.note,
        amount if amount > 0 else None,
        -amount if amount < 0 else None,
        None if amount else abs(line.due),
        line.balance,
        ledger_lines.href(line),
    )


def _preset(account_id: int, word: str, span: Span, chosen: Span, shown: str) -> Markup:
    first, last = span
    href = STATEMENT.link(
        account=account_id, **{"from": first.isoformat(), "to": last.isoformat(), "entries": "" if shown == ALL else shown}
    )
    current = Markup(' aria-current="true"') if span == chosen else ""
    return Markup('<a class="su-tab" href="{}" target="_self"{}>{}</a>').format(href, current, word)


def _hidden(shown: str) -> Markup:
    return Markup() if shown == ALL else Markup('<input type="hidden" name="entries" value="{}">').format(shown)


def _side(word: str, amount: Decimal) -> str:
    return f"{word} balance, paid ahead" if amount < 0 else f"{word} balance"


def _on(day: date) -> str:
    return f"owed when {words.day(day)} began"


def _upto(day: date) -> str:
    return f"owed at the end of {words.day(day)}"
