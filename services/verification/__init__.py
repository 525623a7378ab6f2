"""Verification: the invariants of money, recomputed from the rows themselves, and the files of attachments, read again."""

from services.verification.models import Disagreement
from services.verification.service import CHECK_NAMES, FILES_READ, verify

__all__ = ["CHECK_NAMES", "FILES_READ", "Disagreement", "verify"]
