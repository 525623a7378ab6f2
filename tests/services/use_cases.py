"""Every use case behind the front doors of `services`, and what comes of one when somebody tries it."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, get_type_hints

import services
from services.paging import Page
from services.permissions import Permission
from services.work import Actor, Work, begin
from tests.records import without
from utils.errors import AppError


@dataclass(frozen=True)
class UseCase:
    """A public function whose first argument is a Work, by the name that a face calls it by."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[inspect.Parameter, ...]


@dataclass(frozen=True, slots=True)
class Watched(Work):
    """A Work that remembers which permissions were asked for, and which of them for the whole organization."""

    asked: list[Permission] = field(default_factory=list[Permission])
    everywhere: list[Permission] = field(default_factory=list[Permission])

    def require(self, permission: Permission) -> None:
        """Ask as ever, and remember."""
        self.asked.append(permission)
        Work.require(self, permission)

    def require_everywhere(self, permission: Permission) -> None:
        """Ask as ever, and remember."""
        self.everywhere.append(permission)
        Work.require_everywhere(self, permission)


@dataclass(frozen=True)
class Outcome:
    """What came of a try: the refusal, or what was answered; and what it had asked for until then."""

    refusal: AppError | None
    answer: object
    asked: tuple[Permission, ...]
    everywhere: tuple[Permission, ...]

    def told(self, named: Mapping[str, object]) -> str:
        """What the person learns, without what they named themselves."""
        said = f"answer {self.answer!r}" if self.refusal is None else f"{type(self.refusal).__name__} {self.refusal}"
        said = without(said, named)
        return re.sub(r" at 0x[0-9a-f]+", "", said)


class Undone(Exception):
    """Ends a try: its transaction is rolled back."""


def front_doors() -> Iterator[tuple[str, Callable[..., Any], Mapping[str, Any]]]:
    """Every public function of every folder of `services`, by name, with the types of its arguments."""
    for folder in pkgutil.iter_modules(services.__path__):
        if folder.ispkg:
            module = importlib.import_module(f"services.{folder.name}")
            for name in module.__all__:
                found = getattr(module, name)
                if inspect.isfunction(found):
                    yield f"{folder.name}.{name}", found, get_type_hints(found)


def taking(first: type) -> dict[str, UseCase]:
    """The public functions whose first argument is of a type."""
    found: dict[str, UseCase] = {}
    for name, function, types in front_doors():
        parameters = tuple(inspect.signature(function).parameters.values())
        if parameters and types.get(parameters[0].name) is first:
            rest = tuple(each.replace(annotation=types[each.name]) for each in parameters[1:])
            found[name] = UseCase(name, function, rest)
    return found


USE_CASES: Final = taking(Work)


def tried(case: UseCase, actor: Actor, arguments: Mapping[str, Any]) -> Outcome:
    """Run a use case as a person, and undo it."""
    asked: list[Permission] = []
    everywhere: list[Permission] = []
    refusal, answer = None, None
    try:
        with begin(actor) as work:
            watched = Watched(work.connection, work.actor, work.now, asked, everywhere)
            answer = _whole(case.function(watched, **arguments))
            raise Undone
    except Undone:
        pass
    except AppError as error:
        refusal = error
    return Outcome(refusal, answer, tuple(asked), tuple(everywhere))


def _whole(answer: Any) -> object:
    """What was answered, read to its end: the rows of a page, the pieces of a file."""
    if isinstance(answer, AbstractContextManager) and not isinstance(answer, Iterator):
        with answer as opened:  # pyright: ignore[reportUnknownVariableType]
            return type(opened)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(answer, Page):
        return list(answer.rows)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(answer, Iterator):
        return list(answer)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return answer
