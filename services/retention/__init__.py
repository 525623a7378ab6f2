"""Retention: how long records of each kind are kept, what would go now, and clearing them away day by day."""

from services.retention.models import KINDS, Due, RetainedKind, RetentionRun, Rule
from services.retention.service import APPLY, apply, apply_now, due, fail, preview, rules, runs, set_days

__all__ = [
    "APPLY",
    "KINDS",
    "Due",
    "RetainedKind",
    "RetentionRun",
    "Rule",
    "apply",
    "apply_now",
    "due",
    "fail",
    "preview",
    "rules",
    "runs",
    "set_days",
]
