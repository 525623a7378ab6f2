"""What bulk work gives back: how many rows were taken, and which were not and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its place in the input counted from 1, and one sentence that says why."""

    row_no: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows took effect, how many had already done so before, and the others."""

    accepted: int
    repeated: int
    rejected: tuple[Rejected, ...]
