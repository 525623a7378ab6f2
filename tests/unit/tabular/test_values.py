"""Texts to typed values: every spelling people use, and a sentence for the rest."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest

from services import tabular
from services.tabular import Parser


def read(parser: Parser, *texts: str | None) -> list[object]:
    """Values, or the sentence where there is one."""
    parsed = parser(pl.Series("texts", texts, dtype=pl.String))
    assert len(parsed.values) == len(parsed.errors) == len(texts)
    return [value if error is None else error for value, error in zip(parsed.values, parsed.errors, strict=True)]


def all_refused(parser: Parser, texts: Sequence[str]) -> bool:
    parsed = parser(pl.Series("texts", texts, dtype=pl.String))
    return parsed.errors.null_count() == 0 and parsed.values.null_count() == len(texts)


EVERY_PARSER = [
    tabular.as_text(), tabular.as_code(), tabular.as_digits(), tabular.as_phone(), tabular.as_cnic(),
    tabular.as_amount(),
    tabular.as_amount(is_negative_allowed=False), tabular.as_integer(), tabular.as_date(), tabular.as_month(),
    tabular.as_boolean(),
    tabular.as_marla(), tabular.as_latitude(), tabular.as_longitude(), tabular.as_choice({"house": "residential"}),
]  # fmt: skip


@pytest.mark.parametrize("parser", EVERY_PARSER)
def test_nothing_gives_neither_a_value_nor_an_error(parser: Parser) -> None:
    assert read(parser, None, None) == [None, None]
    assert read(parser) == []


def test_text_is_kept_and_its_length_is_limited() -> None:
    assert read(tabular.as_text(12), "محمد  علی 🏠", "x" * 13) == ["محمد علی 🏠", "The text is longer than 12 characters."]


def test_codes_are_capitals_and_survive_a_spreadsheet() -> None:
    assert read(tabular.as_code(), "u-1", "12345.0", "007", "E12") == ["U-1", "12345", "007", "E12"]
    assert "digits are lost" in str(read(tabular.as_code(), "1.2345E+16")[0])


def test_long_numbers_keep_every_digit() -> None:
    assert read(tabular.as_digits(), "12345678901234567", "1234 5678 9012 3456 7890") == [
        "12345678901234567",
        "12345678901234567890",
    ]
    assert all_refused(tabular.as_digits(), ["1.2345678901234E+16", "1234", "1" * 25, "12345678901234567x", "-1"])
    assert "digits are lost" in str(read(tabular.as_digits(), "1.23E16")[0])
    assert "17 to 20 digits" in str(read(tabular.as_digits(), "1" * 25)[0])


@pytest.mark.parametrize(
    "text",
    [
        "0300-1234567",
        "923001234567",
        "+92 300 1234567",
        "3001234567",
        "3001234567.0",
        "00923001234567",
        "0300 1234567 / 0301 7654321",
        "۰۳۰۰۱۲۳۴۵۶۷",
    ],
)
def test_a_phone_in_any_spelling_is_one_number(text: str) -> None:
    assert read(tabular.as_phone(), text) == ["923001234567"]


def test_what_is_no_phone_is_refused() -> None:
    assert all_refused(tabular.as_phone(), ["12", "Ali", "9.23001E+11", "030012345678", "0" * 25, "0300-123456"])


def test_a_cnic_is_thirteen_digits() -> None:
    assert (
        read(tabular.as_cnic(), "35202-1234567-1", "3520212345671", "35202 1234567 1", "3520212345671.0") == ["3520212345671"] * 4
    )
    assert all_refused(tabular.as_cnic(), ["352021234567", "3.5202E+12", "abc", "35202-1234567-12"])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234", "1234"), ("1,234.50", "1234.5"), ("12,34,567", "1234567"), ("Rs 500", "500"), ("Rs.500/-", "500"),
        ("PKR 1,000", "1000"),
        ("(250)", "-250"), ("-250.00", "-250"), ("- 5", "-5"), ("+7", "7"), ("007", "7"), (".5", "0.5"),
        ("5.", "5"), ("0.00", "0"), ("-0", "0"),
        ("Rs (300)", "-300"), ("(Rs 300)", "-300"), ("-Rs 300", "-300"), ("500 Rs", "500"), ("۵۰۰", "500"),
        ("999999999999.99", "999999999999.99"),
    ],
)  # fmt: skip
def test_amounts_are_read_exactly(text: str, amount: str) -> None:
    assert read(tabular.as_amount(), text) == [amount]


def test_what_is_no_amount_is_refused() -> None:
    wrong = [
        "abc",
        "1.2.3",
        "12,3",
        "1,23",
        "1.234,56",
        "1e5",
        "1.005",
        "1" * 25,
        "--5",
        "5-",
        "Rs",
        ".",
        "inf",
        "0x10",
        "1 2",
        "()",
    ]
    assert all_refused(tabular.as_amount(), wrong)
    assert "below zero" in str(read(tabular.as_amount(is_negative_allowed=False), "-5")[0])
    assert read(tabular.as_amount(is_negative_allowed=False), "-0", "5") == ["0", "5"]
    assert "more than 2 decimals" in str(read(tabular.as_amount(), "1.005")[0])


def test_whole_numbers_have_bounds() -> None:
    assert read(tabular.as_integer(-5, 5000), "5", "5.0", "-5", "1,200", "+3") == [5, 5, -5, 1200, 3]
    assert all_refused(tabular.as_integer(0, 5000), ["5.5", "-1", "5001", "1" * 25, "five", "1e3", "1,2"])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21", "2026/11/21", "21/11/2026", "21-11-2026", "21.11.2026", "21/11/26", "21-Nov-26",
        "21 November 2026", "21-NOV-2026",
        "21st Nov, 2026", "Nov 21, 2026", "November 21, 2026", "Saturday, 21 November 2026", "20261121", "46347",
        "46347.0", "46347.75",
        "2026-11-21 00:00:00", "2026-11-21T10:20:30Z", "2026-11-21T10:20:30.123+05:00", "21/11/2026 10:20",
        "21/11/2026 10:20 PM", "21Nov2026",
    ],
)  # fmt: skip
def test_a_date_in_any_spelling_is_one_day(text: str) -> None:
    assert read(tabular.as_date(), text) == [date(2026, 11, 21)]


def test_the_day_comes_before_the_month() -> None:
    assert read(tabular.as_date(), "03/04/2026") == [date(2026, 4, 3)]
    assert "day first" in str(read(tabular.as_date(), "04/21/2026")[0])


def test_dates_that_are_none_and_dates_of_other_centuries_are_refused() -> None:
    assert all_refused(
        tabular.as_date(), ["31/02/2026", "2026-13-01", "yesterday", "1", "99999", "0000-00-00", "2026-11", "21 Foo 2026"]
    )
    window = tabular.as_date(date(2015, 1, 1), date(2027, 12, 31))
    assert "outside 1 Jan 2015 – 31 Dec 2027" in str(read(window, "01/01/1900")[0])
    assert all_refused(window, ["2100-01-01", "1900-01-01"])


@pytest.mark.parametrize(
    "text",
    [
        "2026-09",
        "2026/9",
        "09/2026",
        "9-2026",
        "Sep-2026",
        "Sep-26",
        "September 2026",
        "Sept 2026",
        "sep, 2026",
        "2026 Sep",
        "202609",
        "01/09/2026",
        "2026-09-01 00:00:00",
        "46266",
    ],
)
def test_a_month_in_any_spelling_is_its_first_day(text: str) -> None:
    assert read(tabular.as_month(), text) == [date(2026, 9, 1)]


def test_a_day_is_no_month() -> None:
    assert "write the month as 2026-09" in str(read(tabular.as_month(), "15/09/2026")[0])
    assert all_refused(tabular.as_month(), ["2026-13", "13/2026", "Foo 2026", "2026", "1899-01"])


def test_yes_and_no_in_the_words_of_people() -> None:
    assert read(tabular.as_boolean(), "Yes", "y", "1", "TRUE", "Active", "1.0", "ہاں") == [True] * 7
    assert read(tabular.as_boolean(), "no", "N", "0", "false", "in-active", "0.0") == [False] * 6
    assert all_refused(tabular.as_boolean(), ["maybe", "2", "10", "01"])


def test_choices_know_their_synonyms() -> None:
    parser = tabular.as_choice({"Res.": "residential", "domestic": "residential", "shop": "commercial"})
    assert read(parser, "RES", "Residential", "Domestic ", "Shop") == ["residential", "residential", "residential", "commercial"]
    assert read(parser, "Palace") == ["“Palace” is not one of residential or commercial."]


@pytest.mark.parametrize(
    ("text", "marla"),
    [("5", "5"), ("5 marla", "5"), ("5.5M", "5.5"), ("1 kanal", "20"), ("1 Kanal 5 Marla", "25"),
        ("2.5 kanals", "50"), ("5-Marlas", "5"), ("1K 2M", "22"), ("10.0", "10"), ("1,000", "1000"), ("0", "0")],
)  # fmt: skip
def test_sizes_are_in_marla(text: str, marla: str) -> None:
    assert read(tabular.as_marla(), text) == [marla]


def test_what_is_no_size_is_refused() -> None:
    assert all_refused(tabular.as_marla(), ["-5", "5 sq ft", "1e3", "1" * 25, "5.123", "", "kanal", ",", ", kanal 5 marla"])


def test_positions_are_degrees() -> None:
    assert read(tabular.as_latitude(), "31.5204", "31.52040000", "31.5204 N", "-33", "31.520407123456789") == [
        "31.5204",
        "31.5204",
        "31.5204",
        "-33",
        "31.5204071",
    ]
    assert read(tabular.as_longitude(), "100", "74.35E") == ["100", "74.35"]
    assert all_refused(tabular.as_latitude(), ["91", "abc", "31,52", "1e1", "NaN"])
    assert all_refused(tabular.as_longitude(), ["181", "-180.5"])
