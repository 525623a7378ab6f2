"""Files: uploads, exports and error files, kept whole in a store, with their row in the database saying whose they are."""

from services.files.models import File, Purpose
from services.files.rules import CSV, DEFAULT_LIFE, XLSX
from services.files.service import download, get, local_copy, pieces, put, remove, sweep

__all__ = [
    "CSV",
    "DEFAULT_LIFE",
    "XLSX",
    "File",
    "Purpose",
    "download",
    "get",
    "local_copy",
    "pieces",
    "put",
    "remove",
    "sweep",
]
