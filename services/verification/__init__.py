"""Verification: the invariants of money, recomputed from the rows themselves."""

from services.verification.models import Disagreement
from services.verification.service import CHECK_NAMES, verify

__all__ = ["CHECK_NAMES", "Disagreement", "verify"]
