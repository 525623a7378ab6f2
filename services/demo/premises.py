"""Premises of Suthra demo and who holds them: generated ward by ward, so that a million need no more memory than one ward."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Final, NamedTuple

from services import tariffs
from services.demo import names
from services.demo.census import apportion
from services.demo.outlines import Point, outline_of
from services.demo.places import Leaf, places

RESIDENTIAL_SHARE: Final = 0.88
# A block of numbers that no operator has given to anybody; beyond 100,000 premises they repeat.
PHONE_BLOCK: Final = "9230000"
PHONE_COUNT: Final = 100_000
SURVEY_DAYS: Final = 150
SPREAD: Final = {"urban": 0.0032, "rural": 0.0026}
# How far from its centre a premises may lie, in spreads.
REACH: Final = 3.0

# Upper share of premises and the sizes met up to there, in marla: small plots in towns, larger ones in villages.
SIZES: Final[dict[str, tuple[tuple[float, tuple[Decimal, ...]], ...]]] = {
    "urban": (
        (0.12, (Decimal(2), Decimal("2.5"), Decimal(3))),
        (0.52, (Decimal("3.5"), Decimal(4), Decimal(5), Decimal(5))),
        (0.81, (Decimal(6), Decimal(7), Decimal(8), Decimal(10))),
        (0.95, (Decimal(12), Decimal(14), Decimal(15), Decimal(20))),
        (0.992, (Decimal(22), Decimal(25), Decimal(30), Decimal(40))),
        (1.0, (Decimal(45), Decimal(60), Decimal(80))),
    ),
    "rural": (
        (0.06, (Decimal(3), Decimal(4))),
        (0.36, (Decimal(5), Decimal(5), Decimal("4.5"))),
        (0.74, (Decimal(7), Decimal(8), Decimal(10))),
        (0.93, (Decimal(12), Decimal(15), Decimal(20))),
        (0.99, (Decimal(25), Decimal(30), Decimal(40))),
        (1.0, (Decimal(50), Decimal(60), Decimal(80))),
    ),
}
SHOPS: Final = {"urban": (0.62, 0.92), "rural": (0.8, 0.97)}


class Premises(NamedTuple):
    """One survey unit with its account; sizes in marla, position in degrees."""

    number: int
    holder_name: str
    phone: str | None
    settlement: str
    category: str
    size_marla: Decimal | None
    commercial_size: str | None
    address: str
    latitude: float
    longitude: float
    status: str
    surveyed_on: date

    @property
    def account_code(self) -> str:
        """The code of the account, e.g. SHW-0000123."""
        return account_code(self.number)

    @property
    def unit_code(self) -> str:
        """The code of the unit, e.g. U-0000123."""
        return unit_code(self.number)

    @property
    def is_supplied(self) -> bool:
        """Whether the service runs there: what is only surveyed or verified is not yet billed."""
        return self.status == "billed"


def unit_code(number: int) -> str:
    """The code of the unit of that number, e.g. U-0000123."""
    return f"U-{number:07}"


def account_code(number: int) -> str:
    """The code of the account of the so-manieth premises, e.g. SHW-0000123."""
    return f"SHW-{number:07}"


@dataclass(frozen=True, slots=True)
class Block:
    """The premises of one ward or village: `count` of them, numbered from `first`."""

    leaf: Leaf
    first: int
    count: int


def blocks(seed: int, units: int) -> list[Block]:
    """Share `units` premises out over wards and villages in proportion to their households."""
    leaves = places(seed).leaves
    counts = apportion(units, [leaf.households for leaf in leaves])
    found: list[Block] = []
    first = 1
    for leaf, count in zip(leaves, counts, strict=True):
        if count:
            found.append(Block(leaf, first, count))
        first += count
    return found


def batches(parts: Sequence[Block], size: int) -> list[tuple[Block, ...]]:
    """Neighbouring blocks together, each batch of about `size` premises."""
    found: list[tuple[Block, ...]] = []
    current: list[Block] = []
    held = 0
    for block in parts:
        if current and held + block.count > size:
            found.append(tuple(current))
            current, held = [], 0
        current.append(block)
        held += block.count
    if current:
        found.append(tuple(current))
    return found


def premises_of(seed: int, block: Block, opened_on: date) -> Iterator[Premises]:
    """The premises of a block; surveyed in the months before `opened_on`. The same seed gives the same rows."""
    rng = Random(f"{seed}/{block.leaf.code}/premises")  # noqa: S311 - repeatable on purpose
    place = _Place(block.leaf)
    for number in range(block.first, block.first + block.count):
        settlement = block.leaf.settlement
        is_home = rng.random() < RESIDENTIAL_SHARE
        address = place.address(rng, number - block.first, is_home=is_home)
        longitude, latitude = place.point(rng)
        yield Premises(
            number,
            names.person(rng),
            f"{PHONE_BLOCK}{number * 7919 % PHONE_COUNT:05}" if rng.random() < 0.93 else None,
            settlement,
            "residential" if is_home else "commercial",
            _size(rng, settlement) if is_home else None,
            None if is_home else _shop(rng, settlement),
            address,
            round(latitude, 6),
            round(longitude, 6),
            _status(rng),
            opened_on - timedelta(days=1 + int(rng.random() * SURVEY_DAYS)),
        )


class _Place:
    """Streets and points of one ward or village."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._spread = SPREAD[leaf.settlement]
        self._outline = outline_of(leaf.district)
        # Far from the border no point needs a look at the outline.
        self._is_free = self._outline.edge_distance(*leaf.centre) > 1.5 * REACH * self._spread

    def point(self, rng: Random) -> Point:
        if not self._is_free:
            return self._outline.near(rng, self._leaf.centre, self._spread)
        x, y = self._leaf.centre
        return x + self._step(rng), y + self._step(rng)

    def _step(self, rng: Random) -> float:
        return self._spread * max(-REACH, min(REACH, rng.gauss(0.0, 1.0)))

    def address(self, rng: Random, place: int, *, is_home: bool) -> str:
        kind = "House" if is_home else "Shop"
        if self._leaf.settlement == "rural":
            return f"{kind} {place + 1}, {self._leaf.name}"
        if is_home:
            return f"House {place % 40 + 1}, Street {place // 40 + 1}, {self._leaf.name}"
        return f"Shop {place + 1}, {names.pick(rng, names.BAZAARS)}, {self._leaf.name}"


def demands_of(seed: int, block: Block) -> "array[int]":
    """Whole rupees a month of each premises of a block under the shipped sanitation tariff; 0 where not supplied."""
    return array("I", (_demand(each) if each.is_supplied else 0 for each in premises_of(seed, block, date.max)))


@cache
def _pricer() -> tariffs.Pricer:
    return tariffs.compile(tariffs.load("punjab_sanitation").definition)


def _demand(premises: Premises) -> int:
    attributes: dict[str, str | int | Decimal] = {
        "settlement": premises.settlement,
        "category": premises.category,
        "size_marla": premises.size_marla or 0,
        "commercial_size": premises.commercial_size or "",
    }
    return int(_pricer().price(tariffs.PricingInput(date.max.replace(day=1), attributes=attributes)).total)


def _size(rng: Random, settlement: str) -> Decimal:
    share = rng.random()
    for upto, sizes in SIZES[settlement]:
        if share < upto:
            return sizes[int(rng.random() * len(sizes))]
    raise AssertionError(settlement)


def _shop(rng: Random, settlement: str) -> str:
    small, medium = SHOPS[settlement]
    share = rng.random()
    return "small" if share < small else "medium" if share < medium else "large"


def _status(rng: Random) -> str:
    share = rng.random()
    return "billed" if share < 0.98 else "verified" if share < 0.99 else "surveyed"
