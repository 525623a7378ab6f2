"""Who changed what, when and through which face: one row a changing use case, in its transaction."""

from services.audit.repository import IN_NO_AREA
from services.audit.sealing import SEAL, Broken, Seal, broken, due, newest, seal, seal_all, seal_of, with_fingerprint
from services.audit.service import AuditRow, history_of, record

__all__ = [
    "IN_NO_AREA",
    "SEAL",
    "AuditRow",
    "Broken",
    "Seal",
    "broken",
    "due",
    "history_of",
    "newest",
    "record",
    "seal",
    "seal_all",
    "seal_of",
    "with_fingerprint",
]
