"""Letting in who forgot a password, by a link to the address that is known of them; and changing that address."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services import background, messages, staff
from services.background import Unfinished
from services.messages import Channel, Secret
from services.sign_in import forgotten_repository as repository
from services.sign_in import repository as people
from services.sign_in import second_factor_repository as factors
from services.sign_in.service import WINDOW, actor_of, count_try, hash_token
from services.work import whereabouts
from utils import clock, devices
from utils.errors import Conflict, Invalid

LIFE: Final = timedelta(minutes=30)
# Several people may share an address; and nobody's mailbox is filled by others.
MOST_PEOPLE: Final = 5
MOST_LINKS: Final = 3
OVER: Final = "This link was used already, or its 30 minutes are over. Ask for another one."
_ASKED: Final = (
    "Somebody asked for a new password of {username} in Suthra. If that was you, open the link within 30 minutes; it works once. "
    "If it was not, do nothing: your password stays as it is, and nobody was told that you have an account."
)
_CHANGED: Final = (
    "The password of {username} in Suthra was changed by a link to this address, and every session was ended. "
    "If that was not you, tell your head administrator at once."
)


def is_possible() -> bool:
    """Whether e-mails are set up, without which only a head administrator helps."""
    return Channel.EMAIL in messages.channels()


def ask_for_password(named: str, address: str, now: datetime | None = None) -> None:
    """Send a link to who has this username or e-mail address and an address; nothing tells whether there is somebody.

    Raises Busy after as many tries as signing in allows.
    """
    moment = now or clock.now()
    name = "".join(letter for letter in named if letter.isprintable()).strip().lower()[:254]
    count_try(f"forgotten {name}", address, moment)
    if not is_possible():
        return
    with transaction(DatabaseRole.DOOR, whereabouts(address, "")) as door:
        repository.clear(door, moment)
        found = repository.reachable(door, name, moment, MOST_LINKS, MOST_PEOPLE)
        for each in found:
            token = secrets.token_urlsafe(32)
            hashed = hash_token(token)
            repository.add(door, hashed, each.person_id, moment, moment + LIFE)
            link = Secret(f"/auth/new-password?token={token}", moment + LIFE)
            body, event = _ASKED.format(username=each.username), f"password {hashed.hex()}"
            messages.put_for(door, each.org_id, each.staff_id, "A new password", body, event, moment, secret=link)
            factors.audit(door, each.person_id, "staff.password_forgotten", moment, {}, is_own=False, origin="screen")
    for each in found:
        background.resume(messages.SEND, Unfinished(each.org_id, each.staff_id, {}))


def who_forgot(token: str, now: datetime | None = None) -> str | None:
    """The username that a link is for, as long as it is good."""
    with transaction(DatabaseRole.DOOR, {}) as door:
        found = repository.holder(door, hash_token(token), now or clock.now())
    return found.username if found else None


def set_forgotten(token: str, new: str, now: datetime | None = None, address: str = "", user_agent: str = "") -> None:
    """Take a new password for a link; the link is used up, and every session ends. Signing in still asks for a second factor.

    Raises Invalid for a password that will not do (the link stays good), Conflict for a link that is over.
    """
    moment = now or clock.now()
    with transaction(DatabaseRole.DOOR, whereabouts(address, devices.words(user_agent))) as door:
        found = repository.holder(door, hash_token(token), moment, is_locked=True)
        if found is None:
            raise Conflict(OVER)
        staff.check_new_password(new, found.username)
        # Which ends this link and every other.
        people.set_password(door, found.person_id, staff.hash_password(new), moment)
        ended = repository.end_sessions(door, found.person_id, moment)
        people.forget_attempts(door, found.username, moment - WINDOW)
        after: dict[str, object] = {"sessions_ended": ended}
        factors.audit(door, found.person_id, "staff.password_renewed", moment, after, is_own=True, origin="screen")
        for each in staff.memberships_of(door, found.person_id)[:1]:
            event = f"password renewed {moment.isoformat()}"
            body = _CHANGED.format(username=found.username)
            messages.put_for(door, each.org_id, each.staff_id, "Your password was changed", body, event, moment)


def email_of(token: str) -> str | None:
    """One's own address. Raises Unauthenticated."""
    actor = actor_of(token)
    with transaction(DatabaseRole.DOOR, {}) as door:
        return repository.email(door, actor.person_id)


def change_email(token: str, password: str, typed: str) -> None:
    """Change one's own address, '' for none; the earlier one is told. Raises Invalid, Busy, Unauthenticated."""
    moment = clock.now()
    actor = actor_of(token, moment)
    count_try(actor.username, "e-mail change", moment)
    email, wrong = staff.email_of(typed)
    with transaction(DatabaseRole.DOOR, whereabouts(actor.address, actor.device)) as door:
        person = people.lock_person(door, actor.person_id)
        if person is None or not staff.is_password(password, person.password_hash):
            raise Invalid({"password": "That is not your present password."})
        if wrong:
            raise Invalid(wrong)
        before = repository.email(door, actor.person_id)
        people.forget_attempts(door, person.username, moment - WINDOW)
        if email == before:
            return
        repository.set_email(door, actor.person_id, email)
        factors.audit(door, actor.person_id, "staff.email_changed", moment, {"email": email}, is_own=True, origin="screen")
        if before is not None and is_possible():
            staff.tell_earlier_address(door, actor.org_id, actor.staff_id, person.username, before, moment)
