"""Recovery codes: for who lost the phone with the second factor; each opens the door once."""

import hashlib
import secrets
from typing import Final

COUNT: Final = 10
# No letter that could be taken for another or for a digit; 16 of 31 are 79 random bits, too many to guess from a hash.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4


def new_codes() -> tuple[str, ...]:
    """Ten random codes as they are shown: four groups of four."""
    return tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(COUNT))


def hash_of(code: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return hashlib.sha256("".join(letter for letter in code.lower() if letter.isalnum()).encode()).digest()


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))
