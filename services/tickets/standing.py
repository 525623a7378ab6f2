"""What became of the unit and the account of a ticket: merged, deleted or out of use, said in sentences."""

from services.tickets import repository
from services.tickets.models import Standing
from services.tickets.repository import PlaceNow
from services.work import Work


def standing(work: Work, ticket_id: int) -> list[Standing]:
    """What there is to say of where a ticket belongs, nothing where all is as it was; for a ticket within reach."""
    place = repository.place_now(work, ticket_id)
    return [] if place is None else [*_unit(place), *_account(place)]


def _unit(place: PlaceNow) -> list[Standing]:
    code = place.unit_code
    if place.is_merged and place.kept_unit_id is not None and place.kept_unit_code is not None:
        said = f"Unit {code} was a duplicate and was merged into {place.kept_unit_code}"
        return [Standing(f"{said}, which remains; this ticket stands on its page too.", place.kept_unit_id, place.kept_unit_code)]
    if place.is_merged:
        return [Standing(f"Unit {code} was a duplicate and was merged into another unit, which lies outside your areas.")]
    if place.is_unit_deleted:
        return [Standing(f"Unit {code} is deleted from the register; it can be restored, and this ticket stays.")]
    if place.unit_status == "inactive":
        return [Standing(f"Unit {code} is inactive: nothing is billed for it any more, or it is no unit at all.")]
    if place.unit_status == "duplicate_of":
        return [Standing(f"Unit {code} was marked as a duplicate, without saying of which unit.")]
    return []


def _account(place: PlaceNow) -> list[Standing]:
    if place.is_account_deleted:
        return [
            Standing(f"Account {place.account_code} is deleted from the register; it can be restored, and this ticket stays.")
        ]
    if place.is_account_active is False:
        return [Standing(f"Account {place.account_code} is inactive.")]
    return []
