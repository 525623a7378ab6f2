"""Brotli with types: the one place that touches the untyped package."""

from typing import cast

import brotli  # pyright: ignore[reportMissingTypeStubs]


def compressed(body: bytes, quality: int) -> bytes:
    """The body in brotli; quality 9 takes a second for 4 MB, 11 seven times as long for 8% less."""
    return cast(bytes, brotli.compress(body, quality=quality))  # pyright: ignore[reportUnknownMemberType]
