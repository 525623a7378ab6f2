"""How every page begins, heads itself, and tells what went wrong."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st
from markupsafe import Markup

from components import session
from components.markup import icon, joined, link, unbroken
from components.screens import Screen
from services.permissions import ROLE_NAMES
from services.work import Actor
from utils.errors import AppError, Busy, Forbidden, Gone, Invalid, NotFound, Unauthenticated
from utils.wording import apart, retold, worded

log = logging.getLogger("suthra.screens")

_FLASH = "_said_after_rerun"


def begin(screen: Screen, *, heading: bool = True) -> Actor:
    """Guard the page and return who looks at it; a detail page passes `heading=False` and calls `head` itself.

    A person without the permission reads a sentence and the page ends here. Raises Unauthenticated.
    """
    actor = session.current()
    session.speak(screen.language_for(actor))
    if not screen.is_for(actor):
        head(worded(screen.title))
        role = worded(ROLE_NAMES[actor.role]).lower()
        notice("lock", worded("“{screen}” is not open to the role {role}.", screen=worded(screen.title), role=role), worded(_ASK))
        st.stop()
    if heading and not screen.is_hidden:
        head(worded(screen.title))
        say_flash()
    return actor


def head(title: str, *, mark: Markup | None = None, below: str | Markup = "", back: tuple[str, str] | None = None) -> None:
    """The heading of a page: title, state mark beside it, a quiet line below, and (label, address) of where it belongs."""
    parts = (
        [Markup('<nav class="su-back">{}</nav>').format(link(back[1], Markup("{}{}").format(icon("arrow_back"), back[0])))]
        if back
        else []
    )
    parts.append(Markup("<h1>{}</h1>{}").format(apart(title), mark or ""))
    if below:
        parts.append(Markup('<p class="su-below">{}</p>').format(below))
    st.html(Markup('<header class="su-head">{}</header>').format(joined(parts)))
    st.set_page_config(page_title=f"{title} · Suthra")
    if back:
        say_flash()


def section(title: str, below: str | Markup = "") -> None:
    """The heading of a part of a page."""
    quiet = Markup('<p class="su-below">{}</p>').format(below) if below else ""
    st.html(Markup('<header class="su-section"><h2>{}</h2>{}</header>').format(title, quiet))


def html(markup: Markup) -> None:
    """A piece of HTML made of escaped parts."""
    st.html(markup)


def below(text: str | Markup) -> None:
    """A quiet line under what it belongs to."""
    st.html(Markup('<p class="su-below">{}</p>').format(text))


def notice(symbol: str, sentence: str, next_step: str | Markup = "") -> None:
    """A calm box where there is nothing to show: what is the case, and what to do next."""
    st.html(
        Markup('<div class="su-notice">{}<p><strong>{}</strong></p><p>{}</p></div>').format(
            icon(symbol), unbroken(sentence), unbroken(next_step)
        )
    )


def flash(sentence: str | Markup) -> None:
    """Say what happened on the page that the next rerun shows: 'Recorded Rs 500 for ...'."""
    st.session_state.setdefault(_FLASH, []).append(sentence)


def say_flash() -> None:
    """Show what `flash` kept, once."""
    for sentence in st.session_state.pop(_FLASH, []):
        say("good", sentence)


def say(tone: str, sentence: str | Markup) -> None:
    """A sentence about what happened; `tone` is good, waiting, warning or bad."""
    role = "alert" if tone in {"warning", "bad"} else "status"
    box = Markup('<div class="su-say su-{}" role="{}">{}<div>{}</div></div>')
    st.html(box.format(tone, role, icon(_SAY[tone]), unbroken(sentence)))


_SAY = {"good": "check_circle", "waiting": "info", "warning": "warning", "bad": "error"}


@dataclass
class Telling:
    """How the guarded lines went: `fields` holds one sentence for each wrong field."""

    is_ok: bool = True
    fields: dict[str, str] = field(default_factory=dict[str, str])


@contextmanager
def telling() -> Iterator[Telling]:
    """Translate whatever goes wrong inside into a sentence on the screen; ask `is_ok` of what it gives afterwards."""
    told = Telling()
    try:
        yield told
    except Invalid as error:
        told.is_ok, told.fields = False, error.fields
        _tell_fields(list(error.fields.values()))
    except Unauthenticated as error:
        session_ended(error)
    except AppError as error:
        told.is_ok = False
        _tell(error)
    except Exception as error:  # noqa: BLE001 the last resort of this face: reference to the person, trace to the log
        told.is_ok = False
        tell_unknown(error)


def tell_unknown(error: Exception) -> bool:
    """Give the person a reference, the log the trace. Returns True: nothing more need be shown."""
    reference = secrets.token_hex(4)
    log.error("screen failed, reference %s", reference, exc_info=error)
    say(
        "bad",
        worded(
            "Something went wrong on our side and this was not saved. Try again; if it stays, tell support the reference "
            "{reference}.",
            reference=reference,
        ),
    )
    return True


def session_ended(error: Unauthenticated | None = None) -> None:
    """Say that one must sign in again, or what else comes first, with the way back to this very page; the page ends here."""
    is_held = isinstance(error, session.Held)
    said = retold(str(error)) if is_held else worded("Your session has ended.")
    again = ("/auth/login?reason=ended", worded("Sign in again"))
    href, words = (error.href, worded("Go on")) if isinstance(error, session.Held) else again
    st.html(
        Markup(
            '<div class="su-notice">{}<p><strong>{}</strong></p>'
            '<p>{}</p><p><a class="su-button" href="{}" target="_self" data-sign-in>{}</a></p></div>'
        ).format(
            icon("lock" if is_held else "lock_clock"),
            said,
            worded("What you saved is safe, and you will come back to this page."),
            href,
            words,
        )
    )
    st.stop()


_ASK = "If you need it for your work, ask your head administrator."


def _tell(error: AppError) -> None:
    if isinstance(error, NotFound):
        notice("search_off", retold(str(error)), worded("It may have been removed, or it lies outside your areas."))
    elif isinstance(error, Gone):
        notice("history_toggle_off", retold(error.sentence), retold(error.instead))
    elif isinstance(error, Forbidden):
        notice("lock", retold(str(error)))
    elif isinstance(error, Busy):
        say("warning", f"{retold(str(error))} {worded('Nothing was lost; try again in a moment.')}")
    else:
        say("warning", retold(str(error)))


def _tell_fields(sentences: Sequence[str]) -> None:
    told = [retold(sentence) for sentence in sentences]
    items = joined([Markup("<li>{}</li>").format(sentence) for sentence in told])
    say("bad", told[0] if len(told) == 1 else Markup("<ul>{}</ul>").format(items))
