"""What every parser of texts shares: a column of values, and a sentence beside each text that gives none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

_SHOWN: Final = 40
_OTHER_DIGITS: Final = {chr(first + digit): str(digit) for first in (0x0660, 0x06F0, 0xFF10) for digit in range(10)}
_SCIENTIFIC: Final = r"^[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}$"
LOST_DIGITS: Final = (
    "“{}” is a long number that a spreadsheet has cut: its last digits are lost. "
    "Format the column as text, enter the number again and save."
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Values and errors, each as long as the texts; an empty text has neither."""

    values: pl.Series
    errors: pl.Series


class Parser(Protocol):
    """Reads a column of clean texts (null where empty)."""

    def __call__(self, texts: pl.Series, /) -> Parsed: ...


TEXT: Final = pl.col("text")


def by_expression(texts: pl.Series, value: pl.Expr, error: pl.Expr, prepared: pl.Expr = TEXT) -> Parsed:
    """Parse by expressions on `text`; where there is an error, and only there, the value is null."""
    frame = texts.rename("text").cast(pl.String).to_frame().with_columns(prepared.alias("text"))
    frame = frame.with_columns(error.alias("error"))
    frame = frame.with_columns(pl.when(pl.col("error").is_null() & TEXT.is_not_null()).then(value).alias("value"))
    return Parsed(frame["value"], frame["error"])


class Unreadable(Exception):
    """What a reader of one text raises: a sentence."""


def by_text(texts: pl.Series, read: Callable[[str], object], kind: pl.DataType, plain: pl.Expr | None = None) -> Parsed:
    """Parse each distinct text once in Python; `read` gives a value of `kind` or raises Unreadable.

    `plain` is the same for the spellings that nearly all have, as an expression on `text`, and null for all others.
    """
    texts = texts.cast(pl.String).rename("text")
    if plain is None:
        return _read_each(texts, read, kind)
    values = texts.to_frame().select(plain.cast(kind).alias("value"))["value"]
    others = values.is_null() & texts.is_not_null()
    if not others.any():
        return Parsed(values, pl.Series("error", [None], dtype=pl.String).new_from_index(0, texts.len()))
    rest = _read_each(pl.select(pl.when(others).then(texts).alias("text"))["text"], read, kind)
    return Parsed(values.zip_with(~others, rest.values), rest.errors)


def _read_each(texts: pl.Series, read: Callable[[str], object], kind: pl.DataType) -> Parsed:
    distinct = texts.drop_nulls().unique()
    values: list[object] = []
    errors: list[str | None] = []
    for text in distinct.to_list():
        try:
            values.append(read(text))
            errors.append(None)
        except Unreadable as error:
            values.append(None)
            errors.append(str(error))
    known = pl.DataFrame({"text": distinct, "value": pl.Series(values, dtype=kind), "error": pl.Series(errors, dtype=pl.String)})
    found = texts.to_frame().join(known, on="text", how="left", maintain_order="left")
    return Parsed(found["value"], found["error"])


def refused(*cases: tuple[pl.Expr, str]) -> pl.Expr:
    """The sentence of the first case that holds, with the text in place of {}; null where none does."""
    error: pl.Expr = pl.lit(None, pl.String)
    for case, sentence in reversed(cases):
        said = pl.format(sentence, shown()) if "{}" in sentence else pl.lit(sentence)
        error = pl.when(case).then(said).otherwise(error)
    return pl.when(TEXT.is_not_null()).then(error)


def shown() -> pl.Expr:
    """The text as a sentence quotes it."""
    return pl.when(TEXT.str.len_chars() > _SHOWN).then(TEXT.str.head(_SHOWN) + "…").otherwise(TEXT)


def is_scientific() -> pl.Expr:
    """Whether the text is a number such as 1.2345E+16."""
    return TEXT.str.contains(_SCIENTIFIC)


def plain_digits(texts: pl.Series) -> pl.Series:
    """The texts with Urdu, Arabic and wide digits as 0-9."""
    texts = texts.cast(pl.String)
    is_plain = (texts.str.len_bytes() == texts.str.len_chars()).all()
    return texts if is_plain else texts.str.replace_many(_OTHER_DIGITS)


def quoted(text: str) -> str:
    """A text as a sentence quotes it."""
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"


def listed(words: Mapping[str, object] | list[str]) -> str:
    """Words as a sentence lists them: a, b or c."""
    names = list(words)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
