"""One look: the colours and symbols that screens may use are those of the house."""

import re
from pathlib import Path

from components.cards import Figure
from components.cards import render as render_cards
from components.facts import render as render_facts
from components.progress import Pace, left_word
from components.screens import SCREENS
from components.status import SIGNS, badge
from utils.settings import ROOT

LISTED = set((ROOT / "assets/fonts/symbols.txt").read_text().split())


def sources() -> list[Path]:
    return [*(ROOT / "components").glob("*.py"), *(ROOT / "pages").glob("*.py")]


def test_every_symbol_used_is_in_our_icon_font() -> None:
    used = {sign.icon for signs in SIGNS.values() for sign in signs.values()} | {screen.icon for screen in SCREENS}
    for file in sources():
        text = file.read_text()
        used |= set(re.findall(r":material/(\w+):", text)) | set(re.findall(r"\bicon\(\"(\w+)\"\)", text))
    assert used - LISTED == set()


def test_every_state_has_a_word_an_icon_and_a_colour() -> None:
    html = str(badge("bill", "partly_paid"))
    assert "su-waiting" in html
    assert "clock_loader_40" in html
    assert html.endswith("Partly paid</span>")


def test_an_unknown_state_shows_as_its_own_word_and_never_as_markup() -> None:
    assert "Some state" in badge("bill", "some_state")
    assert "<script" not in badge("bill", "<script>")


def test_facts_and_figures_escape_what_they_show() -> None:
    assert "<b>" not in render_facts([("<b>", "<b>")])
    assert "<b>" not in render_cards([Figure("<b>", "<b>", "<b>", href="/<b>")], "<b>")


def test_nobody_uses_emoji() -> None:
    emoji = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
    assert [file.name for file in sources() if emoji.search(file.read_text())] == []


def test_the_time_left_follows_the_pace_seen() -> None:
    from datetime import UTC, datetime, timedelta

    start = datetime(2026, 11, 21, tzinfo=UTC)
    pace = Pace(100, start, 300, start + timedelta(seconds=10))
    assert pace.seconds_left(700, start + timedelta(seconds=10)) == 20
    assert left_word(20) == "about 20 s left"
    assert not pace.is_stuck(start + timedelta(seconds=60))
    assert pace.is_stuck(start + timedelta(seconds=71))
    assert left_word(Pace(5, start, 5, start).seconds_left(10, start)) == ""
