"""Background jobs: which kinds there are."""

from services.jobs.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind"]
