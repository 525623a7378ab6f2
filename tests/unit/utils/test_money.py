"""Money is rounded, shared and written in one way."""

from decimal import Decimal

import pytest

from utils.money import format_money, format_number, plain, round_money, share_out


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.125", "0.13"), ("0.124", "0.12"), ("-0.125", "-0.13"), ("2.675", "2.68"), ("5", "5.00")]
)
def test_money_is_rounded_half_up(amount: str, rounded: str) -> None:
    assert str(round_money(Decimal(amount))) == rounded


def test_money_is_rounded_to_the_minor_unit_asked_for() -> None:
    assert str(round_money(Decimal("2.5"), 0)) == "3"
    assert str(round_money(Decimal("0.0005"), 3)) == "0.001"


def shares(total: str, *weights: str) -> list[str]:
    return [str(share) for share in share_out(Decimal(total), [Decimal(weight) for weight in weights])]


def test_a_share_out_gives_the_left_over_to_the_largest_remainders() -> None:
    assert shares("100", "1", "1", "1") == ["33.34", "33.33", "33.33"]
    assert shares("-100", "1", "1", "1") == ["-33.34", "-33.33", "-33.33"]
    assert shares("0.05", "0.5", "0.25", "0.25") == ["0.03", "0.01", "0.01"]
    assert shares("7", "0", "3") == ["0.00", "7.00"]


@pytest.mark.parametrize(("total", "weights"), [("1", []), ("1", ["0", "0"]), ("1", ["1", "-1"]), ("0.001", ["1"])])
def test_a_share_out_that_cannot_be_is_refused(total: str, weights: list[str]) -> None:
    with pytest.raises(ValueError):
        shares(total, *weights)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1234", "PKR", "Rs 1,234"),
        ("1234.00", "PKR", "Rs 1,234"),
        ("1234.5", "PKR", "Rs 1,234.50"),
        ("-500", "PKR", "-Rs 500"),
        ("0", "PKR", "Rs 0"),
        ("95.95", "USD", "US$ 95.95"),
        ("4866.9", "USD", "US$ 4,866.90"),
        ("0.001", "USD", "US$ 0.001"),
        ("1E+6", "USD", "US$ 1,000,000.00"),
        ("1500", "JPY", "JPY 1,500"),
        ("2", "XYZ", "XYZ 2.00"),
    ],
)
def test_money_is_grouped_with_its_currency_once(amount: str, currency: str, written: str) -> None:
    assert format_money(Decimal(amount), currency) == written


def test_quantities_have_no_trailing_zeros() -> None:
    assert [format_number(Decimal(number)) for number in ("1250.50", "1E+3", "0.0", "14")] == ["1,250.5", "1,000", "0", "14"]
    assert [str(plain(Decimal(number))) for number in ("1E+2", "2.50", "0.00", "27.0")] == ["100", "2.5", "0", "27"]
