"""Households of the census by tehsil, and sharing a whole out in proportion to them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from utils.errors import NotFound

DATA: Final = Path(__file__).resolve().parents[2] / "assets" / "data"


@dataclass(frozen=True, slots=True)
class Tehsil:
    """One tehsil with its households, as the census counted them."""

    district: str
    name: str
    urban: int
    rural: int


def tehsils_of(division: str) -> list[Tehsil]:
    """The tehsils of a division in the order of the census file. Raises NotFound for an unknown division."""
    with (DATA / "punjab_tehsils_census_2023.csv").open(newline="", encoding="utf-8") as file:
        found = [
            Tehsil(row["district"], row["tehsil"], int(row["households_urban"]), int(row["households_rural"]))
            for row in csv.DictReader(file)
            if row["division"] == division
        ]
    if not found:
        raise NotFound("division", division)
    return found


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of `total` in proportion to `weights`, summing exactly to it (the method of largest remainders)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares
