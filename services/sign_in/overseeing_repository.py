"""SQL of second factors as the office sees them: whether, for whom they are required, and taking a lost one away."""

from dataclasses import dataclass
from typing import Final

from services.work import Work


@dataclass(frozen=True, slots=True)
class RoleRow:
    """How many people of a role sign in, and how many of them with a second factor."""

    role: str
    people: int
    with_factor: int


BY_ROLE: Final = "SELECT role, people, with_factor FROM second_factors_by_role()"
REQUIRED: Final = "SELECT mfa_roles FROM organizations WHERE org_id = %(org_id)s"
LOCK: Final = "SELECT mfa_roles FROM organizations WHERE org_id = %(org_id)s FOR NO KEY UPDATE"
REQUIRE: Final = "UPDATE organizations SET mfa_roles = %(roles)s WHERE org_id = %(org_id)s"
HAS: Final = "SELECT has_second_factor(%(staff_id)s)"
RESET: Final = "SELECT reset_second_factor_of_staff(%(staff_id)s, %(now)s)"


def by_role(work: Work) -> list[RoleRow]:
    """The roles that anybody active has."""
    return work.all(RoleRow, BY_ROLE)


def required(work: Work, *, is_locked: bool = False) -> list[str]:
    """The roles that need a second factor here."""
    return work.scalar(LOCK if is_locked else REQUIRED)


def require(work: Work, roles: list[str]) -> None:
    """Write which roles need one."""
    work.execute(REQUIRE, roles=roles)


def has(work: Work, staff_id: int) -> bool:
    """Whether the person has one."""
    return work.scalar(HAS, staff_id=staff_id)


def reset(work: Work, staff_id: int) -> str:
    """Take it away and end every session: 'done', 'none' where there was none, 'elsewhere' for who works elsewhere too."""
    return work.scalar(RESET, staff_id=staff_id)
