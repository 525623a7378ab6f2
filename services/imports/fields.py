"""What a noun's file may say: its fields, in the words that people head their columns with."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.tabular import Parser, as_choice


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `label` as screens show it, `synonyms` as columns are headed elsewhere, `example` for the template.

    An `is_needed` field must be mapped, and every row fills it; what else a row must fill the noun's checks say.
    `choices` are the values of a list, `hint` is one sentence for whoever fills a template.
    """

    name: str
    label: str
    parser: Parser
    example: str
    synonyms: tuple[str, ...] = ()
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


def choice(words: Mapping[str, tuple[str, ...]]) -> Parser:
    """A parser of words and their other spellings."""
    return as_choice({spelling: value for value, spellings in words.items() for spelling in (value, *spellings)})
