"""Who looks at the screen: the session cookie, looked up in the database on every rerun."""

import streamlit as st

from services import sign_in
from services.work import Actor
from utils import settings, wording
from utils.cookies import session_cookie
from utils.errors import Unauthenticated


class Held(Unauthenticated):
    """Signed in, and open to nothing before one form is filled in; `href` leads there."""

    def __init__(self, sentence: str, href: str) -> None:
        super().__init__(sentence)
        self.href = href


_KEY = "_actor_of_this_run"
_LANGUAGE = "_language_of_this_screen"


def token() -> str:
    """The session token of this browser, '' when there is none. Streamlit keeps the cookies of the first connection."""
    return st.context.cookies.to_dict().get(session_cookie(settings.current().is_behind_tls), "")


def look_up(*, is_there: bool = True) -> Actor:
    """The actor as the database knows it now. Raises Unauthenticated when the session has ended."""
    wording.use(st.session_state.get(_LANGUAGE) or _asked_for())
    held = token()
    if not held:
        raise Unauthenticated("Nobody is signed in.")
    actor = sign_in.actor_of(held, is_there=is_there)
    if actor.must_change_password:
        raise Held("Choose a new password first.", "/auth/password?")
    if actor.must_set_up_factor:
        raise Held("Your role needs a second factor from now on.", "/auth/second-factor/set-up?")
    return actor


def speak(language: str) -> None:
    """Let the screen speak this language, also where only a part of it is drawn anew."""
    st.session_state[_LANGUAGE] = language
    wording.use(language)


def hand_over(actor: Actor) -> None:
    """Keep the actor that the frame looked up for the page that it is about to run."""
    st.session_state[_KEY] = actor


def current() -> Actor:
    """The actor of this rerun: the one the frame has just looked up, else a fresh look-up (fragments)."""
    actor: Actor | None = st.session_state.pop(_KEY, None)
    return actor or look_up()


def watching() -> Actor:
    """The actor for what a clock draws anew while nobody need be there: it does not keep the session alive."""
    actor: Actor | None = st.session_state.pop(_KEY, None)
    return actor or look_up(is_there=False)


def _asked_for() -> str:
    return wording.asked_for(st.context.headers.get("Accept-Language") or "")
