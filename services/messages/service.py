"""Writing messages, and seeing what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection

from services.background import defer
from services.messages import repository
from services.messages.models import Channel, Outbox
from services.permissions import Permission
from services.work import Work
from utils import sealing, settings

SEND: Final = "message.send"
SHOWN: Final = 5
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Secret:
    """An address on this site that opens something: sealed until it is sent, and worthless after `expires_at`."""

    href: str
    expires_at: datetime


def channels() -> list[Channel]:
    """The ways out that are set up."""
    chosen = settings.current()
    return [*([Channel.EMAIL] if chosen.mail else []), *([Channel.TEXT] if chosen.texts else [])]


def send_later(work: Work) -> None:
    """Have what this work wrote sent once it is committed."""
    defer(work, SEND, {}, once=f"{SEND}:{work.org_id}")


def put_for(
    connection: Connection[Any],
    org_id: int,
    staff_id: int,
    subject: str,
    body: str,
    event: str,
    now: datetime,
    *,
    address: str | None = None,
    secret: Secret | None = None,
) -> None:
    """Write an e-mail about a person's own sign-in, in a transaction of the door: to where they are reached, or to an address.

    It is sent within a minute, in their name.
    """
    sealed = sealing.seal(secret.href.encode(), purpose(org_id, event)) if secret else None
    values: dict[str, object] = {
        "org_id": org_id, "to_staff_id": None if address else staff_id, "address": address, "subject": subject, "body": body,
        "href": "", "key_id": sealed.key_id if sealed else None, "box": sealed.box if sealed else None, "event": event,
        "now": now, "expires_at": secret.expires_at if secret else None, "created_by": staff_id,
    }  # fmt: skip
    repository.add_at_door(connection, values)


def outbox(work: Work) -> Outbox:
    """How many messages wait, went out and were given up, and why. Raises Forbidden."""
    work.require_everywhere(Permission.JOB_READ)
    counted = repository.counts(work, work.now - WEEK)
    given = repository.last_given_up(work, SHOWN)
    return Outbox(counted.waiting, counted.sent, counted.given_up, counted.trouble, given)


def purpose(org_id: int, event: str) -> str:
    """For what a secret is sealed."""
    return f"message {org_id} {event}"
