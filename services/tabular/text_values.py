"""Texts, codes, long numbers that are names, phones, CNICs, and words from a list."""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from services.searching import phone_digits
from services.tabular.headings import normal
from services.tabular.parsing import (
    LOST_DIGITS,
    TEXT,
    Parsed,
    Parser,
    Unreadable,
    by_expression,
    by_text,
    is_scientific,
    listed,
    plain_digits,
    quoted,
    refused,
)

# 12345.0 is what a spreadsheet makes of the code 12345.
_WHOLE: Final = r"^(\d+)\.0+$"
_YES: Final = ("yes", "y", "true", "t", "1", "active", "on", "haan", "han", "ہاں", "جی")
_NO: Final = ("no", "n", "false", "f", "0", "inactive", "off", "nahi", "nahin", "نہیں")
# Written as nearly all write it: 0300-1234567.
_PLAIN_MOBILE: Final = r"^03[0-9]{2}-?[0-9]{7}$"
_PHONES_AT_ONCE: Final = re.compile(r"\s*[,;/|]\s*|\s+(?:or|and|&)\s+")


def as_text(longest: int = 200) -> Parser:
    """Text of at most so many characters, with single spaces between its words."""

    def parse(texts: pl.Series) -> Parsed:
        long = refused((TEXT.str.len_chars() > longest, f"The text is longer than {longest} characters."))
        return by_expression(texts, TEXT, long, TEXT.str.replace_all(r"\s{2,}", " "))

    return parse


def as_code(longest: int = 50) -> Parser:
    """A code in capitals; 12345.0 is 12345, and a number cut by a spreadsheet is an error."""

    def parse(texts: pl.Series) -> Parsed:
        cases = refused(
            (is_scientific(), LOST_DIGITS),
            (TEXT.str.len_chars() > longest, f"“{{}}” is longer than the {longest} characters of a code."),
        )
        return by_expression(plain_digits(texts), TEXT, cases, TEXT.str.replace(_WHOLE, "$1").str.to_uppercase())

    return parse


def as_digits(shortest: int = 17, longest: int = 20, what: str = "PSID") -> Parser:
    """A long number that is a name, kept as text: digits only, spaces and dashes between them left out."""
    many = str(longest) if shortest == longest else f"{shortest} to {longest}"

    def parse(texts: pl.Series) -> Parsed:
        cases = refused(
            (is_scientific(), LOST_DIGITS),
            (~TEXT.str.contains(r"^\d+$"), f"“{{}}” is no {what}: it has {many} digits and nothing else."),
            (~TEXT.str.len_bytes().is_between(shortest, longest), f"“{{}}” is no {what}: it has {many} digits."),
        )
        prepared = (
            TEXT.str.replace(_WHOLE, "$1").str.replace_all(r"(\d)[\s-]+(\d)", "$1$2").str.replace_all(r"(\d)[\s-]+(\d)", "$1$2")
        )
        return by_expression(plain_digits(texts), TEXT, cases, prepared)

    return parse


def as_phone(country_code: str = "92") -> Parser:
    """A phone in any spelling as country code and number; of several in a cell the first."""

    def read(text: str) -> str:
        if re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", text):
            raise Unreadable(LOST_DIGITS.format(text))
        first = _PHONES_AT_ONCE.split(re.sub(r"^(\d+)\.0+$", r"\1", text))[0]
        number = phone_digits(first, country_code)
        if number is None:
            raise Unreadable(f"{quoted(text)} is no phone number; write it as 0300-1234567.")
        if number.startswith(f"{country_code}3") and country_code == "92" and len(number) != 12:
            raise Unreadable(f"{quoted(text)} is no mobile number: it has 11 digits, as 0300-1234567.")
        return number

    plain = pl.when(TEXT.str.contains(_PLAIN_MOBILE)).then(country_code + TEXT.str.replace("-", "", literal=True).str.slice(1))
    return lambda texts: by_text(plain_digits(texts), read, pl.String(), plain if country_code == "92" else None)


def as_cnic() -> Parser:
    """A CNIC as its 13 digits, with or without dashes; one that lost its leading zero is an error."""

    def parse(texts: pl.Series) -> Parsed:
        cases = refused(
            (is_scientific(), LOST_DIGITS),
            (~TEXT.str.contains(r"^\d{13}$"), "“{}” is no CNIC; it has 13 digits, as 35202-1234567-1."),
        )
        prepared = TEXT.str.replace(_WHOLE, "$1").str.replace(r"^(\d{5})[\s-]*(\d{7})[\s-]*(\d)$", "$1$2$3")
        return by_expression(plain_digits(texts), TEXT, cases, prepared)

    return parse


def as_choice(words: Mapping[str, str], choices: Mapping[str, str] | None = None) -> Parser:
    """One of some words: `words` maps every spelling (compared without case, spaces and signs) to its value.

    `choices` are the words to name in the error, by default the values themselves.
    """
    known = {normal(word): value for word, value in words.items()} | {normal(value): value for value in words.values()}
    allowed = listed(list(choices or dict.fromkeys(words.values())))

    def read(text: str) -> str:
        value = known.get(normal(text))
        if value is None:
            raise Unreadable(f"{quoted(text)} is not one of {allowed}.")
        return value

    return lambda texts: by_text(texts, read, pl.String())


def as_boolean() -> Parser:
    """Yes or no, in the words people use."""
    known = {normal(word): True for word in _YES} | {normal(word): False for word in _NO}

    def read(text: str) -> bool:
        value = known.get(normal(re.sub(r"^([01])\.0+$", r"\1", text)))
        if value is None:
            raise Unreadable(f"{quoted(text)} is neither yes nor no.")
        return value

    return lambda texts: by_text(plain_digits(texts), read, pl.Boolean())
