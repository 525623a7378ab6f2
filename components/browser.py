"""The common browser: every list searches, filters, sorts and pages alike, and a link to it shows the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st
from markupsafe import Markup

from components import browser_query, page, table
from components.browser_query import SIZES, Asked
from components.filters import Filter, chip_of_sorts
from components.markup import icon, joined, link
from components.screens import Screen
from components.table import Column, Writer
from components.words import counted
from services.paging import ListQuery, Page

Row = TypeVar("Row")


@dataclass(frozen=True)
class Browser(Generic[Row]):
    """One list. `fetch` asks a service for a page; `href` is the address of a row's record (None: it has none).

    `sorts` is (key, words), the usual order first. `empty` teaches the first step where there is nothing at all.
    """

    screen: Screen
    noun: str
    columns: Sequence[Column[Row]]
    fetch: Callable[[ListQuery], Page[Row]]
    writer: Writer
    href: Callable[[Row], str] | None = None
    filters: Sequence[Filter] = ()
    sorts: Sequence[tuple[str, str]] = ()
    search: str = ""
    empty: str = ""
    nouns: str = ""
    size: int = 50
    kept: Sequence[str] = ()


def show(browser: Browser[Row]) -> Page[Row] | None:
    """Draw the list that the address asks for; returns what was drawn, None when it could not be read."""
    asked = ask(browser, st.query_params.to_dict())
    with page.telling():
        found = browser.fetch(asked.query)
        st.html(render(browser, asked, found))
        return found
    return None


def ask(browser: Browser[Row], params: dict[str, str]) -> Asked:
    """What an address asks of this list; `kept` names parameters of the page that its links carry along."""
    names = [one.name for one in browser.filters]
    defaults = {one.name: one.default for one in browser.filters if one.default}
    asked = browser_query.read(f"/{browser.screen.url}", params, names, [key for key, _ in browser.sorts], defaults, browser.size)
    carried = {name: params[name] for name in browser.kept if params.get(name)}
    return Asked(asked.path, asked.query, {**carried, **asked.params}, asked.first) if carried else asked


def render(browser: Browser[Row], asked: Asked, found: Page[Row]) -> Markup:
    """The whole list as HTML."""
    body = table.render(browser.columns, found.rows, browser.writer, browser.href) if found.rows else _empty(browser, asked)
    return Markup('<section class="su-browser" aria-label="{}">{}{}{}</section>').format(
        browser.screen.title, _tools(browser, asked), body, _pager(browser, asked, found)
    )


def _tools(browser: Browser[Row], asked: Asked) -> Markup:
    parts = [_search(browser, asked)] if browser.search else []
    parts += [one.chip(asked) for one in browser.filters]
    if asked.is_narrowed:
        clear: dict[str, str | None] = {"q": None, **{one.name: None for one in browser.filters}}
        parts.append(link(asked.href(**clear), "Clear", "su-clear"))
    parts.append(chip_of_sorts(browser.sorts, asked))
    return Markup('<div class="su-tools">{}</div>').format(joined(parts))


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
    nouns = browser.nouns or f"{browser.noun}s"
    if asked.query.after or asked.query.before:
        sentence, step = f"There are no {nouns} on this page any more.", link(asked.href(), "Go to the first page")
    elif asked.is_narrowed:
        sentence, step = f"No {browser.noun} matches.", Markup("Look for something shorter, or clear the filters.")
    else:
        sentence, step = f"There are no {nouns} yet.", Markup("{}").format(browser.empty)
    return Markup('<div class="su-notice">{}<p><strong>{}</strong></p><p>{}</p></div>').format(
        icon("search_off" if asked.is_narrowed else "inbox"), sentence, step
    )


def _pager(browser: Browser[Row], asked: Asked, found: Page[Row]) -> Markup:
    if not found.rows:
        return Markup()
    shown = len(found.rows)
    is_whole = found.next_key is None and found.previous_key is None
    nouns = counted(found.count, browser.noun, browser.nouns)
    total = nouns.replace(f"{found.count:,}", f"{found.count:,}+", 1) if found.is_capped else nouns
    says = total if is_whole else f"{asked.first:,}–{asked.first + shown - 1:,} of {total}"
    previous = _step(asked.href_previous(found.previous_key) if found.previous_key else None, "Previous", "chevron_left")
    following = _step(asked.href_next(found.next_key, shown) if found.next_key else None, "Next", "chevron_right")
    steps = Markup() if is_whole else Markup('<span class="su-steps">{}{}</span>').format(previous, following)
    return Markup('<nav class="su-pager" aria-label="Pages"><span>{}</span>{}{}</nav>').format(
        says, steps, _sizes(asked) if found.count > SIZES[0] else ""
    )


def _step(href: str | None, word: str, symbol: str) -> Markup:
    inner = Markup("{}{}").format(word, icon(symbol)) if word == "Next" else Markup("{}{}").format(icon(symbol), word)
    css = "su-step su-next" if word == "Next" else "su-step"
    return link(href, inner, css) if href else Markup('<span class="{}" aria-disabled="true">{}</span>').format(css, inner)


def _sizes(asked: Asked) -> Markup:
    items = [
        Markup('<a href="{}" target="_self"{}>{}</a>').format(
            asked.href(size=str(size)), Markup(' aria-current="true"') if size == asked.query.size else "", size
        )
        for size in SIZES
    ]
    return Markup('<span class="su-sizes">Rows {}</span>').format(joined(items))
