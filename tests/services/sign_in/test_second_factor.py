"""The second factor: set up by a code, asked for after the password, each code once, guesses slowed down."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.pool import ThreadPool

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from services import audit, sign_in, staff
from services.permissions import Role
from services.sign_in import CodeWanted, totp
from services.work import begin
from tests import builders
from tests.builders import PASSWORD, World
from utils import clock, settings
from utils.errors import AppError, Busy, Conflict, Forbidden, Invalid, Unauthenticated

ADDRESS = ("127.0.0.1", "test")
STEP = timedelta(seconds=30)


@dataclass(frozen=True)
class Enrolled:
    """Somebody with a second factor, set up two minutes ago."""

    username: str
    token: str
    secret: bytes
    codes: tuple[str, ...]

    def code(self, moment: datetime | None = None) -> str:
        return totp.code_at(self.secret, totp.step_of(moment or clock.now()))

    def half(self, moment: datetime | None = None) -> str:
        with pytest.raises(CodeWanted) as wanted:
            sign_in.sign_in(self.username, PASSWORD, *ADDRESS, moment)
        return wanted.value.half


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def secret_of(offer: sign_in.Offer) -> bytes:
    return base64.b32decode(offer.secret.replace(" ", ""))


def enrolled(here: World, role: Role = Role.MANAGER) -> Enrolled:
    person = builders.person(here, role)
    past = clock.now() - timedelta(minutes=2)
    token = sign_in.sign_in(person.username, PASSWORD, *ADDRESS, past).token
    secret = secret_of(sign_in.offer(token, past))
    codes = sign_in.confirm(token, PASSWORD, totp.code_at(secret, totp.step_of(past)), past)
    return Enrolled(person.username, token, secret, codes)


def actions(here: World, username: str) -> list[str]:
    with begin(here.admin) as work:
        return [row.action for row in audit.history_of(work, f"staff {username}")]


def owner(statement: str) -> list[tuple[object, ...]]:
    with transaction(DatabaseRole.OWNER, {}) as connection:
        done = connection.execute(statement.encode())
        return done.fetchall() if done.description else []


def test_with_a_second_factor_the_password_alone_opens_nothing(here: World) -> None:
    half = enrolled(here).half()
    for use in (sign_in.actor_of, sign_in.memberships, sign_in.offer, sign_in.second_factor_of):
        with pytest.raises(Unauthenticated):
            use(half)
    with pytest.raises(Unauthenticated):
        sign_in.change_password(half, PASSWORD, "a-new-horse-77-battery")
    with pytest.raises(Unauthenticated):
        sign_in.remove(half, PASSWORD)


def test_a_wrong_password_reads_the_same_with_a_second_factor(here: World) -> None:
    with pytest.raises(Unauthenticated, match="do not belong together"):
        sign_in.sign_in(enrolled(here).username, "wrong-password", *ADDRESS)


def test_password_and_code_together_open_a_session(here: World) -> None:
    person = enrolled(here)
    half = person.half()
    assert sign_in.awaited(half) == person.username
    token = sign_in.with_code(half, person.code(), *ADDRESS).token
    assert sign_in.actor_of(token).username == person.username
    with pytest.raises(Unauthenticated):
        sign_in.awaited(half)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_code_works_once_in_all(here: World, drift: int) -> None:
    person, now = enrolled(here), clock.now()
    code = person.code(now + drift * STEP)
    sign_in.with_code(person.half(now), code, *ADDRESS, now)
    with pytest.raises(Invalid, match="was used already"):
        sign_in.with_code(person.half(now), code, *ADDRESS, now)


def test_a_code_older_than_the_last_one_used_is_refused(here: World) -> None:
    person = enrolled(here)
    sign_in.with_code(person.half(), person.code(), *ADDRESS)
    with pytest.raises(Invalid):
        sign_in.with_code(person.half(), person.code(clock.now() - STEP), *ADDRESS)


def test_the_code_that_set_it_up_does_not_sign_in(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    now = clock.now()
    token = sign_in.sign_in(person.username, PASSWORD, *ADDRESS, now).token
    secret = secret_of(sign_in.offer(token, now))
    code = totp.code_at(secret, totp.step_of(now))
    sign_in.confirm(token, PASSWORD, code, now)
    with pytest.raises(CodeWanted) as wanted:
        sign_in.sign_in(person.username, PASSWORD, *ADDRESS, now)
    with pytest.raises(Invalid):
        sign_in.with_code(wanted.value.half, code, *ADDRESS, now)


def test_one_code_given_by_eight_at_once_opens_one_session(here: World) -> None:
    person = enrolled(here)
    halves, code = [person.half() for _ in range(8)], person.code()

    def enter(half: str) -> str | None:
        try:
            return sign_in.with_code(half, code, *ADDRESS).token
        except (Invalid, Busy):
            return None

    owner("DELETE FROM sign_in_attempts")
    with ThreadPool(8) as pool:
        assert len([token for token in pool.map(enter, halves) if token]) == 1


def test_a_half_session_is_over_after_five_minutes(here: World) -> None:
    person, now = enrolled(here), clock.now()
    half = person.half(now)
    assert sign_in.awaited(half, now + timedelta(minutes=4, seconds=59)) == person.username
    late = now + timedelta(minutes=5)
    with pytest.raises(Unauthenticated, match="five minutes"):
        sign_in.with_code(half, person.code(late), *ADDRESS, late)


def test_wrong_codes_are_slowed_down_like_passwords_and_a_right_password_does_not_begin_anew(here: World) -> None:
    person = enrolled(here)
    wrong = "000000" if person.code() != "000000" else "111111"
    refused = 0
    while refused < 5:  # each guess takes the password and a code: two of ten tries
        half = person.half()
        with pytest.raises(Invalid):
            sign_in.with_code(half, wrong, *ADDRESS)
        refused += 1
    with pytest.raises(Busy, match="15 minutes"):
        sign_in.with_code(half, person.code(), *ADDRESS)
    with pytest.raises(Busy, match="15 minutes"):
        sign_in.sign_in(person.username, PASSWORD, *ADDRESS)
    later = clock.now() + timedelta(minutes=16)
    assert sign_in.with_code(person.half(later), person.code(later), *ADDRESS, later).token


def test_a_half_session_alone_has_ten_guesses(here: World) -> None:
    person = enrolled(here)
    half = person.half()
    for _ in range(9):
        with pytest.raises(Invalid):
            sign_in.with_code(half, "not-a-code-at-all", *ADDRESS)
    with pytest.raises(Busy):
        sign_in.with_code(half, person.code(), *ADDRESS)


def test_a_recovery_code_opens_the_door_once_and_is_on_record(here: World) -> None:
    person = enrolled(here)
    assert len(set(person.codes)) == 10
    typed = person.codes[3].upper().replace("-", " ")
    token = sign_in.with_code(person.half(), typed, *ADDRESS).token
    kept = sign_in.second_factor_of(token)
    assert kept is not None
    assert kept.codes_left == 9
    with pytest.raises(Invalid, match="recovery code"):
        sign_in.with_code(person.half(), person.codes[3], *ADDRESS)
    assert sign_in.with_code(person.half(), person.codes[4], *ADDRESS).token
    assert actions(here, person.username).count("second_factor.recovery_code_used") == 2


def test_a_recovery_code_of_somebody_else_opens_nothing(here: World) -> None:
    one, other = enrolled(here), enrolled(here)
    with pytest.raises(Invalid):
        sign_in.with_code(one.half(), other.codes[0], *ADDRESS)


def test_new_recovery_codes_end_the_earlier_ones(here: World) -> None:
    person = enrolled(here)
    fresh = sign_in.renew_codes(person.token, PASSWORD)
    assert not set(fresh) & set(person.codes)
    with pytest.raises(Invalid):
        sign_in.with_code(person.half(), person.codes[0], *ADDRESS)
    assert sign_in.with_code(person.half(), fresh[0], *ADDRESS).token


def test_setting_up_ends_the_other_sessions_and_keeps_this_one(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    mine, other = (sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token for _ in range(2))
    secret = secret_of(sign_in.offer(mine))
    sign_in.confirm(mine, PASSWORD, totp.code_at(secret, totp.step_of(clock.now())))
    assert sign_in.actor_of(mine)
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(other)


def test_what_is_offered_stays_for_an_hour_and_is_no_factor_yet(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    now = clock.now() - timedelta(minutes=70)
    token = sign_in.sign_in(person.username, PASSWORD, *ADDRESS, now).token
    first = sign_in.offer(token, now)
    assert sign_in.offer(token, now + timedelta(minutes=20)) == first
    assert sign_in.second_factor_of(sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token) is None
    sign_in.actor_of(token, now + timedelta(minutes=40))
    late = now + timedelta(minutes=61)
    code = totp.code_at(secret_of(first), totp.step_of(late))
    with pytest.raises(Conflict, match="too old"):
        sign_in.confirm(token, PASSWORD, code, late)
    assert sign_in.offer(token, late).secret != first.secret


@pytest.mark.parametrize(("password", "code", "field"), [("wrong-password", None, "password"), (PASSWORD, "000", "code")])
def test_neither_a_wrong_password_nor_a_wrong_code_sets_anything_up(
    here: World, password: str, code: str | None, field: str
) -> None:
    person = builders.person(here, Role.MANAGER)
    token = sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token
    right = totp.code_at(secret_of(sign_in.offer(token)), totp.step_of(clock.now()))
    with pytest.raises(Invalid) as refused:
        sign_in.confirm(token, password, code or right)
    assert set(refused.value.fields) == {field}
    assert sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token


def test_guessing_the_password_on_the_set_up_page_is_slowed_down(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    token = sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token
    sign_in.offer(token)
    for _ in range(10):
        with pytest.raises(Invalid):
            sign_in.confirm(token, "wrong-password", "000000")
    with pytest.raises(Busy):
        sign_in.confirm(token, PASSWORD, "000000")


def test_a_first_password_comes_before_the_second_factor(here: World) -> None:
    password = staff.create_admin(here.code, "fresh.admin", "Fresh Admin")
    token = sign_in.sign_in("fresh.admin", password, *ADDRESS).token
    with pytest.raises(Forbidden, match="password first"):
        sign_in.offer(token)


def test_it_is_removed_with_the_password_and_everything_of_it_goes(here: World) -> None:
    person = enrolled(here)
    half = person.half()
    with pytest.raises(Invalid):
        sign_in.remove(person.token, "wrong-password")
    sign_in.remove(person.token, PASSWORD)
    assert owner("SELECT count(*) FROM recovery_codes") == [(0,)]
    with pytest.raises(Unauthenticated):
        sign_in.with_code(half, person.code(), *ADDRESS)
    assert sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token
    with pytest.raises(Conflict, match="no second factor"):
        sign_in.remove(person.token, PASSWORD)
    assert actions(here, person.username)[:2] == ["second_factor.removed", "second_factor.enrolled"]


def test_a_renewed_one_ends_the_earlier_secret(here: World) -> None:
    person, now = enrolled(here), clock.now()
    offer = sign_in.offer(person.token, now)
    assert offer.is_renewal
    secret = secret_of(offer)
    sign_in.confirm(person.token, PASSWORD, totp.code_at(secret, totp.step_of(now)), now)
    later = now + timedelta(minutes=2)
    half = person.half(later)
    with pytest.raises(Invalid):
        sign_in.with_code(half, person.code(later), *ADDRESS, later)
    assert sign_in.with_code(half, totp.code_at(secret, totp.step_of(later)), *ADDRESS, later).token


def test_a_new_password_ends_half_sessions(here: World) -> None:
    person = enrolled(here)
    half = person.half()
    sign_in.change_password(person.token, PASSWORD, "a-new-horse-77-battery")
    with pytest.raises(Unauthenticated):
        sign_in.with_code(half, person.code(), *ADDRESS)


def test_who_is_disabled_meanwhile_does_not_get_in(here: World) -> None:
    person = enrolled(here)
    half = person.half()
    owner("UPDATE people SET is_disabled = true WHERE username <> 'x'")
    with pytest.raises(Unauthenticated):
        sign_in.with_code(half, person.code(), *ADDRESS)


def test_every_organization_of_the_person_reads_it_and_no_secret_is_written(here: World) -> None:
    there = builders.world()
    person = builders.person(here, Role.MANAGER)
    with begin(there.admin) as work:
        staff.join(work, person.username, Role.BILLING)
    token = sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token
    offer = sign_in.offer(token)
    codes = sign_in.confirm(token, PASSWORD, totp.code_at(secret_of(offer), totp.step_of(clock.now())))
    for place in (here, there):
        with begin(place.admin) as work:
            row = audit.history_of(work, f"staff {person.username}")[0]
        assert (row.action, row.staff_name) == ("second_factor.enrolled", person.full_name)
    written = str(owner("SELECT second_factors::text, (SELECT string_agg(a::text, '') FROM audit_log a) FROM second_factors"))
    written += str(owner("SELECT recovery_codes::text, encode(code_hash, 'escape') FROM recovery_codes"))
    for hidden in (offer.secret, offer.secret.replace(" ", ""), secret_of(offer).hex(), *codes):
        assert hidden not in written


def test_a_secret_moved_to_another_person_does_not_open(here: World) -> None:
    one, other = enrolled(here), enrolled(here)
    owner(
        "UPDATE second_factors SET secret = (SELECT f.secret FROM second_factors f JOIN people p USING (person_id) "
        f"WHERE p.username = '{one.username}') WHERE person_id = (SELECT person_id FROM people "
        f"WHERE username = '{other.username}')"
    )
    with pytest.raises(Conflict):
        sign_in.with_code(other.half(), one.code(), *ADDRESS)


@pytest.fixture
def sealed_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    known = settings.current()

    def choose(*keys: str) -> None:
        monkeypatch.setattr(settings, "current", lambda: replace(known, secret_keys=keys))

    return choose


def test_after_a_change_of_keys_a_sign_in_seals_anew(here: World, sealed_with: Callable[..., None]) -> None:
    sealed_with("a" * 40)
    person = enrolled(here)
    sealed_with("b" * 40, "a" * 40)
    sign_in.with_code(person.half(), person.code(), *ADDRESS)
    sealed_with("b" * 40)
    later = clock.now() + timedelta(minutes=2)
    assert sign_in.with_code(person.half(later), person.code(later), *ADDRESS, later).token


def test_without_the_key_a_sentence_says_so_and_recovery_codes_still_work(
    here: World, sealed_with: Callable[..., None]
) -> None:
    person = enrolled(here)
    sealed_with("c" * 40)
    with pytest.raises(Conflict, match="SECRET_KEY"):
        sign_in.with_code(person.half(), person.code(), *ADDRESS)
    token = sign_in.with_code(person.half(), person.codes[0], *ADDRESS).token
    assert sign_in.offer(token).secret


@pytest.mark.parametrize("table", ["second_factors", "recovery_codes", "half_sessions"])
def test_the_business_role_sees_and_changes_nothing_of_it(here: World, table: str) -> None:
    enrolled(here)
    for statement in (f"SELECT FROM {table}", f"DELETE FROM {table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
            work.connection.execute(statement.encode())


def test_every_refusal_is_a_sentence(here: World) -> None:
    person = enrolled(here)
    for typed in ("", " ", "\x00", "ا" * 40, "1" * 5000, "-" * 16):
        owner("DELETE FROM sign_in_attempts")
        with pytest.raises(AppError):
            sign_in.with_code(person.half(), typed, *ADDRESS)
