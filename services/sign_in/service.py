"""Use cases of the door: they run before there is an actor, so they take no Work."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from psycopg import Connection

from database.connection import DatabaseRole, transaction
from services import staff
from services.sign_in import repository, second_factor_repository
from services.sign_in.repository import Person, Session
from services.staff import Membership
from services.work import Actor, whereabouts
from utils import clock, devices
from utils.errors import Busy, Invalid, Unauthenticated, not_found

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
HALF: Final = timedelta(minutes=5)
WINDOW: Final = timedelta(minutes=15)
TRIES_PER_USERNAME: Final = 10
TRIES_PER_ADDRESS: Final = 30
# A session is written to at most this often: most reruns only read it.
TOUCH_EVERY: Final = timedelta(seconds=20)
ENDED: Final = "Your session has ended; sign in again."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token goes to the browser and is kept here only as a hash."""

    token: str
    must_change_password: bool


class CodeWanted(Unauthenticated):
    """The password was right and the person has a second factor; `half` is the token of a half session, good for `with_code`."""

    code = "second_factor_required"

    def __init__(self, half: str) -> None:
        super().__init__("Give the code of your second factor too.")
        self.half = half


def sign_in(username: str, password: str, address: str, user_agent: str, now: datetime | None = None) -> SignedIn:
    """Check a password and open a session in the person's first organization.

    Raises Unauthenticated with one sentence for every wrong pair, known username or not, CodeWanted where a second factor
    is still to be shown, and Busy when there were 10 tries for the username or 30 from the address within 15 minutes.
    """
    moment = now or clock.now()
    name = "".join(letter for letter in username if letter.isprintable()).strip().lower()[:80]
    count_try(name, address, moment)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        person = repository.person(connection, name)
    matches = staff.is_password(password, person.password_hash if person else _nobodys_hash())
    if person is None or not matches or person.is_disabled:
        raise Unauthenticated("Username and password do not belong together.")
    token = secrets.token_urlsafe(32)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        is_half = second_factor_repository.is_enrolled(connection, person.person_id)
        if is_half:  # the tries stay counted: whoever knows the password must not guess codes for ever
            second_factor_repository.add_half(connection, hash_token(token), person.person_id, moment, moment + HALF)
        else:
            open_session(connection, token, person, address, user_agent, moment)
    if is_half:
        raise CodeWanted(token)
    return SignedIn(token, person.must_change_password)


def open_session(
    connection: Connection[Any], token: str, person: Person, address: str, user_agent: str, moment: datetime
) -> None:
    """Open a session in the person's first organization, within the transaction that found them to be it.

    Raises Unauthenticated for somebody who is active nowhere.
    """
    belongs = staff.memberships_of(connection, person.person_id)
    if not belongs:
        raise Unauthenticated("You are not active in any organization; ask your head administrator.")
    session = Session(person.person_id, belongs[0].org_id, belongs[0].staff_id, moment)
    repository.add_session(connection, hash_token(token), session, moment + ABSOLUTE, address[:80], user_agent[:200])
    repository.forget_attempts(connection, person.username, moment - WINDOW)


def actor_of(token: str, now: datetime | None = None, *, is_there: bool = True) -> Actor:
    """Who acts in a live session, with the rights of this moment; Unauthenticated when it has ended.

    A session ends after 30 idle minutes, 12 hours in all, at sign-out, and when the person is disabled. What a clock asks
    for while nobody need be there (`is_there` False) does not put the idle end off.
    """
    moment = now or clock.now()
    with transaction(DatabaseRole.DOOR, {}) as connection:
        session = repository.live_session(connection, hash_token(token), moment, moment - IDLE)
        if session is None:
            raise Unauthenticated(ENDED)
        actor = staff.actor_at(connection, session.org_id, session.staff_id, moment, "screen")
        if actor is None:
            raise Unauthenticated("You are no longer active in this organization; sign in again.")
        if is_there and moment - session.seen_at > TOUCH_EVERY:
            repository.touch(connection, hash_token(token), moment)
    return replace(actor, address=session.address, device=devices.words(session.user_agent))


def sign_out(token: str) -> None:
    """End the session; an unknown token is no error."""
    with transaction(DatabaseRole.DOOR, {}) as connection:
        repository.revoke(connection, hash_token(token), clock.now())


def memberships(token: str) -> tuple[Membership, ...]:
    """The organizations that the person of a live session may switch to."""
    actor = actor_of(token)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        return tuple(staff.memberships_of(connection, actor.person_id))


def switch_organization(token: str, org_id: int) -> None:
    """Let the session act in another organization of the person; Invalid when the person does not belong to it."""
    for membership in memberships(token):
        if membership.org_id == org_id:
            with transaction(DatabaseRole.DOOR, {}) as connection:
                repository.switch(connection, hash_token(token), org_id, membership.staff_id)
            return
    raise Invalid({"org_id": "You do not belong to that organization."})


def change_password(token: str, current: str, new: str) -> None:
    """Replace the person's password and end their other sessions. Raises Invalid, Busy, Unauthenticated."""
    moment = clock.now()
    actor = actor_of(token, moment)
    count_try(actor.username, "password change", moment)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        person = repository.lock_person(connection, actor.person_id)
        if person is None or not staff.is_password(current, person.password_hash):
            raise Invalid({"current": "That is not your present password."})
        staff.check_new_password(new, person.username)
        if new == current:
            raise Invalid({"new": "The new password is the present one; choose another."})
        repository.set_password(connection, person.person_id, staff.hash_password(new), moment)
        repository.revoke_others(connection, person.person_id, hash_token(token), moment)
        repository.forget_attempts(connection, person.username, moment - WINDOW)


def reset_password(username: str) -> str:
    """Give a person of any organization a first password, on the machine itself; ends their sessions. Raises NotFound."""
    moment = clock.now()
    password = staff.random_password()
    hashed = staff.hash_password(password)
    with transaction(DatabaseRole.DOOR, whereabouts("", devices.machine())) as connection:
        person = repository.person(connection, username.strip().lower()) or not_found("person", username)
        repository.set_first_password(connection, person.person_id, hashed, moment)
        repository.forget_attempts(connection, person.username, moment - WINDOW)
    return password


def count_try(username: str, address: str, moment: datetime) -> None:
    """Count one try to prove who one is. Raises Busy when there were too many."""
    limits = (TRIES_PER_USERNAME, TRIES_PER_ADDRESS)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        allowed = repository.may_try(connection, username, address, moment - WINDOW, moment, limits)
    if not allowed:
        raise Busy("There were too many tries to sign in; wait 15 minutes and try again.")


def hash_token(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


@cache
def _nobodys_hash() -> str:
    return staff.hash_password(secrets.token_urlsafe(16))
