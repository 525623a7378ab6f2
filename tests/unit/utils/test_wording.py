"""The language of the reader: what is marked is translated, keeps its places, and falls back to English."""

import tomllib
from threading import Thread

import pytest
from markupsafe import Markup

from tests import marked
from utils import wording
from utils.settings import ROOT
from utils.wording import APART, TOGETHER, apart, asked_for, places_of, retold, speaking, worded, worded_count

URDU = wording.catalogue("ur")
SECTIONS = tomllib.loads((ROOT / "assets/wording/ur.toml").read_text(encoding="utf-8"))
TEMPLATES = [(english, said) for section in SECTIONS.values() for english, said in section.items()]


def plain(text: str) -> str:
    """Without the marks that keep directions apart."""
    return text.replace(APART, "").replace(TOGETHER, "")


def test_every_marked_sentence_has_its_urdu() -> None:
    assert marked.sentences() - URDU.texts.keys() == set()
    assert marked.counted().keys() - URDU.counted.keys() == set()


def test_every_sentence_of_the_scripts_has_its_urdu() -> None:
    sentences, counted = marked.of_scripts()
    assert {each for each in sentences if not isinstance(URDU.scripts.get(each), str)} == set()
    assert {each for each in counted if not isinstance(URDU.scripts.get(each), tuple)} == set()


def test_nothing_is_translated_that_nobody_says_any_more() -> None:
    sentences, counted = marked.of_scripts()
    assert URDU.scripts.keys() - sentences - counted.keys() == set()
    assert URDU.counted.keys() - marked.counted().keys() == set()
    spoken = marked.sentences() | marked.nouns()
    kept = {each for name, section in SECTIONS.items() if name not in ("scripts", "refusals") for each in section}
    assert kept - spoken - marked.counted().keys() == set()
    assert [each for each in SECTIONS["refusals"] if marked.emptied(each) not in marked.raised() | marked.nouns()] == []


@pytest.mark.parametrize(("english", "said"), TEMPLATES)
def test_a_translation_keeps_the_places_of_its_sentence(english: str, said: str | dict[str, str]) -> None:
    if isinstance(said, str):
        assert places_of(said) == places_of(english)
    else:
        several = {**marked.counted(), **marked.of_scripts()[1]}[english]
        assert places_of(said["several"]) == places_of(several)
        assert places_of(said["one"]) | {"count"} == places_of(english) | {"count"}


def test_one_sentence_stands_in_one_section_only() -> None:
    assert len({english for english, _ in TEMPLATES}) == len(TEMPLATES)


def test_what_has_no_translation_and_every_other_language_is_english() -> None:
    with speaking("ur"):
        assert worded("Nobody ever translated {this}.", this=3) == f"Nobody ever translated {APART}3{TOGETHER}."
    with speaking("tlh"):
        assert worded("Take cash") == "Take cash"
    assert worded("Welcome, {name}", name="Ali") == "Welcome, Ali"
    assert apart("V-1") == "V-1"


def test_values_keep_their_direction_and_are_escaped_among_markup() -> None:
    with speaking("ur"):
        assert worded("Visit {number}", number="V-000001") == f"وزٹ {APART}V-000001{TOGETHER}"
        said = worded("{step} by {name}, {moment}", step=Markup("<b>x</b>"), name="<i>Ali</i>", moment="3 < 4")
    assert isinstance(said, Markup)
    assert "<b>x</b>" in said
    assert "&lt;i&gt;Ali" in said
    assert "<i>" not in said


def test_counts_choose_the_form() -> None:
    one, several = "{count:,} stop left", "{count:,} stops left"
    assert [worded_count(one, several, count) for count in (0, 1, 1200)] == ["0 stops left", "1 stop left", "1,200 stops left"]
    with speaking("ur"):
        assert [plain(worded_count(one, several, count)) for count in (1, 1200)] == ["1 سٹاپ باقی ہے", "1,200 سٹاپ باقی ہیں"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("There is no visit V-7.", "وزٹ V-7 موجود نہیں۔"),
        ("An amount is more than zero.", "رقم صفر سے زیادہ ہو۔"),
        (
            "Nobody may hold more than Rs 50,000 in cash, and you hold Rs 120; hand over at the office first, or take less.",
            "کسی کے پاس Rs 50,000 سے زیادہ کیش نہیں ہو سکتا، اور آپ کے پاس Rs 120 ہیں؛ پہلے دفتر میں جمع کرائیں یا کم لیں۔",
        ),
        ("Visit V-7 is submitted; to miss it, it must be planned.", None),
        ("This was never translated.", "This was never translated."),
    ],
)
def test_what_a_service_said_is_retold_by_its_template(sentence: str, said: str | None) -> None:
    assert retold(sentence) == sentence
    with speaking("ur"):
        told = plain(retold(sentence))
    assert told == said if said else "to miss" not in told


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("ur", "ur"), ("ur-PK,ur;q=0.9,en;q=0.8", "ur"), ("en-GB,en;q=0.9,ur;q=0.8", "en"), ("de,ur;q=0.3", "ur"),
        ("en;q=0.1, ur;q=0.4", "ur"), ("ur;q=nonsense", "ur"), ("\x00;;,=", "en"), ("fr-FR", "en"),
    ],
)  # fmt: skip
def test_a_browser_is_answered_in_the_first_language_that_we_speak(header: str, language: str) -> None:
    assert asked_for(header) == language


def test_each_thread_has_its_own_language() -> None:
    heard: list[str] = []

    def listen() -> None:
        heard.append(wording.language())

    with speaking("ur"):
        thread = Thread(target=listen)
        thread.start()
        thread.join()
        assert wording.language() == "ur"
    assert heard == ["en"]
