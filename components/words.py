"""How amounts, days, months, counts and phones are written on every screen."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from utils import month as months
from utils.money import format_money, plain
from utils.wording import apart, worded

NOTHING: Final = "–"
_CURRENCY_AND_AMOUNT: Final = re.compile(r"(Rs|US\$|€|£|INR|AED|SAR|JPY) (?=\d)")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency: 'Rs 1,204.50', '-Rs 300'; nothing is '–'."""
    return NOTHING if amount is None else unbroken(format_money(amount, currency).replace("-", "−", 1))


def unbroken(text: str) -> str:
    """The text with each amount kept on one line with its currency."""
    return _CURRENCY_AND_AMOUNT.sub("\\1\N{NO-BREAK SPACE}", text)


def place(address: str, area: str) -> str:
    """Where something is: the address, and the area where the address does not name it."""
    return address if area in address else " · ".join(apart(part) for part in (address, area) if part)


def figure(amount: Decimal | None, currency: str) -> str:
    """An amount below a heading that already names the currency: '1,204.50'."""
    if amount is None:
        return NOTHING
    sign = "−" if amount < 0 else ""
    return sign + format_money(abs(amount), currency).removeprefix(symbol(currency)).strip()


@cache
def symbol(currency: str) -> str:
    """What stands for a currency in a heading: 'Rs', 'US$'."""
    return format_money(Decimal(0), currency).rstrip("0.").strip()


def number(quantity: Decimal | int | None) -> str:
    """A quantity grouped by thousands without trailing zeros: '1,250.5'."""
    if quantity is None:
        return NOTHING
    shown = f"{quantity:,}" if isinstance(quantity, int) else f"{plain(quantity):,f}"
    return shown.replace("-", "−", 1)


def counted(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun: '1 bill', '3,214 bills'; `nouns` where an s will not do."""
    return f"{count:,} {worded(noun if count == 1 else nouns or noun + 's')}"


def day(value: date | None) -> str:
    """A day as '21 Nov 2026'."""
    return NOTHING if value is None else f"{value.day} {worded(_MONTHS[value.month - 1])} {value.year}"


def moment(value: datetime | None, time_zone: str) -> str:
    """A moment in the organization's zone: '21 Nov 2026, 14:05'."""
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(time_zone))
    return f"{day(local)}{worded(', ')}{local:%H:%M}"


def month(value: date | None) -> str:
    """A month in full: 'November 2026'."""
    return NOTHING if value is None else months.show(value)


def short_month(value: date | None) -> str:
    """A month where space is short: 'Nov 2026'."""
    return NOTHING if value is None else f"{worded(_MONTHS[value.month - 1])} {value.year}"


def percent(numerator: Decimal | int, denominator: Decimal | int) -> str:
    """A share to one decimal, '43.2%'; '–' of nothing. 100% and 0% are said only when exact."""
    if not denominator:
        return NOTHING
    share = Decimal(numerator) * 100 / Decimal(denominator)
    shown = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown == 100 and share != 100:
        return "99.9%" if share < 100 else "100.1%"
    if shown == 0 and share != 0:
        return "under 0.1%" if share > 0 else "−0.1%"
    return f"{shown}%"


def phone(value: str | None, is_masked: bool) -> str:
    """A phone as people dial it, '0300-1234567' or '+14155550100'; '0300 ••••• 67' for a role that has no need of it."""
    if not value:
        return NOTHING
    digits = "".join(letter for letter in value if letter.isdigit())
    is_mobile = len(digits) == 12 and digits.startswith("923")
    local = f"0{digits[2:]}" if is_mobile else digits
    if is_masked:
        return f"{local[:4]} ••••• {local[-2:]}" if len(local) > 7 else "•••••••"
    return f"{local[:4]}-{local[4:]}" if is_mobile else f"+{digits}"


def cnic(value: str | None) -> str:
    """A national identity number with its dashes, '35202-1234567-1', also where its first digits are hidden."""
    return f"{value[:5]}-{value[5:12]}-{value[12:]}" if value else NOTHING


def premises(category: str, size_marla: Decimal | None, commercial_size: str | None) -> str:
    """What a premises is: 'House, 5 marla', 'Business, small'."""
    if category == "commercial":
        return f"Business, {commercial_size}" if commercial_size else "Business"
    return f"House, {number(size_marla)} marla" if size_marla is not None else "House"


def bar(value: Decimal, most: Decimal) -> Markup:
    """A bar of a length in proportion to the greatest value, for the eye; the figure stands beside it."""
    share = int(value * 100 / most) if most > 0 else 0
    return Markup('<span class="su-bar" aria-hidden="true"><i style="width:{}%"></i></span>').format(max(min(share, 100), 0))


def duration(seconds: float) -> str:
    """A wait in words: '8 s', '3 min', '2 h 10 min'."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def way(metres: int) -> str:
    """How far something is: '850 m', '2.4 km'."""
    return worded("{count:,} m", count=metres) if metres < 1000 else worded("{count:.1f} km", count=metres / 1000)
