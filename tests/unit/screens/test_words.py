"""How amounts, days, counts, shares and phones are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from markupsafe import Markup

from components import words
from components.markup import unbroken


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("1204"), "PKR", "Rs\N{NO-BREAK SPACE}1,204"),
        (Decimal("1204.50"), "PKR", "Rs\N{NO-BREAK SPACE}1,204.50"),
        (Decimal("-300"), "PKR", "−Rs\N{NO-BREAK SPACE}300"),
        (Decimal("95.95"), "USD", "US$\N{NO-BREAK SPACE}95.95"),
        (None, "PKR", "–"),
    ],
)
def test_money_carries_its_currency_and_a_real_minus(amount: Decimal | None, currency: str, shown: str) -> None:
    assert words.money(amount, currency) == shown


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("1204"), "PKR", "1,204"),
        (Decimal("-1204.5"), "PKR", "−1,204.50"),
        (Decimal("0"), "USD", "0.00"),
        (None, "USD", "–"),
    ],
)
def test_below_a_heading_money_has_no_currency(amount: Decimal | None, currency: str, shown: str) -> None:
    assert words.figure(amount, currency) == shown


def test_every_currency_has_a_symbol_for_headings() -> None:
    assert [words.symbol(code) for code in ("PKR", "USD", "JPY", "XYZ")] == ["Rs", "US$", "JPY", "XYZ"]


def test_days_months_and_moments_read_as_people_write_them() -> None:
    assert words.day(date(2026, 11, 21)) == "21 Nov 2026"
    assert words.month(date(2026, 11, 1)) == "November 2026"
    assert words.short_month(date(2026, 9, 1)) == "Sep 2026"
    assert words.moment(datetime(2026, 11, 21, 20, 30, tzinfo=UTC), "Asia/Karachi") == "22 Nov 2026, 01:30"


def test_counts_agree_with_their_noun() -> None:
    assert words.counted(1, "bill") == "1 bill"
    assert words.counted(3214, "bill") == "3,214 bills"
    assert words.counted(0, "party", "parties") == "0 parties"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(432, 1000, "43.2%"), (9999, 10000, "99.9%"), (1, 10000, "under 0.1%"), (0, 5, "0.0%"), (5, 5, "100.0%"), (1, 0, "–")],
)
def test_a_share_says_all_or_nothing_only_when_it_is(part: int, whole: int, shown: str) -> None:
    assert words.percent(part, whole) == shown


def test_a_masked_phone_keeps_its_network_and_last_two_digits() -> None:
    assert words.phone("923001234567", is_masked=True) == "0300 ••••• 67"
    assert words.phone("923001234567", is_masked=False) == "0300-1234567"
    assert words.phone("14155550100", is_masked=False) == "+14155550100"
    assert words.phone("123", is_masked=True) == "•••••••"
    assert words.phone(None, is_masked=True) == "–"


def test_a_wait_is_told_in_the_unit_that_fits() -> None:
    assert [words.duration(seconds) for seconds in (8.2, 59.7, 180, 7800, 7200)] == ["8 s", "1 min", "3 min", "2 h 10 min", "2 h"]


def test_codes_numbers_and_phones_stay_on_one_line_and_all_else_is_escaped() -> None:
    whole = '<span class="su-whole">{}</span>'.format
    assert unbroken("Open U-0018747 & T-000009") == f"Open {whole('U-0018747')} &amp; {whole('T-000009')}"
    assert unbroken("0300-0018480, 202610-0000123") == f"{whole('0300-0018480')}, {whole('202610-0000123')}"
    assert unbroken("<b>x-1</b> 2026-11-29 Chak 200/50-K") == "&lt;b&gt;x-1&lt;/b&gt; 2026-11-29 Chak 200/50-K"
    assert unbroken(Markup("<b>U-0018747</b>")) == "<b>U-0018747</b>"
