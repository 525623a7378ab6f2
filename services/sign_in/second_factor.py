"""The second factor: set up with a code, asked for after the password, renewed and removed with the password."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection

from database.connection import DatabaseRole, transaction
from services import staff
from services.sign_in import recovery, repository, service, totp
from services.sign_in import second_factor_repository as factors
from services.sign_in.service import WINDOW, SignedIn
from services.work import whereabouts
from utils import clock, devices, sealing
from utils.errors import Conflict, Forbidden, Invalid, Unauthenticated, not_found
from utils.sealing import Sealed

__all__ = [
    "Offer", "SecondFactor", "awaited", "confirm", "offer", "remove", "renew_codes", "reset_lost", "second_factor_of",
    "with_code",
]  # fmt: skip

OFFER_HOLDS: Final = timedelta(hours=1)
HALF_ENDED: Final = "More than five minutes went by; sign in again."
WRONG: Final = (
    "This code is not right, or was used already. Wait for the next one in your app, and see that the phone's clock is right."
)
WRONG_RECOVERY: Final = "This recovery code is not one of yours, or was used already; try another."


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret to take into an authenticator app: as text to type, and as the address that its QR code says."""

    username: str
    secret: str
    address: str
    is_renewal: bool


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Since when a person has one, and how many recovery codes are left."""

    enrolled_at: datetime
    codes_left: int


def awaited(half: str, now: datetime | None = None) -> str:
    """The username whose code is awaited. Raises Unauthenticated when its five minutes are over."""
    with transaction(DatabaseRole.DOOR, {}) as connection:
        found = factors.username_of_half(connection, service.hash_token(half), now or clock.now())
    if found is None:
        raise Unauthenticated(HALF_ENDED)
    return found


def with_code(half: str, typed: str, address: str, user_agent: str, now: datetime | None = None) -> SignedIn:
    """Make a half session a whole one by the code of the app, or by a recovery code; either works once.

    Counts as a try to sign in. Raises Invalid for a wrong code, Unauthenticated when the half session is over, Busy after
    too many tries, Conflict where the key that sealed the secret is gone (a recovery code works all the same).
    """
    moment = now or clock.now()
    code = totp.as_typed(typed)
    service.count_try(awaited(half, moment), address, moment)
    with transaction(DatabaseRole.DOOR, whereabouts(address, devices.words(user_agent))) as connection:
        person_id = factors.take_half(connection, service.hash_token(half), moment)
        person = None if person_id is None else repository.lock_person(connection, person_id)
        if person is None or person.is_disabled:
            raise Unauthenticated(HALF_ENDED)
        _check_code(connection, person.person_id, code, moment)
        token = secrets.token_urlsafe(32)
        service.open_session(connection, token, person, address, user_agent, moment)
    return SignedIn(token, person.must_change_password)


def offer(token: str, now: datetime | None = None) -> Offer:
    """A secret for the person of a session, the same one for an hour; nothing changes until it is confirmed.

    Raises Unauthenticated, and Forbidden while a first password is still to be changed.
    """
    moment = now or clock.now()
    actor = service.actor_of(token, moment)
    if actor.must_change_password:
        raise Forbidden("Choose your own password first.")
    with transaction(DatabaseRole.DOOR, {}) as connection:
        row = factors.lock_or_add(connection, actor.person_id)
        is_fresh = row.offered_at is not None and row.offered_at > moment - OFFER_HOLDS
        if row.offered is not None and is_fresh and sealing.is_newest(row.offered.key_id):
            secret = sealing.unseal(row.offered, _purpose(actor.person_id))
        else:
            secret = totp.new_secret()
            factors.offer(connection, actor.person_id, sealing.seal(secret, _purpose(actor.person_id)), moment)
    return Offer(actor.username, totp.in_letters(secret), totp.address(secret, actor.username), row.secret is not None)


def confirm(token: str, password: str, typed: str, now: datetime | None = None) -> tuple[str, ...]:
    """Let the secret that was offered be the second factor, proven by a code of it; ends the person's other sessions.

    Returns ten recovery codes, which are kept as hashes only. Raises Invalid, Conflict, Busy, Unauthenticated.
    """
    moment = now or clock.now()
    with _own(token, password, moment) as (connection, person_id):
        row = factors.lock(connection, person_id)
        if row is None or row.offered is None or row.offered_at is None or row.offered_at <= moment - OFFER_HOLDS:
            raise Conflict("This code to scan is too old, or was confirmed already; open the page again.")
        secret = sealing.unseal(row.offered, _purpose(person_id))
        step = totp.matching_step(secret, totp.as_typed(typed), moment, after=0)
        if step is None:
            raise Invalid({"code": WRONG})
        factors.enrol(connection, person_id, step, moment)
        repository.revoke_others(connection, person_id, service.hash_token(token), moment)
        after: dict[str, object] = {"is_renewed": row.secret is not None}
        _record(connection, person_id, "second_factor.enrolled", moment, after)
        return _new_codes(connection, person_id, moment)


def remove(token: str, password: str, now: datetime | None = None) -> None:
    """Take one's own second factor away. Raises Invalid, Conflict, Busy, Unauthenticated."""
    moment = now or clock.now()
    with _own(token, password, moment) as (connection, person_id):
        _check_has_one(connection, person_id)
        if factors.is_required(connection, person_id):
            raise Conflict("Your role needs a second factor: set up a new one, which takes the place of this one.")
        factors.remove(connection, person_id)
        _record(connection, person_id, "second_factor.removed", moment, {})


def renew_codes(token: str, password: str, now: datetime | None = None) -> tuple[str, ...]:
    """Ten new recovery codes in the place of the earlier ones. Raises Invalid, Conflict, Busy, Unauthenticated."""
    moment = now or clock.now()
    with _own(token, password, moment) as (connection, person_id):
        _check_has_one(connection, person_id)
        _record(connection, person_id, "second_factor.recovery_codes_renewed", moment, {})
        return _new_codes(connection, person_id, moment)


def reset_lost(username: str) -> None:
    """Take a person's second factor away, on the machine itself; ends their sessions. Raises NotFound, Conflict."""
    moment = clock.now()
    with transaction(DatabaseRole.DOOR, whereabouts("", devices.machine())) as connection:
        person = repository.person(connection, username.strip().lower()) or not_found("person", username)
        if not factors.is_enrolled(connection, person.person_id):
            raise Conflict(f"{person.username} has no second factor.")
        factors.remove(connection, person.person_id)
        factors.end_sessions(connection, person.person_id, moment)
        repository.forget_attempts(connection, person.username, moment - WINDOW)
        after: dict[str, object] = {}
        factors.audit(connection, person.person_id, "second_factor.reset", moment, after, is_own=False, origin="command")


def second_factor_of(token: str) -> SecondFactor | None:
    """The second factor of the person of a session, None without one. Raises Unauthenticated."""
    actor = service.actor_of(token)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        row = factors.lock(connection, actor.person_id)
        left = factors.codes_left(connection, actor.person_id)
    return None if row is None or row.enrolled_at is None else SecondFactor(row.enrolled_at, left)


@contextmanager
def _own(token: str, password: str, moment: datetime) -> Generator[tuple[Connection[Any], int]]:
    """A transaction about the person of a session, who proves to be it by the password; wrong ones count as tries."""
    actor = service.actor_of(token, moment)
    service.count_try(actor.username, f"second factor of {actor.username}", moment)
    with transaction(DatabaseRole.DOOR, whereabouts(actor.address, actor.device)) as connection:
        person = repository.lock_person(connection, actor.person_id)
        if person is None or not staff.is_password(password, person.password_hash):
            raise Invalid({"password": "That is not your password."})
        yield connection, person.person_id
        repository.forget_attempts(connection, person.username, moment - WINDOW)


def _check_code(connection: Connection[Any], person_id: int, code: str, moment: datetime) -> None:
    """Use a code up; Invalid, and so nothing done at all, when it is wrong."""
    row = factors.lock(connection, person_id)
    sealed = None if row is None else row.sealed
    if row is None or sealed is None:  # reset meanwhile: the way in is the password again
        raise Unauthenticated(HALF_ENDED)
    if not totp.is_code(code):
        if not factors.use_code(connection, person_id, recovery.hash_of(code), moment):
            raise Invalid({"code": WRONG_RECOVERY if len(code) > totp.DIGITS else WRONG})
        left = factors.codes_left(connection, person_id)
        _record(connection, person_id, "second_factor.recovery_code_used", moment, {"left": left})
        return
    secret = sealing.unseal(sealed, _purpose(person_id))
    step = totp.matching_step(secret, code, moment, after=row.last_step or 0)
    if step is None:
        raise Invalid({"code": WRONG})
    factors.mark_step(connection, person_id, step, _newest(sealed, secret, person_id))


def _newest(sealed: Sealed, secret: bytes, person_id: int) -> Sealed:
    return sealed if sealing.is_newest(sealed.key_id) else sealing.seal(secret, _purpose(person_id))


def _new_codes(connection: Connection[Any], person_id: int, moment: datetime) -> tuple[str, ...]:
    codes = recovery.new_codes()
    factors.replace_codes(connection, person_id, [recovery.hash_of(code) for code in codes], moment)
    return codes


def _check_has_one(connection: Connection[Any], person_id: int) -> None:
    row = factors.lock(connection, person_id)
    if row is None or row.secret is None:
        raise Conflict("You have no second factor.")


def _record(connection: Connection[Any], person_id: int, action: str, moment: datetime, after: dict[str, object]) -> None:
    factors.audit(connection, person_id, action, moment, after, is_own=True, origin="screen")


def _purpose(person_id: int) -> str:
    """Binds a sealed secret to its person: in another one's row it does not open."""
    return f"second factor {person_id}"
