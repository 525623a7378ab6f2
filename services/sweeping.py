"""Clearing away contents of files: every table that owns objects of the store, asked in one sweep."""

from datetime import datetime
from typing import Final

from services import attachments, files, storage
from services.storage import Owner

# A table that is left out here would lose its contents after a day; a test reads the catalogue for such.
OWNERS: Final[tuple[Owner, ...]] = (files.OWNER, attachments.OWNER)


def sweep(now: datetime, *, is_thorough: bool = True) -> int:
    """Remove contents whose time is over and, where `is_thorough`, what no row owns; how many objects went. Raises Busy."""
    return storage.sweep(now, OWNERS, is_thorough=is_thorough)
