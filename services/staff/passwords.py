"""Passwords: what is accepted, how one is made up and how one is kept."""

import secrets
from typing import Final

import bcrypt

from utils import settings
from utils.errors import Invalid

SHORTEST: Final = 10
BCRYPT_BYTES: Final = 72
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def random_password() -> str:
    """A password of about 79 bits that can be read aloud: four groups of four letters and digits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def hash_password(password: str) -> str:
    """The bcrypt hash of a password of at most 72 bytes."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(settings.current().bcrypt_rounds)).decode()


def is_password(password: str, hashed: str) -> bool:
    """Whether a password belongs to a hash; one longer than bcrypt reads never does."""
    encoded = password.encode("utf-8", "surrogatepass")
    return bcrypt.checkpw(encoded[:BCRYPT_BYTES], hashed.encode()) and len(encoded) <= BCRYPT_BYTES


def check_new_password(password: str, username: str) -> None:
    """Raise Invalid on `new` unless the password is long enough, short enough and not the username."""
    if len(password) < SHORTEST:
        raise Invalid({"new": f"A password needs at least {SHORTEST} characters."})
    if len(password.encode()) > BCRYPT_BYTES:
        raise Invalid({"new": f"A password may take at most {BCRYPT_BYTES} bytes; this one takes more."})
    if "\x00" in password:
        raise Invalid({"new": "A password cannot hold the zero character."})
    if username.lower() in password.lower():
        raise Invalid({"new": "A password must not contain the username."})
    if len(set(password)) < 5:
        raise Invalid({"new": "A password needs at least five different characters."})
