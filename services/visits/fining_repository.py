"""SQL of fines and of the geofence of an organization."""

from typing import Final

from services.visits.models import Fine
from services.work import Work

FINES: Final = "SELECT code, words, amount, is_active FROM fines WHERE org_id = %(org_id)s ORDER BY NOT is_active, amount, code"
LOCK_FINE: Final = """
SELECT code, words, amount, is_active FROM fines WHERE org_id = %(org_id)s AND code = %(code)s FOR UPDATE
"""
SET_FINE: Final = """
INSERT INTO fines (org_id, code, words, amount, is_active)
VALUES (%(org_id)s, %(code)s, %(words)s, %(amount)s, %(is_active)s)
ON CONFLICT (org_id, code) DO UPDATE SET words = excluded.words, amount = excluded.amount, is_active = excluded.is_active
"""
FENCE: Final = "SELECT geofence_metres FROM visit_settings WHERE org_id = %(org_id)s"
SET_FENCE: Final = """
INSERT INTO visit_settings (org_id, geofence_metres) VALUES (%(org_id)s, %(metres)s)
ON CONFLICT (org_id) DO UPDATE SET geofence_metres = excluded.geofence_metres
"""


def fines(work: Work) -> list[Fine]:
    """All fines, those in use first."""
    return work.all(Fine, FINES)


def lock_fine(work: Work, code: str) -> Fine | None:
    """One fine, held until the end of the transaction."""
    return work.one(Fine, LOCK_FINE, code=code)


def set_fine(work: Work, fine: Fine) -> None:
    """Add a fine, or change the one of its code."""
    work.execute(SET_FINE, code=fine.code, words=fine.words.strip(), amount=fine.amount, is_active=fine.is_active)


def fence(work: Work) -> int | None:
    """The radius that was set, in metres."""
    return work.scalar(FENCE)


def set_fence(work: Work, metres: int) -> None:
    """Set the radius."""
    work.execute(SET_FENCE, metres=metres)
