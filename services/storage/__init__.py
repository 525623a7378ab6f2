"""Storage: the one place where contents of files are kept, by keys that nobody can guess, whichever store the settings name."""

from services.storage.models import Owner, Store, Stored, Unavailable
from services.storage.opening import current, opened
from services.storage.service import path_of, probe, put, read, size, sweep

__all__ = [
    "Owner",
    "Store",
    "Stored",
    "Unavailable",
    "current",
    "opened",
    "path_of",
    "probe",
    "put",
    "read",
    "size",
    "sweep",
]
