"""A draft as its owner gets it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one form about one record ('' where it is about none), by the label of each field."""

    form: str
    record: str
    filling: UUID
    typed: Mapping[str, str]
    saved_at: datetime
