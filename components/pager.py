"""The line below a list: which rows are shown of how many, the pages beside it, and how many rows a page has."""

from typing import Any

from markupsafe import Markup

from components.browser_query import SIZES, Asked
from components.markup import icon, joined, link
from components.words import counted
from services.paging import Page
from utils.wording import worded


def show(noun: str, nouns: str, asked: Asked, found: Page[Any]) -> Markup:
    """The pager as HTML; nothing where there is no row."""
    if not found.rows:
        return Markup()
    shown = len(found.rows)
    is_whole = found.next_key is None and found.previous_key is None
    told = counted(found.count, noun, nouns)
    total = told.replace(f"{found.count:,}", f"{found.count:,}+", 1) if found.is_capped else told
    rows = f"{asked.first:,}–{asked.first + shown - 1:,}"
    says = total if is_whole else worded("{rows} of {total}", rows=rows, total=total)
    previous = _step(asked.href_previous(found.previous_key) if found.previous_key else None, is_next=False)
    following = _step(asked.href_next(found.next_key, shown) if found.next_key else None, is_next=True)
    steps = Markup() if is_whole else Markup('<span class="su-steps">{}{}</span>').format(previous, following)
    return Markup('<nav class="su-pager" aria-label="{}"><span>{}</span>{}{}</nav>').format(
        worded("Pages"), says, steps, _sizes(asked) if found.count > SIZES[0] else ""
    )


def _step(href: str | None, *, is_next: bool) -> Markup:
    parts = (worded("Next"), icon("chevron_right")) if is_next else (icon("chevron_left"), worded("Previous"))
    inner, css = Markup("{}{}").format(*parts), "su-step su-next" if is_next else "su-step su-previous"
    return link(href, inner, css) if href else Markup('<span class="{}" aria-disabled="true">{}</span>').format(css, inner)


def _sizes(asked: Asked) -> Markup:
    items = [
        Markup('<a href="{}" target="_self"{}>{}</a>').format(
            asked.href(size=str(size)), Markup(' aria-current="true"') if size == asked.query.size else "", size
        )
        for size in SIZES
    ]
    return Markup('<span class="su-sizes">{} {}</span>').format(worded("Rows"), joined(items))
