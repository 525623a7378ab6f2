"""How contents of files go out: under a name that every browser reads, whole or broken off, and with nothing that runs."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

# Whatever a browser makes of it, nothing in it may run or fetch.
ALONE: Final = "default-src 'none'; sandbox"


def disposition(name: str, *, is_shown: bool = False) -> str:
    """RFC 6266: a plain name for old programs, the whole one in UTF-8 for the others."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\%;' else "_" for letter in name)
    return f"{'inline' if is_shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def whole(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The pieces, the connection broken off rather than ended where they are not what the row says."""
    sent = 0
    for piece in pieces:
        sent += len(piece)
        yield piece
    if sent != size:
        raise RuntimeError(f"a file of {size} bytes has {sent}")
