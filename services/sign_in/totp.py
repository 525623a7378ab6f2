"""Codes of six digits that change every 30 seconds: RFC 6238 with SHA-1, as every authenticator app makes them."""

import base64
import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
# A phone's clock may be one step behind or ahead.
DRIFT: Final = (-1, 0, 1)


def new_secret() -> bytes:
    """A random secret as long as the hash, RFC 4226 section 4."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(moment: datetime) -> int:
    """Which 30 seconds since 1970 a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step: HOTP of RFC 4226, section 5.3."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, moment: datetime, after: int) -> int | None:
    """The step whose code was typed, among those around the moment and later than `after`, the last one used; else None.

    Takes as long for a wrong code as for a right one.
    """
    found = None
    now = step_of(moment)
    for step in (now + drift for drift in DRIFT):
        is_same = hmac.compare_digest(code_at(secret, step).encode(), code.encode())
        if is_same and step > after:
            found = step
    return found


def as_typed(text: str) -> str:
    """The digits of a code in whatever script and grouping, as ASCII; anything else as it is, without spaces."""
    letters = (letter for letter in text if not letter.isspace() and letter.isprintable())
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in letters)


def is_code(text: str) -> bool:
    """Whether it has the form of a code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def in_letters(secret: bytes) -> str:
    """The secret to type into an app: base32 in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address(secret: bytes, username: str) -> str:
    """What the QR code says: the otpauth address that apps read."""
    values = {"secret": base64.b32encode(secret).decode(), "issuer": "Suthra", "algorithm": "SHA1"}
    values |= {"digits": str(DIGITS), "period": str(STEP_SECONDS)}
    return f"otpauth://totp/Suthra:{quote(username, safe='')}?{urlencode(values)}"
