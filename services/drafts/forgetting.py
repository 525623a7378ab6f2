"""Clearing away drafts that nobody came back to."""

from datetime import datetime, timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services.drafts import repository

KEPT: Final = timedelta(days=30)
BATCH: Final = 5_000


def forget(now: datetime) -> int:
    """Remove drafts that were saved more than 30 days ago, in every organization; returns how many."""
    removed = 0
    while True:
        with transaction(DatabaseRole.DOOR) as door:
            gone = repository.forget(door, now - KEPT, BATCH)
        removed += gone
        if gone < BATCH:
            return removed
