"""The form of what one is told of, and the button that follows a record."""

from typing import Final

import streamlit as st

from components import drafts, once, page
from components.fields import Faults
from services import notices
from services.notices import Channel, Choices
from services.work import Actor, Work, begin

WORDS: Final = {Channel.APP: "Here", Channel.EMAIL: "By e-mail", Channel.TEXT: "By text message"}


def show(actor: Actor, chosen: Choices) -> None:
    """Draw the form; what it keeps holds from the next notice on."""
    if len(chosen.channels) == 1:
        page.below("E-mails and text messages are not set up here; whoever runs Suthra does that.")
    faults = Faults()
    marked: dict[tuple[str, str], bool] = {}
    with drafts.form("notice_choices", "notices.choose") as draft:
        for each in chosen.wanted:
            left, right = st.columns(2, vertical_alignment="center")
            left.markdown(each.kind.title)
            with right.container(horizontal=True, gap="medium"):
                for channel, is_wanted in each.by.items():
                    key = f"choice_{each.kind.name}_{channel}"
                    marked[each.kind.name, channel] = st.checkbox(WORDS[channel], is_wanted, key=key)
        kept = f"{chosen.quiet.starts_at:%H:%M}-{chosen.quiet.ends_at:%H:%M}" if chosen.quiet else ""
        hours = st.text_input(
            "Quiet hours", value=kept, max_chars=20, placeholder="22:00-07:00", key="quiet_hours",
            help="E-mails and texts wait until they end; what stands here does not.",
        )  # fmt: skip
        faults.below("quiet_hours")
        is_sent = st.form_submit_button("Save", type="primary", icon=":material/check:")
    command = once.command("notice_choices", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: notices.choose(work, marked, hours), faults):
        page.flash("What you are told of is saved.")
        st.rerun()


def follow(actor: Actor, noun: str, target: str | int) -> None:
    """The button that follows a record one sees, or no longer."""
    with page.telling() as told, begin(actor) as work:
        is_followed = notices.follows(work, noun, target)
    if not told.is_ok:
        return
    word, symbol = ("Unfollow", "notifications_off") if is_followed else ("Follow", "notifications_active")
    is_sent = st.button(word, icon=f":material/{symbol}:", key="follow", help="Be told of what changes here")

    def turn(work: Work) -> None:
        (notices.unfollow if is_followed else notices.follow)(work, noun, target)

    if once.command("follow", is_sent=is_sent).send(actor, turn):
        begun = f"You follow this {noun}: what changes stands in your notices."
        page.flash("You follow this no longer." if is_followed else begun)
        st.rerun()
