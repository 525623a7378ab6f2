"""Storage: the one place where contents of files are kept, by keys that nobody can guess, whichever store the settings name."""

from services.storage.keys import is_one as is_key
from services.storage.models import CHUNK, Owner, Store, Stored, Unavailable
from services.storage.opening import current, opened
from services.storage.service import path_of, probe, put, read, size, sweep

__all__ = [
    "CHUNK",
    "Owner",
    "Store",
    "Stored",
    "Unavailable",
    "current",
    "is_key",
    "opened",
    "path_of",
    "probe",
    "put",
    "read",
    "size",
    "sweep",
]
