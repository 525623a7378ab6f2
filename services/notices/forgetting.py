"""Clearing away what people were told long ago."""

from datetime import datetime, timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services.notices import repository

READ_KEPT: Final = timedelta(days=90)
KEPT: Final = timedelta(days=365)
BATCH: Final = 5_000


def forget(now: datetime) -> int:
    """Remove notices that were read after 90 days and the others after a year, in every organization; returns how many."""
    removed = 0
    while True:
        with transaction(DatabaseRole.DOOR) as door:
            gone = repository.forget(door, now - READ_KEPT, now - KEPT, BATCH)
        removed += gone
        if gone < BATCH:
            return removed
