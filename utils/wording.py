"""The language in which a person reads: English sentences stand in the code and are looked up in a catalogue by themselves.

`worded` marks a sentence. What has no translation shows in English. The language in force is that of the thread or task.
"""

import re
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup, escape

from utils.settings import ROOT

ENGLISH: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = {ENGLISH: "English", "ur": "اردو"}
RIGHT_TO_LEFT: Final = frozenset({"ur"})
# Between these a text has its own direction: codes, amounts and Latin names keep theirs within a line from right to left.
APART, TOGETHER = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_OWN_SECTIONS: Final = frozenset({"scripts", "refusals"})
_PLACE: Final = re.compile(r"\{(\w+)[^}]*\}")
_in_force: ContextVar[str] = ContextVar("language", default=ENGLISH)


@dataclass(frozen=True)
class Catalogue:
    """One language. `counted` holds (of one, of several) by the English sentence of one; `made` the sentences of services
    with a pattern that finds their values again; `scripts` what the browser's own scripts say."""

    texts: Mapping[str, str]
    counted: Mapping[str, tuple[str, str]]
    made: tuple[tuple[re.Pattern[str], str], ...]
    scripts: Mapping[str, str | tuple[str, str]]


_NOTHING: Final = Catalogue({}, {}, (), {})


def use(language: str) -> None:
    """Let this language be in force for the thread or task from here on; one that is not known is English."""
    _in_force.set(language if language in LANGUAGES else ENGLISH)


@contextmanager
def speaking(language: str) -> Generator[None]:
    """The language in force within the block."""
    token = _in_force.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _in_force.reset(token)


def language() -> str:
    """The code of the language in force: 'en' or 'ur'."""
    return _in_force.get()


def direction(of: str | None = None) -> str:
    """'rtl' or 'ltr', of the language in force or another."""
    return "rtl" if (of or language()) in RIGHT_TO_LEFT else "ltr"


def asked_for(accept_language: str) -> str:
    """The first of our languages that a browser asks for by its header Accept-Language, else English."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        share = int(weight.replace(".", "").ljust(4, "0")[:4]) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 1000
        wanted.append((-share, tag.strip().partition("-")[0].lower()))
    return next((code for _, code in sorted(wanted, key=lambda each: each[0]) if code in LANGUAGES), ENGLISH)


def worded(sentence: str, /, **values: object) -> str:
    """A sentence of the code in the language in force, its {places} filled; Markup, and escaped, where a value is Markup."""
    return _filled(catalogue(language()).texts.get(sentence, sentence), values)


def worded_count(one: str, several: str, count: int, /, **values: object) -> str:
    """A sentence about {count} things: `one` where it is one, else `several`."""
    known = catalogue(language()).counted.get(one, (one, several))
    return _filled(known[0] if count == 1 else known[1], {"count": count, **values})


def retold(sentence: str) -> str:
    """A sentence that a service made, in the language in force, by the template that it was made of; else as it is."""
    known = catalogue(language())
    if sentence in known.texts:
        return known.texts[sentence]
    for pattern, template in known.made:
        if found := pattern.fullmatch(sentence):
            return _filled(template, {name: retold(value) for name, value in found.groupdict("").items()})
    return sentence


def apart(text: str) -> str:
    """A text that keeps its own direction beside others."""
    if not text or direction() == "ltr":
        return text
    return Markup("{}{}{}").format(APART, text, TOGETHER) if isinstance(text, Markup) else f"{APART}{text}{TOGETHER}"


def places_of(sentence: str) -> frozenset[str]:
    """The names of the places of a sentence."""
    return frozenset(_PLACE.findall(sentence))


@cache
def catalogue(of: str) -> Catalogue:
    """The catalogue of a language, read once: `assets/wording/<code>.toml`."""
    path = ROOT / "assets" / "wording" / f"{of}.toml"
    if of not in LANGUAGES or not path.is_file():
        return _NOTHING
    sections: dict[str, dict[str, str | dict[str, str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    texts: dict[str, str] = {}
    counted: dict[str, tuple[str, str]] = {}
    for name, section in sections.items():
        for sentence, said in section.items() if name not in _OWN_SECTIONS else ():
            if isinstance(said, str):
                texts[sentence] = said
            else:
                counted[sentence] = (said["one"], said["several"])
    made = {sentence: said for sentence, said in sections.get("refusals", {}).items() if isinstance(said, str)}
    texts |= {sentence: said for sentence, said in made.items() if not places_of(sentence)}
    patterns = tuple((_pattern(sentence), said) for sentence, said in made.items() if places_of(sentence))
    scripts = {
        sentence: said if isinstance(said, str) else (said["one"], said["several"])
        for sentence, said in sections.get("scripts", {}).items()
    }
    return Catalogue(texts, counted, patterns, scripts)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)
    made = [f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)


class _Apart:
    """A value that keeps its own direction, written by the format of its place."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, wanted: str) -> str:
        return f"{APART}{format(self.value, wanted)}{TOGETHER}"


def _filled(template: str, values: Mapping[str, object]) -> str:
    if not values:
        return template
    kept = values if direction() == "ltr" else {name: _kept(value) for name, value in values.items()}
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(escape(template)).format(**kept)  # noqa: S704 all is escaped
    return template.format(**kept)


def _kept(value: object) -> object:
    if isinstance(value, Markup):
        return apart(value)
    return value if value == "" else _Apart(value)
