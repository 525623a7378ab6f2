"""Sending what waits: at least once, each try later than the one before, until it is out or given up with a reason."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import uuid4

from psycopg import Connection

from database.connection import DatabaseRole, transaction
from services.background import Unfinished, check_wanted
from services.messages import repository
from services.messages.models import BATCH, KEPT, LEASE, WAITS, Channel, Due, Later, Letter, Refused, Unreachable
from services.messages.sending import Way, way_of
from services.messages.service import channels, purpose
from services.work import Actor
from utils import clock, sealing, settings
from utils.errors import Conflict, Invalid
from utils.sealing import Sealed

TOO_LATE: Final = "It could not be sent before its link was over."
NOWHERE: Final = "The person has no {where}."


def send(actor: Actor) -> list[str]:
    """The job: send what is due in the actor's organization; gives why messages were given up, one reason for each."""
    given_up: list[str] = []
    for channel in channels():
        while _send_some(actor.org_id, channel, given_up):
            check_wanted()
    with transaction(DatabaseRole.DOOR) as door:
        repository.forget(door, actor.org_id, clock.now() - KEPT)
    return given_up


def unfinished() -> list[Unfinished]:
    """The organizations that have messages to send now: written lately, put off until now, or left by a worker that died."""
    known = channels()
    if not known:
        return []
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.waiting_everywhere(door, clock.now(), known)
    return [Unfinished(each.org_id, each.staff_id, {}) for each in found]


def send_test(channel: Channel, to: str) -> None:
    """Send one message at once, past the outbox, to see that the settings are right. Raises Invalid, Conflict with why not."""
    if channel not in channels():
        wanted = "SMTP_HOST and MAIL_FROM" if channel is Channel.EMAIL else "TEXT_GATEWAY_URL"
        raise Invalid({"channel": f"This is not set up: set {wanted} (docs/operations.md)."})
    name = f"<test.{uuid4()}@{_domain()}>"
    site = settings.current().public_url or ""
    letter = Letter(name, to, None, "Suthra", "A test message", "Whoever runs Suthra sent this to see that it arrives.", site)
    try:
        with way_of(channel) as way:
            way.send(letter)
    except (Refused, Later, Unreachable) as error:
        raise Conflict(f"It was not sent. {error}") from error


def _send_some(org_id: int, channel: Channel, given_up: list[str]) -> bool:
    """One batch; False when nothing is due or nothing can be sent now."""
    with transaction(DatabaseRole.DOOR) as door:
        batch = repository.take(door, org_id, channel, clock.now(), LEASE, BATCH)
    trouble = ""
    with ExitStack() as stack:
        way: Way | None = None
        for due in batch:
            try:
                letter = _letter(due)
                if trouble:
                    raise Unreachable(trouble)
                way = way or stack.enter_context(way_of(channel))
                way.send(letter)
            except Refused as error:
                _end(due, partial(repository.mark_given_up, failure=str(error)))
                given_up.append(str(error))
            except (Later, Unreachable) as error:
                if isinstance(error, Unreachable):
                    trouble = str(error)
                _put_off(due, str(error), given_up)
            else:
                _end(due, repository.mark_sent)
    return not trouble and len(batch) == BATCH


def _letter(due: Due) -> Letter:
    """What is sent. Raises Refused for what nobody is to get any more."""
    if not due.is_wanted:
        raise Refused("The person is no longer active.")
    if not due.to:
        raise Refused(NOWHERE.format(where="e-mail address" if due.channel == Channel.EMAIL else "phone"))
    if due.expires_at is not None and due.expires_at <= clock.now():
        raise Refused(TOO_LATE)
    href = due.href
    if due.key_id is not None and due.box is not None:
        try:
            href = sealing.unseal(Sealed(due.key_id, due.box), purpose(due.org_id, due.event)).decode()
        except Conflict as error:
            raise Refused("Its link was sealed with a key that is gone.") from error
    site = settings.current().public_url or ""
    name = f"<{due.token}@{_domain()}>"
    link = f"{site}{href}" if href else ""
    return Letter(name, due.to, due.full_name, due.organization, due.subject, due.body, link)


def _put_off(due: Due, why: str, given_up: list[str]) -> None:
    if due.attempts > len(WAITS):
        failure = f"{why} It was tried {due.attempts} times."
        _end(due, partial(repository.mark_given_up, failure=failure))
        given_up.append(failure)
        return
    until: datetime = clock.now() + WAITS[due.attempts - 1]
    with transaction(DatabaseRole.DOOR) as door:
        repository.put_off(door, due, until, why)


def _end(due: Due, mark: Callable[[Connection[Any], Due, datetime], None]) -> None:
    with transaction(DatabaseRole.DOOR) as door:
        mark(door, due, clock.now())


def _domain() -> str:
    mail = settings.current().mail
    return mail.sender.rpartition("@")[2] if mail else "suthra.invalid"
