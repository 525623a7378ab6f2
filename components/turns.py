"""Turns at drawing screens: a few are drawn at a time, and the next one waits a moment instead of slowing down all."""

from collections.abc import Generator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final


class Turns:
    """So many turns at once. Nobody waits longer than `patience` seconds: what takes long holds up no other screen for long."""

    def __init__(self, at_once: int, patience: float) -> None:
        self._free = BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def one(self) -> Generator[None]:
        """A turn for the block, or no turn at all after the patience; it is given back however the block ends."""
        has_turn = self._free.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if has_turn:
                self._free.release()


# One draws while two wait for the database: Python runs one thread at a time, and hands over in slices of 5 ms.
DRAWING: Final = Turns(3, 0.3)
