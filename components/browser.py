"""The common browser: every list searches, filters, sorts and pages alike, and a link to it shows the same rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, TypeVar

import streamlit as st
from markupsafe import Markup

from components import browser_query, column_chip, page, pager, table, views
from components.browser_query import Asked
from components.filters import Filter, chip, chip_of_others, chip_of_sorts
from components.markup import address, icon, joined, link
from components.screens import Screen
from components.table import Column, Writer
from services import bulk_changes, listing
from services.listing import Listing
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Actor, begin
from utils.wording import worded

Row = TypeVar("Row")


@dataclass(frozen=True)
class Browser(Generic[Row]):
    """One list. `fetch` asks a service for a page; `href` is the address of a row's record (None: it has none).

    `others` are filters behind one chip. `sorts` is (key, words), the usual order first. `totals` gives the sums below
    columns by name, for lists short enough to be counted. `picked` names a row; with `changes` (the noun of a bulk
    change) or `picked_by` (screens that take the chosen rows as `ids`) rows can be chosen. `exports` is the noun of a
    file. `empty` teaches the first step where there
    is nothing at all. `kept` are parameters of the page that the links of the list carry along; without
    `has_views` the list is a part of a record and has no saved views.
    """

    screen: Screen
    noun: str
    columns: Sequence[Column[Row]]
    fetch: Callable[[ListQuery], Page[Row]]
    writer: Writer
    actor: Actor
    href: Callable[[Row], str] | None = None
    filters: Sequence[Filter] = ()
    others: Sequence[Filter] = ()
    sorts: Sequence[tuple[str, str]] = ()
    search: str = ""
    empty: str = ""
    nouns: str = ""
    size: int = 50
    kept: Sequence[str] = ()
    totals: Callable[[ListQuery], Mapping[str, Decimal]] | None = None
    picked: Callable[[Row], object] | None = None
    changes: str = ""
    exports: str = ""
    has_views: bool = True
    picked_by: Sequence[Screen] = ()


def of(
    wanted: Listing[Row],
    screen: Screen,
    actor: Actor,
    columns: Sequence[Column[Row]],
    found: Mapping[str, Filter],
    first: Sequence[str],
    *,
    href: Callable[[Row], str],
    search: str = "",
    empty: str = "",
    picked: Callable[[Row], object] | None = None,
    changes: str = "",
    exports: str = "",
    picked_by: Sequence[Screen] = (),
) -> Browser[Row]:
    """The browser of a listing: `found` are its filters by name, those named in `first` each with a chip of its own."""

    def fetch(query: ListQuery) -> Page[Row]:
        with begin(actor) as work:
            return listing.page(work, wanted, query)

    def totals(query: ListQuery) -> Mapping[str, Decimal]:
        with begin(actor) as work:
            return listing.totals(work, wanted, query).sums

    has_sums = any(each.is_summed for each in wanted.fields)
    return Browser(
        screen=screen,
        noun=wanted.noun,
        nouns=wanted.nouns,
        columns=column_chip.with_others(columns, wanted, actor),
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        actor=actor,
        href=href,
        filters=[found[name] for name in first if name in found],
        others=[one for name, one in found.items() if name not in first],
        sorts=[(sort.key, sort.label) for sort in wanted.sorts],
        search="" if actor.account_id else search,
        empty=empty,
        totals=totals if has_sums else None,
        picked=picked,
        changes=changes if bulk_changes.actions_for(actor, changes) else "",
        exports=exports if actor.may(Permission.EXPORT) else "",
        picked_by=[screen for screen in picked_by if screen.is_for(actor)],
    )


def show(browser: Browser[Row]) -> Page[Row] | None:
    """Draw the list that the address asks for; returns what was drawn, None when it could not be read."""
    offered = views.offered(browser.actor, browser.screen) if browser.has_views else views.NOTHING
    params = views.opened(offered, st.query_params.to_dict(), browser.actor)
    asked = ask(browser, params)
    with page.telling() as told:
        found = browser.fetch(asked.query)
        sums = _sums(browser, asked, found)
        st.html(render(browser, asked, found, sums, offered))
        return found
    if not told.is_ok:
        st.html(_framed(browser, Markup("{}").format(_tools(browser, asked, offered))))
    return None


def ask(browser: Browser[Row], params: Mapping[str, str]) -> Asked:
    """What an address asks of this list."""
    known = [*browser.filters, *browser.others]
    names = [one.name for one in known]
    defaults = {one.name: one.default for one in known if one.default}
    asked = browser_query.read(f"/{browser.screen.url}", params, names, [key for key, _ in browser.sorts], defaults, browser.size)
    carried = {name: params[name] for name in browser.kept if params.get(name)}
    return replace(asked, params={**carried, **asked.params}) if carried else asked


def render(
    browser: Browser[Row],
    asked: Asked,
    found: Page[Row],
    sums: Mapping[str, Decimal] | None = None,
    offered: views.Offered = views.NOTHING,
) -> Markup:
    """The whole list as HTML."""
    columns = [replace(column, total=(sums or {}).get(column.key)) for column in column_chip.chosen(browser.columns, asked)]
    foot = worded("Total of {count:,}", count=found.count)
    picked = browser.picked if browser.changes or browser.picked_by else None
    body = (
        table.render(columns, found.rows, browser.writer, browser.href, picked=picked, foot=foot)
        if found.rows
        else _empty(browser, asked)
    )
    parts = [_tools(browser, asked, offered), body, pager.show(browser.noun, browser.nouns, asked, found)]
    if picked and found.rows:
        parts.insert(1, _selection(browser, asked, found))
    return _framed(browser, joined(parts))


def _framed(browser: Browser[Row], inner: Markup) -> Markup:
    return Markup('<section class="su-browser" aria-label="{}">{}</section>').format(worded(browser.screen.title), inner)


def _sums(browser: Browser[Row], asked: Asked, found: Page[Row]) -> Mapping[str, Decimal]:
    return browser.totals(asked.query) if browser.totals and len(found.rows) > 1 and not found.is_capped else {}


def _tools(browser: Browser[Row], asked: Asked, offered: views.Offered) -> Markup:
    parts = [_search(browser, asked)] if browser.search else []
    chosen = [one for one in browser.others if one.word(asked)]
    parts += [chip(one, asked) for one in [*browser.filters, *chosen]]
    parts.append(chip_of_others([one for one in browser.others if one not in chosen], asked))
    if asked.is_narrowed:
        clear = asked.href(**dict.fromkeys(("q", *(one.name for one in [*browser.filters, *browser.others]))))
        parts.append(link(clear, worded("Clear"), "su-clear"))
    right = [
        chip_of_sorts(browser.sorts, asked),
        column_chip.chip(browser.columns, asked),
        views.chip(offered, asked),
        _density(),
    ]
    if browser.exports:
        right.append(_export(browser, asked))
    parts.append(Markup('<span class="su-right">{}</span>').format(joined(right)))
    return Markup('<div class="su-tools">{}</div>').format(joined(parts))


def _density() -> Markup:
    return Markup('<button type="button" class="su-tool" data-density title="{}" aria-label="{}">{}</button>').format(
        worded("Rows closer together, or wider apart"), worded("Dense rows"), icon("table_rows")
    )


def _export(browser: Browser[Row], asked: Asked) -> Markup:
    question = Markup('<input type="hidden" name="noun" value="{}"><input type="hidden" name="address" value="{}">').format(
        browser.exports, address("", asked.kept)
    )
    buttons = joined(
        [
            Markup('<li><button type="submit" name="format" value="{}">{}<small>{}</small></button></li>').format(*each)
            for each in (("xlsx", "Excel", "typed cells"), ("csv", "CSV", "plain text"))
        ]
    )
    return Markup(
        '<details class="su-chip su-export" name="su-chips"><summary>{}Export</summary><div class="su-panel">'
        '<form data-post="/api/v1/exports"><p class="su-below">Every row that the list has now.</p>{}<ul>{}</ul>'
        '<p class="su-wrong" role="alert"></p></form></div></details>'
    ).format(icon("download"), question, buttons)


def _selection(browser: Browser[Row], asked: Asked, found: Page[Row]) -> Markup:
    """The bar that appears when rows are chosen; the script fills in how many, and their ids behind its link."""
    several = found.next_key is not None or found.previous_key is not None
    of_all = f"{found.count:,}{'+' if found.is_capped else ''}"
    everything = address("/change", {"noun": browser.changes, "all": "1", **asked.kept})
    change = Markup('<a class="su-button" data-picked-link href="{}" target="_self">{}Change</a>').format(
        address("/change", {"noun": browser.changes}), icon("edit")
    )
    offer = Markup('<a href="{}" target="_self" class="su-all">Change all {} that match</a>').format(everything, of_all)
    more = Markup('<a class="su-button su-second" data-picked-link href="{}" target="_self">{}{}</a>')
    others = [more.format(screen.link(), icon(screen.icon), screen.title) for screen in browser.picked_by]
    return Markup(
        '<div class="su-selection" hidden><strong data-picked-count></strong>'
        "{}{}{}"
        '<button type="button" class="su-plain-button" data-unpick>Choose none</button></div>'
    ).format(change if browser.changes else "", joined(others), offer if several and browser.changes else "")


def _search(browser: Browser[Row], asked: Asked) -> Markup:
    fields = [
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in asked.hidden_fields.items()
    ]
    return Markup(
        '<form class="su-search" role="search" method="get" action="{}">{}'
        '<input type="search" name="q" value="{}" placeholder="{}" aria-label="{}"'
        ' autocomplete="off" spellcheck="false" maxlength="100">{}</form>'
    ).format(asked.path, icon("search"), asked.query.search, browser.search, browser.search, joined(fields))


def _empty(browser: Browser[Row], asked: Asked) -> Markup:
    noun, nouns = worded(browser.noun), worded(browser.nouns or f"{browser.noun}s")
    if asked.query.after or asked.query.before:
        sentence, step = worded("There are no {nouns} on this page any more.", nouns=nouns), _to_first(asked)
    elif asked.is_narrowed:
        sentence = worded("No {noun} matches.", noun=noun)
        step = Markup("{}").format(worded("Look for something shorter, or clear the filters."))
    else:
        sentence, step = worded("There are no {nouns} yet.", nouns=nouns), Markup("{}").format(browser.empty)
    return Markup('<div class="su-notice">{}<p><strong>{}</strong></p><p>{}</p></div>').format(
        icon("search_off" if asked.is_narrowed else "inbox"), sentence, step
    )


def _to_first(asked: Asked) -> Markup:
    return link(asked.href(), worded("Go to the first page"))
