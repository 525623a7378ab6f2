"""Steps of the demo: each is done once, and its mark in the audit log is written in the transaction of the step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services import audit
from services.demo import repository
from services.work import Actor, Work, begin

DONE: Final = "demo.loaded"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that one process does on its own: `run` is a function of a module, `weight` about how long it takes."""

    run: Callable[..., None]
    args: tuple[Any, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Stage:
    """Tasks that may run side by side, after the stages before them."""

    label: str
    tasks: tuple[Task, ...]


def once(actor: Actor, step: str, now: datetime, do: Callable[[Work], None], after: Mapping[str, object] | None = None) -> None:
    """Do a step unless it was done before, even when two processes try at once; `after` is kept with its mark."""
    with begin(actor, now) as work:
        repository.take_turn(work, step)
        if not is_done(work, step):
            do(work)
            audit.record(work, DONE, _ref(step), after=after)


def is_done(work: Work, step: str) -> bool:
    """Whether the step has its mark."""
    return bool(audit.history_of(work, _ref(step), 1))


def kept(work: Work, step: str) -> Mapping[str, Any] | None:
    """What was kept with the mark of a step; None when it was not done."""
    found = audit.history_of(work, _ref(step), 1)
    return (found[0].after or {}) if found else None


def _ref(step: str) -> str:
    return f"demo {step}"
