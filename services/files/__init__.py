"""Files: uploads, exports and error files, kept whole in a store, with their row in the database saying whose they are."""

from services.files.models import File, Purpose
from services.files.rules import CSV, DEFAULT_LIFE, XLSX, clean_name
from services.files.service import OWNER, download, get, local_copy, pieces, put, remove

__all__ = [
    "CSV",
    "DEFAULT_LIFE",
    "OWNER",
    "XLSX",
    "File",
    "Purpose",
    "clean_name",
    "download",
    "get",
    "local_copy",
    "pieces",
    "put",
    "remove",
]
