"""Whether a role needs phone numbers in full."""

from components import words
from services.permissions import Role
from services.work import Actor

# Those who call consumers, or are one.
CALLING = frozenset({Role.HEAD_ADMINISTRATOR, Role.BILLING, Role.OPERATIONS, Role.SUPPORT, Role.FIELD_AGENT, Role.CONSUMER})


def shown(actor: Actor, phone: str | None) -> str:
    """A phone as this person may see it; '' where there is none."""
    return words.phone(phone, actor.role not in CALLING) if phone else ""
