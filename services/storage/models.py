"""What a store of objects can do, what is known of an object, and who owns which."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from psycopg import Connection

from utils.errors import Busy

CHUNK: Final = 1024 * 1024
NOT_SAVED: Final = "The file could not be saved; the place where files are kept may be full or away. Tell your administrator."
NOT_READ: Final = "The file cannot be read at the moment; please try again, and tell your administrator if it stays."


class Unavailable(Busy):
    """The store refused or is away; `reason` is for whoever looks after it and holds no secret."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class Store(Protocol):
    """Objects by key. Everything raises Unavailable where the store is away, refuses, or (to read) has no such object."""

    @property
    def title(self) -> str:
        """What an operator calls it."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where a store on this machine has its objects, by key; None for one that is elsewhere."""
        ...

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Put an object there, whole or not at all; what `pieces` raises passes through."""
        ...

    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The object, or `length` bytes of it from `start`, in pieces; a missing one is told before the first."""
        ...

    def size(self, key: str) -> int | None:
        """How many bytes it has; None where there is no such object."""
        ...

    def remove(self, keys: Sequence[str]) -> None:
        """Remove objects; one that is not there is no fault."""
        ...

    def keys_before(self, place: str, moment: datetime) -> Iterator[list[str]]:
        """The keys of all objects below a place last written before a moment, some hundred at a time."""
        ...

    def remove_unfinished(self, place: str, moment: datetime) -> None:
        """Remove what a writer that died before a moment left behind, where the store shows it."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """An object that was put: its key, how many bytes it has, and their SHA-256."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Owner:
    """A table whose rows own objects, as the sweep asks it in every organization.

    `close_expired` says in the rows that contents are gone whose time is over, and gives their keys; `still_owned`
    gives those of some keys that a row still has; `keys_after` so many of all that rows have, in order, after one.
    """

    table: str
    close_expired: Callable[[Connection[Any], datetime], list[str]]
    still_owned: Callable[[Connection[Any], Sequence[str]], set[str]]
    keys_after: Callable[[Connection[Any], str, int], list[str]]
