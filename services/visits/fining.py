"""What challans are issued for, and how far from its unit a visit may be."""

from dataclasses import asdict
from typing import Final

from services import audit
from services.permissions import Permission
from services.visits import fining_repository, rules
from services.visits.models import Fine
from services.work import Work

FENCE: Final = "geofence of visits"


def fines(work: Work, *, is_everything: bool = False) -> list[Fine]:
    """The fines that challans are issued for, the smallest first; those out of use only where everything is asked for."""
    work.require(Permission.VISIT_READ)
    return [each for each in fining_repository.fines(work) if each.is_active or is_everything]


def set_fine(work: Work, fine: Fine) -> list[Fine]:
    """Add a fine, or change the one of its code; challans keep the words and amount of their day. Raises Forbidden, Invalid."""
    work.require_everywhere(Permission.VISIT_SET)
    rules.check_fine(fine)
    before = fining_repository.lock_fine(work, fine.code)
    if before != fine:
        fining_repository.set_fine(work, fine)
        old = {} if before is None else _told(before)
        new = _told(fine)
        changed = [name for name in new if old.get(name) != new[name]]
        audit.record(
            work,
            "fine.set",
            f"fine {fine.code}",
            before={name: old[name] for name in changed if name in old} or None,
            after={name: new[name] for name in changed},
        )
    return fines(work, is_everything=True)


def geofence(work: Work) -> int:
    """How many metres from its unit a visit may be without a doubt. Raises Forbidden."""
    work.require(Permission.VISIT_READ)
    return fining_repository.fence(work) or rules.USUAL_FENCE


def set_geofence(work: Work, metres: int) -> int:
    """Allow so many metres for visits that are submitted from now on. Raises Forbidden, Invalid."""
    work.require_everywhere(Permission.VISIT_SET)
    rules.check_fence(metres)
    before = geofence(work)
    if before != metres:
        fining_repository.set_fence(work, metres)
        audit.record(work, "visit.geofence_set", FENCE, before={"metres": before}, after={"metres": metres})
    return metres


def _told(fine: Fine) -> dict[str, object]:
    return {**asdict(fine), "words": fine.words.strip()}
