"""Codes of the second factor against the vectors of RFC 6238 and RFC 4226, and how they may be typed."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from services.sign_in import recovery, totp

SECRET = b"12345678901234567890"
NOON = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_at(SECRET, step, digits=8) == code
    assert totp.code_at(SECRET, step) == code[-6:]


def test_codes_are_those_of_rfc_4226_appendix_d() -> None:
    expected = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    assert [totp.code_at(SECRET, counter) for counter in range(10)] == expected


@pytest.mark.parametrize(("drift", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off_and_no_more(drift: int, is_taken: bool) -> None:
    step = totp.step_of(NOON) + drift
    found = totp.matching_step(SECRET, totp.code_at(SECRET, step), NOON, after=0)
    assert found == (step if is_taken else None)


def test_a_code_of_a_step_that_was_used_or_passed_does_not_match() -> None:
    now = totp.step_of(NOON)
    for after, is_taken in ((now - 1, True), (now, False), (now + 1, False)):
        assert (totp.matching_step(SECRET, totp.code_at(SECRET, now), NOON, after) is not None) is is_taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00" * 6, "é" * 6])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert totp.matching_step(SECRET, code, NOON, after=0) is None


def test_a_step_lasts_thirty_seconds() -> None:
    assert totp.step_of(NOON + timedelta(seconds=29)) == totp.step_of(NOON)
    assert totp.step_of(NOON + timedelta(seconds=30)) == totp.step_of(NOON) + 1


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "۱۲۳۴۵۶", "١٢٣ ٤٥٦", "12 34 56\n"])
def test_a_code_is_taken_in_any_grouping_and_script(typed: str) -> None:
    assert totp.as_typed(typed) == "123456"
    assert totp.is_code(totp.as_typed(typed))


def test_the_address_says_what_apps_read() -> None:
    secret = totp.new_secret()
    parts = urlsplit(totp.address(secret, "sana+iqbal@okara"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Suthra:sana%2Biqbal%40okara")
    values = {name: each[0] for name, each in parse_qs(parts.query).items()}
    assert base64.b32decode(values.pop("secret")) == secret
    assert values == {"issuer": "Suthra", "algorithm": "SHA1", "digits": "6", "period": "30"}
    assert base64.b32decode(totp.in_letters(secret).replace(" ", "")) == secret


def test_secrets_have_the_length_of_the_hash_and_never_repeat() -> None:
    made = {totp.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {20}


def test_recovery_codes_are_ten_that_never_repeat_and_may_be_typed_freely() -> None:
    codes = recovery.new_codes()
    assert len({*codes, *recovery.new_codes()}) == 20
    for code in codes:
        assert recovery.hash_of(f" {code.upper().replace('-', ' ')} ") == recovery.hash_of(code)
        assert not totp.is_code(totp.as_typed(code))
