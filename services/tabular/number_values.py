"""Amounts, whole numbers, sizes and positions: exact texts and integers, never floats."""

import re
from decimal import Decimal
from typing import Final

import polars as pl

from services.tabular.parsing import (
    LOST_DIGITS,
    TEXT,
    Parsed,
    Parser,
    Unreadable,
    by_expression,
    by_text,
    is_scientific,
    plain_digits,
    quoted,
    refused,
)

_AMOUNT: Final = r"^[+-]?(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.\d*)?$"
_LARGEST_SIZE: Final = Decimal(1_000_000)
_NUMBER: Final = r"[\d,]+(?:\.\d+)?) ?-? ?"
_SIZE: Final = re.compile(
    rf"(?:(?P<kanal>{_NUMBER}(?:kanals?|kn|k|کنال)\.?[ ,&+-]*)?(?:(?P<marla>{_NUMBER}(?:marlas?|mrl|m|مرلہ|مرلے)?\.?)?"
)
_MARLA_IN_KANAL: Final = 20
PLAIN_DECIMALS: Final = 2
_PLAIN_SIZE: Final = r"^(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,2})?$"
_PLAIN_DEGREES: Final = r"^(?:[0-9]|[1-8][0-9])\.[0-9]{1,7}$"
# Without the zeros at the end of a fraction.
_SHORT: Final = pl.when(TEXT.str.contains(".", literal=True)).then(TEXT.str.replace(r"\.?0+$", "")).otherwise(TEXT)


def as_amount(whole_digits: int = 12, decimals: int = 2, *, is_negative_allowed: bool = True, what: str = "amount") -> Parser:
    """A decimal number as exact text (“-1234.5”): grouping commas, Rs or PKR, /- and (parentheses) for negative are read."""
    prepared = (
        TEXT.str.replace(r"(?i)^([(+-]?)\s*(?:rs\.?|pkr\.?|₨|rupees)\s*", "$1")
        .str.replace(r"(?i)\s*(?:/[-=]?|rs\.?|pkr\.?|rupees)$", "")
        .str.replace(r"^\(\s*([^()+-]+?)\s*\)$", "-$1")
        .str.replace(r"^([+-])\s+", "$1")
        .str.replace(r"^−", "-")
    )
    prepared = prepared.str.replace(r"(?i)^-(?:rs\.?|pkr\.?|₨)\s*", "-")
    prepared = pl.when(prepared.str.contains(_AMOUNT) & prepared.str.contains(r"\d")).then(
        prepared.str.replace_all(",", "")
        .str.replace(r"^\+", "")
        .str.replace(r"^(-?)0+(\d)", "$1$2")
        .str.replace(r"^(-?)\.", "${1}0.")
    )
    fraction = pl.col("number").str.extract(r"\.(\d*?)0*$", 1).str.len_bytes().fill_null(0)
    whole = pl.col("number").str.extract(r"^-?(\d+)", 1).str.len_bytes().fill_null(0)
    cases = refused(
        (is_scientific(), LOST_DIGITS),
        (pl.col("number").is_null(), f"“{{}}” is no {what}; write it as 1234.50."),
        (fraction > decimals, f"“{{}}” has more than {decimals} decimals." if decimals else "“{}” is no whole number."),
        (whole > whole_digits, f"“{{}}” is larger than any {what} can be."),
    )
    if not is_negative_allowed:
        below = pl.col("number").str.contains(r"^-.*[1-9]")
        cases = pl.coalesce(
            cases, refused((below, f"“{{}}” is below zero; an {what} is not." if what == "amount" else "“{}” is below zero."))
        )
    value = pl.col("number").str.replace(r"(\.\d*?)0+$", "$1").str.replace(r"\.$", "").str.replace(r"^-0$", "0")

    def parse(texts: pl.Series) -> Parsed:
        frame = plain_digits(texts).rename("text").to_frame().with_columns(prepared.alias("number"))
        frame = frame.with_columns(cases.alias("error"))
        frame = frame.with_columns(pl.when(pl.col("error").is_null()).then(value).alias("value"))
        return Parsed(frame["value"], frame["error"])

    return parse


def as_integer(lowest: int = 0, highest: int = 2_147_483_647, what: str = "number") -> Parser:
    """A whole number as Int64; 12.0 and 1,200 are read."""

    def parse(texts: pl.Series) -> Parsed:
        number = TEXT.str.to_integer(strict=False)
        cases = refused(
            (~TEXT.str.contains(r"^-?\d{1,18}$"), f"“{{}}” is no whole {what}."),
            (~number.is_between(lowest, highest), f"“{{}}” is not between {lowest:,} and {highest:,}."),
        )
        prepared = TEXT.str.replace(r"^([+-]?\d{1,3}(?:,\d{2,3})*),(\d{3}(?:\.0*)?)$", "$1$2")
        prepared = prepared.str.replace(r"\.0*$", "").str.replace(r"^\+", "")
        without_commas = pl.when(
            prepared.str.contains(r"^-?\d[\d,]*$") & TEXT.str.contains(r"^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.0*)?$")
        )
        prepared = without_commas.then(prepared.str.replace_all(",", "")).otherwise(prepared)
        return by_expression(plain_digits(texts), number, cases, prepared)

    return parse


def as_marla(decimals: int = 2) -> Parser:
    """A size in marla as exact text: 5, “5 marla”, “1 kanal 5 marla” (25), “5.5M”."""

    def read(text: str) -> str:
        plain = " ".join(text.lower().split())
        if plain.startswith("-"):
            raise Unreadable(f"{quoted(text)} is below zero; a size is not.")
        found = _SIZE.fullmatch(plain)
        written = [] if found is None else [(found[name] or "0").replace(",", "") for name in ("kanal", "marla")]
        if found is None or not (found["kanal"] or found["marla"]) or not all(written):
            raise Unreadable(f"{quoted(text)} is no size in marla; write it as 5, or as 1 kanal 5 marla.")
        kanal, marla = map(Decimal, written)
        size = kanal * _MARLA_IN_KANAL + marla
        if size > _LARGEST_SIZE:
            raise Unreadable(f"{quoted(text)} is larger than any premises.")
        if size != round(size, decimals):
            raise Unreadable(f"{quoted(text)} has more than {decimals} decimals.")
        whole = format(size, "f")
        return whole.rstrip("0").rstrip(".") if "." in whole else whole

    plain = pl.when(TEXT.str.contains(_PLAIN_SIZE)).then(_SHORT) if decimals >= PLAIN_DECIMALS else None
    return lambda texts: by_text(plain_digits(texts), read, pl.String(), plain)


def as_latitude() -> Parser:
    """Degrees north as exact text with at most 7 decimals."""
    return _degrees(90, "latitude", "n")


def as_longitude() -> Parser:
    """Degrees east as exact text with at most 7 decimals."""
    return _degrees(180, "longitude", "e")


def _degrees(most: int, what: str, letter: str) -> Parser:
    form = re.compile(rf"(-?\d{{1,3}}(?:\.\d{{1,30}})?) ?°? ?{letter}?", re.IGNORECASE)

    def read(text: str) -> str:
        found = form.fullmatch(text)
        if found is None:
            raise Unreadable(f"{quoted(text)} is no {what}; write it in degrees, as 31.5204.")
        degrees = round(Decimal(found[1]), 7)
        if abs(degrees) > most:
            raise Unreadable(f"{quoted(text)} is no {what}: it lies between -{most} and {most} degrees.")
        return format(degrees.normalize() + 0, "f")

    plain = pl.when(TEXT.str.contains(_PLAIN_DEGREES)).then(_SHORT)
    return lambda texts: by_text(plain_digits(texts), read, pl.String(), plain)
