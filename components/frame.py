"""The frame around every screen: navigation by role, the organization, who is signed in, light and dark."""

from copy import copy
from functools import lru_cache
from typing import Final

import streamlit as st
from markupsafe import Markup

from components import asked, notice_parts, page, search_results, session, themes
from components.markup import icon, joined
from components.screens import HOME, PROFILE, SCREENS, SEARCH, Screen
from services import sign_in
from services.permissions import ROLE_NAMES
from services.staff import Membership
from services.work import Actor
from utils.errors import Unauthenticated
from utils.settings import ROOT
from utils.wording import language, use, worded

_MEMBERSHIPS: Final = "_memberships"
_SCREENS: Final = {screen.url: screen for screen in SCREENS}
_ICON: Final = str(ROOT / "assets" / "favicon.svg")


def run() -> None:
    """Run the screen that the address names, inside the frame."""
    st.set_page_config(page_title="Suthra", page_icon=_ICON, layout="wide", initial_sidebar_state="auto")
    with page.telling():
        try:
            actor = session.look_up()
        except Unauthenticated as error:
            st.navigation(_menu(None), position="hidden")  # so that the address, and the way back, is the page asked for
            page.session_ended(error)
            return
        use(actor.language)
        chosen = st.navigation(_menu(actor), position="sidebar", expanded=True)
        with st.sidebar:
            _person(actor, _SCREENS.get(chosen.url_path, HOME))
        st.html(search_results.box(asked.text("q") if chosen.url_path == SEARCH.url else ""))
        st.html(notice_parts.bell(actor))
        session.hand_over(actor)
        chosen.run()


def _menu(actor: Actor | None) -> dict[str, list[st.Page]]:
    # A screen that the role may not open stays in the list, hidden: its address then leads to a sentence.
    shown = tuple(actor is not None and screen.is_for(actor) and not screen.is_hidden for screen in SCREENS)
    menu: dict[str, list[st.Page]] = {}
    for screen, made in zip(SCREENS, _pages(shown, language()), strict=True):
        menu.setdefault(worded(screen.group), []).append(copy(made))  # Streamlit marks the one that is run
    return menu


@lru_cache(64)
def _pages(shown: tuple[bool, ...], _: str) -> tuple[st.Page, ...]:
    """All screens as pages, made once for each menu in each language: it took a third of a rerun."""
    return tuple(
        st.Page(
            screen.path,
            title=worded(screen.title),
            icon=f":material/{screen.icon}:",
            url_path=screen.url or "home",
            default=screen is HOME,
            visibility="visible" if is_shown else "hidden",
        )
        for screen, is_shown in zip(SCREENS, shown, strict=True)
    )


def _person(actor: Actor, screen: Screen) -> None:
    st.html(
        Markup(
            '<div class="su-person" data-person="{person}" data-zone="{zone}" data-colours="{colours}" data-language="{language}"'
            ' lang="{reads}">'
            "{organizations}"
            '<a class="su-who" href="{profile}" target="_self" title="{title}">{symbol}'
            "<div><strong>{name}</strong><span>{role}</span></div></a>"
            '<div class="su-person-row">{theme}'
            '<form method="post" action="/auth/logout"><button class="su-plain-button">{out}{sign_out}</button></form>'
            "</div></div>"
        ).format(
            person=f"{actor.org_id}-{actor.staff_id}",
            zone=actor.time_zone,
            colours=actor.colours,
            language=screen.language_for(actor),
            reads=actor.language,
            profile=PROFILE.link(),
            title=worded(PROFILE.title),
            organizations=_organizations(actor),
            symbol=icon("account_circle"),
            name=actor.full_name,
            role=worded(ROLE_NAMES[actor.role]),
            theme=themes.buttons(),
            out=icon("logout"),
            sign_out=worded("Sign out"),
        )
    )


def _organizations(actor: Actor) -> Markup:
    memberships = _memberships(actor)
    if len(memberships) < 2:
        return Markup('<p class="su-organization">{}</p>').format(actor.organization)
    options = joined(
        [
            Markup('<option value="{}"{}>{}</option>').format(
                member.org_id, Markup(" selected") if member.org_id == actor.org_id else "", member.organization
            )
            for member in memberships
        ]
    )
    return Markup(
        '<form method="post" action="/auth/organization" class="su-switch"><label for="su-org">{}</label>'
        '<select id="su-org" name="org_id" data-submits>{}</select></form>'
    ).format(worded("Organization"), options)


def _memberships(actor: Actor) -> tuple[Membership, ...]:
    # Asked once a connection: who is added to another organization sees it after the next reload.
    known: tuple[int, tuple[Membership, ...]] | None = st.session_state.get(_MEMBERSHIPS)
    if known is None or known[0] != actor.person_id:
        known = (actor.person_id, sign_in.memberships(session.token()))
        st.session_state[_MEMBERSHIPS] = known
    return known[1]
