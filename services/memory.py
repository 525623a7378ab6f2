"""What this process remembers of answers for a few seconds, bounded in size and age, each for one organization."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Final, cast

SECONDS: Final = 5.0
MOST_ROWS: Final = 50_000
MOST_ROWS_OF_ONE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its size in rows, when it was asked for, and how often its organization had changed then."""

    value: object
    rows: int
    asked_at: float
    change: int


@dataclass(frozen=True, slots=True)
class Asking:
    """The moment a question was put; an answer is kept only when nothing was written since."""

    asked_at: float
    change: int


class Memory:
    """Answers by organization and question; the longest unused go first. Safe to use from several threads."""

    def __init__(
        self, seconds: float = SECONDS, most_rows: int = MOST_ROWS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most_rows, self._clock = seconds, most_rows, clock
        self._answers: OrderedDict[tuple[int, Hashable], Answer] = OrderedDict()
        self._changes: dict[int, int] = {}
        self._rows = 0
        self._mutex = Lock()

    def ask(self, org_id: int) -> Asking:
        """Note the moment before a question is put to the database."""
        with self._mutex:
            return Asking(self._clock(), self._changes.get(org_id, 0))

    def find(self, org_id: int, question: Hashable) -> Answer | None:
        """The answer, unless it is too old or its organization has changed since."""
        with self._mutex:
            found = self._answers.get((org_id, question))
            if found is None:
                return None
            if found.change != self._changes.get(org_id, 0) or self._clock() - found.asked_at >= self._seconds:
                self._drop((org_id, question))
                return None
            self._answers.move_to_end((org_id, question))
            return found

    def keep(self, org_id: int, question: Hashable, value: object, asking: Asking) -> None:
        """Remember an answer, unless something was written while it was looked for, or it is too large."""
        rows = _rows_in(value)
        with self._mutex:
            if asking.change != self._changes.get(org_id, 0) or rows > min(MOST_ROWS_OF_ONE, self._most_rows):
                return
            self._drop((org_id, question))
            self._answers[(org_id, question)] = Answer(value, rows, asking.asked_at, asking.change)
            self._rows += rows
            while self._rows > self._most_rows:
                self._drop(next(iter(self._answers)))

    def forget(self, org_id: int) -> None:
        """Something of this organization was written: nothing of it that was answered before holds any more."""
        with self._mutex:
            self._changes[org_id] = self._changes.get(org_id, 0) + 1

    def forget_all(self) -> None:
        """Begin anew, as when the process turns to another database."""
        with self._mutex:
            self._answers.clear()
            self._rows = 0
            # Not back to nought: an answer that is still looked for must not be kept.
            self._changes = {org_id: change + 1 for org_id, change in self._changes.items()}

    def __len__(self) -> int:
        return len(self._answers)

    def _drop(self, key: tuple[int, Hashable]) -> None:
        dropped = self._answers.pop(key, None)
        if dropped is not None:
            self._rows -= dropped.rows


def _rows_in(value: object) -> int:
    return max(len(cast(tuple[object, ...], value)), 1) if isinstance(value, tuple) else 1


shared: Final = Memory()
"""The one memory of this process."""
