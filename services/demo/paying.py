"""How the consumers of Suthra demo pay: each ward has its propensity, each account its habit."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Final, NamedTuple
from uuid import UUID

from services.demo.premises import Block, account_code

LEAST, MOST = 0.10, 0.75
# Payments for a period come in within so many days of its issue.
LATEST_DAYS: Final = 44
OPENING_SHARE: Final = 0.12
CREDIT_SHARE: Final = 0.02
# Share of payers who use cash, and cash or bank; the others pay by wallet.
CHANNELS: Final = {"urban": (0.45, 0.70), "rural": (0.72, 0.82)}


class Habit(Enum):
    """How an account that pays at all does it."""

    MONTHLY = "monthly"
    IN_PART = "in part"
    LATE = "late"
    AHEAD = "ahead"


class DemoPayment(NamedTuple):
    """Money that came in; the amount in rupees."""

    account_code: str
    amount: Decimal
    channel: str
    reference: str
    value_on: date
    client_uuid: UUID


class _Payer(NamedTuple):
    habit: Habit
    every: int
    phase: int


def propensity(seed: int, block: Block) -> float:
    """The share of a ward's or village's accounts that pay at all."""
    return _ward_propensity(_habit_rng(seed, block))


def payments_of(seed: int, block: Block, demands: Sequence[int], period_no: int, issued_on: date) -> Iterator[DemoPayment]:
    """What the block pays after the bills of a period (counted from 0) are issued.

    `demands` has the rupees a month of each premises of the block, 0 for one that is not supplied and so pays nothing.
    The same seed gives the same rows.
    """
    habits = _habit_rng(seed, block)
    willing = _ward_propensity(habits)
    rng = Random(f"{seed}/{block.leaf.code}/paid/{period_no}")  # noqa: S311 - repeatable on purpose
    for number, demand in enumerate(demands, start=block.first):
        payer = _payer(habits, willing)
        if payer is None or not demand:
            continue
        amount = _AMOUNTS[payer.habit](payer, demand, period_no, rng)
        if amount > 0:
            yield _payment(rng, block, number, amount, payer.habit, issued_on)


def openings_of(seed: int, block: Block, demands: Sequence[int]) -> Iterator[tuple[str, Decimal]]:
    """Account codes with what an earlier system left: some owe months, a few had paid ahead (below zero)."""
    rng = Random(f"{seed}/{block.leaf.code}/opening")  # noqa: S311 - repeatable on purpose
    for number, demand in enumerate(demands, start=block.first):
        chance, size = rng.random(), rng.random()
        if not demand:
            continue
        if chance < OPENING_SHARE:
            yield account_code(number), Decimal(demand * (1 + int(size * 9)))
        elif chance < OPENING_SHARE + CREDIT_SHARE:
            yield account_code(number), Decimal(-demand * (1 + int(size * 2)))


def _habit_rng(seed: int, block: Block) -> Random:
    return Random(f"{seed}/{block.leaf.code}/habits")  # noqa: S311 - repeatable on purpose


def _ward_propensity(rng: Random) -> float:
    return LEAST + (MOST - LEAST) * rng.random()


def _payer(rng: Random, willing: float) -> _Payer | None:
    share, kind, pace = rng.random(), rng.random(), rng.random()
    if share >= willing:
        return None
    habit = Habit.MONTHLY if kind < 0.66 else Habit.IN_PART if kind < 0.78 else Habit.LATE if kind < 0.94 else Habit.AHEAD
    every = 2 + int(pace * 3)
    return _Payer(habit, every, int(pace * 97) % every)


def _monthly(_: _Payer, demand: int, __: int, rng: Random) -> int:
    return demand if rng.random() < 0.92 else 0


def _in_part(_: _Payer, demand: int, __: int, rng: Random) -> int:
    """A quarter to three quarters, in whole hundreds."""
    return max(100, demand * (1 + int(rng.random() * 3)) // 400 * 100)


def _late(payer: _Payer, demand: int, period_no: int, _: Random) -> int:
    """Several months at once, then nothing for as long."""
    is_due = (period_no + payer.phase) % payer.every == payer.every - 1
    return demand * min(payer.every, period_no + 1) if is_due else 0


def _ahead(payer: _Payer, demand: int, period_no: int, _: Random) -> int:
    """A sum in whole five hundreds that covers some months to come."""
    return 0 if (period_no + payer.phase) % payer.every else -(-demand * payer.every // 500) * 500


_AMOUNTS: Final[dict[Habit, Callable[[_Payer, int, int, Random], int]]] = {
    Habit.MONTHLY: _monthly,
    Habit.IN_PART: _in_part,
    Habit.LATE: _late,
    Habit.AHEAD: _ahead,
}


def _payment(rng: Random, block: Block, number: int, amount: int, habit: Habit, issued_on: date) -> DemoPayment:
    """Most pay before the due date, the late ones after it."""
    when = rng.random()
    days = int(when**1.4 * 24) if habit is not Habit.LATE else 12 + int(when * (LATEST_DAYS - 12))
    cash, bank = CHANNELS[block.leaf.settlement]
    by = rng.random()
    channel = "cash" if by < cash else "bank" if by < bank else "wallet"
    digits = int(rng.random() * 10**12)
    reference = "" if channel == "cash" else f"{'BK' if channel == 'bank' else 'WL'}{digits:012}"
    identity = UUID(int=rng.getrandbits(128), version=4)
    value_on = issued_on + timedelta(days=days)
    return DemoPayment(account_code(number), Decimal(amount), channel, reference, value_on, identity)
