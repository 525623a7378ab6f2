"""The fields of one form, each with a place below it for the sentence that says what is wrong with it."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from components import page
from components.markup import icon, joined
from utils.errors import Invalid
from utils.wording import retold


class Faults:
    """Places for sentences: make one right after each field, and tell them all once the form was sent."""

    def __init__(self) -> None:
        self._places: dict[str, DeltaGenerator] = {}

    def below(self, name: str) -> None:
        """The place of the field just drawn."""
        self._places[name] = st.empty()

    def tell_many(self, name: str, sentences: Sequence[str]) -> None:
        """Several sentences below one field."""
        told = [retold(sentence) for sentence in sentences]
        items = joined([Markup("<li>{}</li>").format(sentence) for sentence in told])
        shown = told[0] if len(told) == 1 else Markup("<ul>{}</ul>").format(items)
        self._places[name].html(_FAULT.format(icon("error"), shown))

    def tell(self, faults: Mapping[str, str]) -> None:
        """Write each sentence below its field; one that belongs to no field stands where this is called."""
        for name, sentence in faults.items():
            place = self._places.get(name)
            if place is None:
                page.say("bad", retold(sentence))
            else:
                place.html(_FAULT.format(icon("error"), retold(sentence)))


def number(typed: str, name: str, noun: str = "a number") -> Decimal:
    """What was typed as an exact number, commas between thousands allowed. Raises Invalid on the field `name`."""
    plain = typed.strip().replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{0,6})?", plain):
        raise Invalid({name: f"“{typed.strip()}” is not {noun}; write it in figures, for example 1,250.5."})
    return Decimal(plain)


def optional_number(typed: str, name: str, noun: str = "a number") -> Decimal | None:
    """Like `number`, and None where nothing was typed."""
    return number(typed, name, noun) if typed.strip() else None


def code_of(said: str, taken: Collection[str], noun: str) -> str:
    """A code that files and the interface know something by, made of its words; one that is free."""
    code = re.sub("[^a-z0-9]+", "_", said.lower()).strip("_")[:32] or noun
    return code if code not in taken else f"{code}_{uuid4().hex[:6]}"


_FAULT = Markup('<div class="su-say su-bad" role="alert">{}<div>{}</div></div>')
