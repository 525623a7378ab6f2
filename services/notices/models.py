"""What people are told of: the kinds of notices, what one is about, and one that was told."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from services.permissions import GRANTS, Permission, Role


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice. Whoever's role does not grant `needs` is never told, whatever a use case names.

    `tells_the_actor` is for what goes on in the background, of which whoever asked for it wants to hear; what people do
    themselves they know. `is_for_consumers` is of their own account, which the office knows anyway. `by_email` is what holds
    for who chose nothing; `is_in_app_only` is what a message must not tell.
    """

    name: str
    title: str
    needs: Permission
    tells_the_actor: bool = False
    by_email: bool = False
    is_in_app_only: bool = False
    is_for_consumers: bool = False

    def roles(self, needs: Permission | None = None) -> tuple[Role, ...]:
        """The roles that may be told of it, or of what a follower's record `needs`."""
        wanted = needs or self.needs
        return tuple(role for role, granted in GRANTS.items()
                     if wanted in granted and (role is Role.CONSUMER or not self.is_for_consumers))  # fmt: skip


class Channel(StrEnum):
    """How one is told."""

    APP = "app"
    EMAIL = "email"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether one is told of a kind by a channel."""

    kind: str
    channel: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when to when e-mails and texts wait, in the organization's zone; over midnight where the end comes first."""

    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class About:
    """The record that a notice leads to, and who may know of it.

    With an area it concerns those who see that area, with an account also the consumer whose own it is;
    `is_for_all_areas` those only who see the whole organization.
    """

    noun: str
    target: str | int
    area_id: int | None = None
    account_id: int | None = None
    is_for_all_areas: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice of one's own."""

    notice_id: int
    subject: str
    kind: str
    noun: str
    target: str
    created_at: datetime
    read_at: datetime | None
    is_unread: bool
