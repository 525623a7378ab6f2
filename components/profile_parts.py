"""The parts of one's own profile."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components import drafts, facts, once, page, session, table, themes, words
from components.fields import Faults
from components.markup import icon
from components.screens import NOTICE_CHOICES
from components.status import badge
from components.table import Column, Kind, Writer
from services import sign_in, staff
from services.permissions import ROLE_NAMES
from services.sign_in import OwnSession
from services.staff import Own
from services.work import Actor
from utils import devices
from utils.wording import apart, worded


def overview(actor: Actor, own: Own) -> None:
    """What others see of the person."""
    facts.show(
        [
            ("Name", actor.full_name),
            ("Username", actor.username),
            ("Role", worded(ROLE_NAMES[actor.role])),
            ("Sees", _reach(actor, own)),
            ("Organization", actor.organization),
            ("Since", words.moment(own.created_at, actor.time_zone)),
        ]
    )
    page.below(worded("Name, role and areas are changed by a head administrator."))
    page.html(
        _row(
            [
                ("/auth/password?next=%2Fprofile", "password", worded("Change password")),
                (NOTICE_CHOICES.link(), "notifications", worded("What I am told of")),
            ]
        )
    )


def phone(actor: Actor, own: Own) -> None:
    """The form for one's own phone."""
    page.section(worded("Phone"), worded("Colleagues who may see phones see this one."))
    faults = Faults()
    with drafts.form("own_phone", "profile.phone") as draft:
        shown = words.phone(own.phone, is_masked=False) if own.phone else ""
        typed = st.text_input(worded("Phone"), value=shown, max_chars=30, placeholder="0300-1234567", key="own_phone_text")
        faults.below("phone")
        is_sent = st.form_submit_button(worded("Save phone"), icon=":material/check:")
    command = once.command("own_phone", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: staff.change_own_phone(work, typed), faults):
        page.flash(worded("Your phone is saved.") if typed.strip() else worded("Your phone is taken out."))
        st.rerun()


def email(own: Own) -> None:
    """One's own address, and the way to change it, with the password."""
    said = worded("Where notices go that you want by e-mail, and the link when you forgot your password.")
    page.section(worded("E-mail"), said)
    facts.show([("Address", own.email or worded("None yet"))])
    word = worded("Change e-mail address") if own.email else worded("Add an e-mail address")
    page.html(_row([("/auth/email", "mail", word)]))


def language(actor: Actor) -> None:
    """The choice of the language, said in each of them: who chose the wrong one finds back."""
    page.section("Language · زبان", worded("For the screens of your day, at once; the other screens are in English."))
    page.html(themes.languages(actor.language))


def colours() -> None:
    """The choice of light and dark."""
    page.section(worded("Colours"), worded("For this device at once, and for the next device that you sign in on."))
    page.html(themes.buttons(has_words=True))


def second_factor(actor: Actor) -> None:
    """Whether there is a second factor, and the ways to change it, each with the password."""
    said = worded("A code from an app on your phone beside the password, and a stolen password opens nothing.")
    page.section(worded("Second factor"), said)
    with page.telling() as told:
        own = sign_in.second_factor_of(session.token())
    if not told.is_ok:
        return
    set_up = "/auth/second-factor/set-up?next=%2Fprofile"
    if own is None:
        facts.show([("State", badge("second_factor", "off"))])
        page.html(_row([(set_up, "smartphone", worded("Set up"))]))
        return
    left = words.counted(own.codes_left, "recovery code")
    facts.show(
        [
            ("State", badge("second_factor", "on")),
            ("Since", words.moment(own.enrolled_at, actor.time_zone)),
            ("Left", left),
        ]
    )
    if own.codes_left < 3:
        page.say("warning", worded("Only {codes} left: make new ones before the phone is lost.", codes=left))
    page.html(
        _row([
            (set_up, "smartphone", worded("Set up a new phone")),
            ("/auth/second-factor/recovery-codes", "key", worded("New recovery codes")),
            ("/auth/second-factor/remove", "lock_open", worded("Remove")),
        ])
    )  # fmt: skip


def sessions(actor: Actor) -> None:
    """Where one is and was signed in, and the ways to end that."""
    page.section(worded("Sessions and devices"), worded("A session ends after 30 idle minutes, after 12 hours, or here."))
    with page.telling() as told:
        found = sign_in.own_sessions(session.token())
    if not told.is_ok:
        return
    columns = (
        Column[OwnSession]("Device", lambda row: devices.words(row.user_agent), sub="address"),
        Column[OwnSession]("Organization", "organization", is_desk_only=True),
        Column[OwnSession]("Since", "created_at", Kind.MOMENT),
        Column[OwnSession]("Last seen", "seen_at", Kind.MOMENT),
        Column[OwnSession]("State", "state", Kind.STATUS, noun="session", is_lead=True),
    )
    table.show(columns, found, Writer(actor.currency, actor.time_zone))
    live = [each for each in found if each.state == "live"]
    if live:
        _end(actor, live)


def _end(actor: Actor, live: Sequence[OwnSession]) -> None:
    def word(each: OwnSession) -> str:
        since = worded("since {moment}", moment=words.moment(each.created_at, actor.time_zone))
        return worded(", ").join((apart(devices.words(each.user_agent)), apart(each.address), since))

    with st.form("end_own_session", border=True):
        which = st.selectbox(worded("Session"), live, format_func=word, key="own_session_which")
        with st.container(horizontal=True):
            is_one = st.form_submit_button(worded("Sign out there"), icon=":material/logout:")
            is_all = st.form_submit_button(worded("Sign out everywhere else"), icon=":material/power:")
    if not is_one and not is_all:
        return
    with page.telling() as told:
        if is_all:
            sign_in.end_other_sessions(session.token())
        else:
            sign_in.end_own_session(session.token(), which.session_id)
    if told.is_ok:
        there = worded("Signed out of {device}.", device=devices.words(which.user_agent))
        page.flash(worded("You are signed out everywhere else.") if is_all else there)
        st.rerun()


def _reach(actor: Actor, own: Own) -> str:
    if actor.account_id is not None:
        return worded("Own account")
    if actor.area_ids is None:
        return worded("Everywhere")
    return worded(", ").join(apart(area) for area in own.areas) or worded("Nowhere")


def _row(links: Sequence[tuple[str, str, str]]) -> Markup:
    made = [
        Markup('<a class="su-button su-second" href="{}" target="_self">{}{}</a>').format(href, icon(symbol), text)
        for href, symbol, text in links
    ]
    return Markup('<div class="su-actions">{}</div>').format(Markup(" ").join(made))
