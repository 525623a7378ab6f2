"""What a person sees and changes of themselves, whatever their role."""

from services import audit
from services.staff import own_repository as repository
from services.staff import rules
from services.staff.own_repository import Own
from services.work import Work
from utils.errors import Invalid, not_found

__all__ = ["Own", "change_own_phone", "own"]


def own(work: Work) -> Own:
    """The actor as the organization knows them. Raises NotFound."""
    return repository.own(work) or not_found("person", work.actor.username)


def change_own_phone(work: Work, phone: str) -> None:
    """Write one's own phone in any spelling, '' for none. Raises Invalid."""
    digits, wrong = rules.phone_of(phone)
    if wrong:
        raise Invalid(wrong)
    before = own(work).phone
    if digits != before:
        repository.set_phone(work, digits)
        audit.record(work, "staff.changed", f"staff {work.actor.username}", {"phone": before}, {"phone": digits})
