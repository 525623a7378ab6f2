"""Who looks at the screen: the session cookie, looked up in the database on every rerun."""

import streamlit as st

from services import sign_in
from services.work import Actor
from utils import settings
from utils.cookies import session_cookie
from utils.errors import Unauthenticated


class Held(Unauthenticated):
    """Signed in, and open to nothing before one form is filled in; `href` leads there."""

    def __init__(self, sentence: str, href: str) -> None:
        super().__init__(sentence)
        self.href = href


_KEY = "_actor_of_this_run"


def token() -> str:
    """The session token of this browser, '' when there is none. Streamlit keeps the cookies of the first connection."""
    return st.context.cookies.to_dict().get(session_cookie(settings.current().is_behind_tls), "")


def look_up(*, is_there: bool = True) -> Actor:
    """The actor as the database knows it now. Raises Unauthenticated when the session has ended."""
    held = token()
    if not held:
        raise Unauthenticated("Nobody is signed in.")
    actor = sign_in.actor_of(held, is_there=is_there)
    if actor.must_change_password:
        raise Held("Choose a new password first.", "/auth/password?")
    if actor.must_set_up_factor:
        raise Held("Your role needs a second factor from now on.", "/auth/second-factor/set-up?")
    return actor


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
