"""Marks: a short text that changes whenever what was looked at changes, so that two people do not overwrite each other."""

import hashlib


def mark_of(values: object) -> str:
    """The mark of a value or of a dataclass of values, from how it reads."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:16]
