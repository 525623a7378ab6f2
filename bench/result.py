"""What a benchmark gives back, and how it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One measured claim.

    `value` and `limit` are in `unit`; `ratio` is how many times the limit it took (1.0 as good, below better);
    `target` says in words what was to be reached, and `met` whether it was.
    """

    name: str
    size: int
    value: float
    unit: str
    limit: float | None
    ratio: float | None
    target: str
    met: bool


def line(result: Result) -> str:
    """One result as a line of a table."""
    limit = "" if result.limit is None else f"limit {result.limit:,.3f}"
    ratio = "" if result.ratio is None else f"ratio {result.ratio:.2f}"
    met = "met" if result.met else "MISSED"
    measured = f"{result.name:<34} {result.size:>10,} {result.value:>12,.3f} {result.unit:<8}"
    return f"{measured} {limit:<18} {ratio:<11} {met}: {result.target}"
