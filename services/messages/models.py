"""A message on its way, how it is sent, and what is known of the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID


class Channel(StrEnum):
    """How a message goes out."""

    EMAIL = "email"
    TEXT = "text"


# After each try that failed; then it is given up, some three and a half days after the first.
WAITS: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440)
)
# Whoever takes a message to send it has so long; then another tries.
LEASE: Final = timedelta(minutes=10)
KEPT: Final = timedelta(days=30)
BATCH: Final = 50


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is to be sent now. `to` is None for who has no address; `attempts` counts this one too."""

    org_id: int
    message_id: int
    token: UUID
    channel: str
    to: str | None
    full_name: str | None
    organization: str
    subject: str
    body: str
    href: str
    key_id: str | None
    box: bytes | None
    event: str
    attempts: int
    expires_at: datetime | None
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is sent: to whom, in plain words, with a full link or none; `message_id` is the same at every try."""

    message_id: str
    to: str
    full_name: str | None
    organization: str
    subject: str
    body: str
    link: str


class Refused(Exception):
    """This message will never be taken; why, in the words of whoever refused it."""


class Unreachable(Exception):
    """Nothing can be sent at the moment, this message or another; why."""


class Later(Exception):
    """This message is not taken now; why."""


@dataclass(frozen=True, slots=True)
class Given:
    """A message that was given up."""

    channel: str
    full_name: str | None
    attempts: int
    failure: str
    created_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many messages wait, were sent in the last seven days and were given up, and the last ones given up.

    `trouble` is why the one that waits longest was not taken at its last try.
    """

    waiting: int
    sent: int
    given_up: int
    trouble: str | None
    last_given_up: Sequence[Given]
