"""What a verification finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that does not add up: the name of the check, the record, and the figures on both sides in a sentence."""

    check: str
    ref: str
    sentence: str
