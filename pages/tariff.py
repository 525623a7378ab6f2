"""One tariff: its dated versions, one of them in words and as a table, and a form that tries it."""

import streamlit as st

from components import asked, history, page, price_form, tariff_versions, version_form, words
from components.markup import link
from components.screens import TARIFF, TARIFFS
from components.status import badge
from components.tariff_versions import Edition
from services import tariffs
from services.permissions import Permission
from services.tariffs import Tariff
from services.work import begin
from utils import clock
from utils.errors import NotFound

actor = page.begin(TARIFF)
today = clock.local_date(clock.now(), actor.time_zone)
may_propose = actor.may(Permission.TARIFF_WRITE) and actor.area_ids is None
code, is_proposing = asked.text("tariff"), asked.text("propose") == "1" and may_propose


def show_edition(shown: Edition) -> None:
    """The prices of one version in words and as a table, and what they give for any input."""
    version = shown.version
    definition = tariffs.parse(version.definition)
    where = version.area_name or "everywhere"
    page.section(
        f"Version {version.version_no}, in force {where} from {words.day(version.effective_from)}",
        f"Published in: {version.source}",
    )
    in_words, as_table = st.tabs(["In words", "As a table"])
    with in_words:
        tariff_versions.show_words(definition)
    with as_table:
        tariff_versions.show_table(actor, definition)
    page.section("Try it", "Prices any inputs by the same rules as a bill; nothing is saved.")
    price_form.show(actor, version, tariffs.questions(definition))


def propose(tariff: Tariff, shown: Edition | None) -> None:
    """The form for a new version."""
    below = "It begins with the prices of the version shown. A version is never edited once it is added."
    page.section("Propose a new version", below)
    version_form.show(actor, tariff, shown.version if shown else None)


with page.telling() as told:
    if not code:
        raise NotFound("tariff", "(none named)")
    with begin(actor) as work:
        tariff = tariffs.find(work, code)
        found = tariff_versions.editions(tariffs.versions_of(work, tariff.tariff_id), today)

if told.is_ok:
    shown = tariff_versions.chosen(found, asked.number("version"))
    mark = badge("tariff_version", shown.state) if shown else None
    below = f"{tariff.service_kind.capitalize()} · {tariff.code}"
    page.head(tariff.name, mark=mark, below=below, back=("Tariffs", TARIFFS.link()))
    if asked.text("version") and (shown is None or str(shown.version.version_id) != asked.text("version")):
        page.say("warning", "There is no such version of this tariff; the one that counts today is shown instead.")
    if shown:
        tariff_versions.show_list(actor, found, shown)
    if may_propose and not is_proposing:
        here = TARIFF.link(tariff=code, version=shown.version.version_id if shown else None, propose=1)
        st.html(link(here, "Propose a new version", "su-button"))
    if is_proposing:
        propose(tariff, shown)
    elif shown:
        with page.telling():
            show_edition(shown)
    else:
        tariff_versions.no_version(tariff.name)
    history.show(actor, f"tariff {tariff.code}")
