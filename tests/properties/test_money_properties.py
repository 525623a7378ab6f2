"""What holds for any amount and any weights."""

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from utils.money import format_money, round_money, share_out

amounts = st.decimals("-1000000000", "1000000000", places=2)
weights = st.lists(st.decimals("0", "100000", places=4), min_size=1, max_size=30)


@given(amounts, weights)
def test_shares_sum_exactly_to_the_whole(total: Decimal, parts: list[Decimal]) -> None:
    assume(sum(parts) > 0)
    shares = share_out(total, parts)
    assert sum(shares) == total
    assert len(shares) == len(parts)


@given(amounts, weights)
def test_every_share_is_within_one_unit_of_its_exact_part(total: Decimal, parts: list[Decimal]) -> None:
    assume(sum(parts) > 0)
    for share, part in zip(share_out(total, parts), parts, strict=True):
        assert abs(share - total * part / sum(parts)) < Decimal("0.0100001")


@given(st.decimals("-1000000", "1000000", places=5))
def test_rounding_moves_an_amount_by_at_most_half_a_unit(amount: Decimal) -> None:
    assert abs(round_money(amount) - amount) <= Decimal("0.005")
    assert round_money(-amount) == -round_money(amount)


@given(amounts, st.sampled_from(["PKR", "USD"]))
def test_a_written_amount_can_be_read_back(amount: Decimal, currency: str) -> None:
    written = format_money(amount, currency)
    assert Decimal(written.replace("Rs ", "").replace("US$ ", "").replace(",", "")) == amount
