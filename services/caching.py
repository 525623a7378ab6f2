"""Reads that repeat: a use case that only reads, its answer shared for up to five seconds by those with the same rights."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Concatenate, LiteralString, ParamSpec, TypeVar, cast

from services.memory import Memory, shared
from services.work import Actor, Work, begin

P = ParamSpec("P")
T = TypeVar("T")


def read(actor: Actor, use_case: Callable[Concatenate[Work, P], T], *args: P.args, **named: P.kwargs) -> T:
    """What `use_case(work, …)` answers in a transaction of its own, or what it answered to the same rights just now.

    For use cases that write nothing and whose answer depends on the organization, role, areas and account of the
    actor alone, never on the person. What anybody of the organization writes through this process shows at once, what
    others write within five seconds. The answer is shared: treat it as fixed. Errors pass through and are not kept.
    """
    return ask(shared, actor, use_case, *args, **named)


def within(work: Work, use_case: Callable[Concatenate[Work, P], T], *args: P.args, **named: P.kwargs) -> T:
    """As `read`, in the transaction at hand: for what no transaction asks about after it changed the answer itself."""
    return _answered(work, _question(work.actor, use_case, args, named), lambda: use_case(work, *args, **named))


def asked(work: Work, statement: LiteralString, params: Mapping[str, object]) -> Any:
    """The first column that a statement finds, as `within`: everything it depends on stands in it, its parameters and the day."""
    question = _rights(work.actor), statement, repr(sorted(params.items())), work.today
    return _answered(work, question, lambda: work.scalar(statement, **params))


def ask(memory: Memory, actor: Actor, use_case: Callable[Concatenate[Work, P], T], *args: P.args, **named: P.kwargs) -> T:
    """`read` with a memory of one's own."""
    question = _question(actor, use_case, args, named)
    known = memory.find(actor.org_id, question)
    if known is not None:
        return cast(T, known.value)
    asking = memory.ask(actor.org_id)
    with begin(actor) as work:
        answer = use_case(work, *args, **named)
    memory.keep(actor.org_id, question, answer, asking)
    return answer


def _answered(work: Work, question: Hashable, answer: Callable[[], T]) -> T:
    known = shared.find(work.org_id, question)
    if known is not None:
        return cast(T, known.value)
    asking = shared.ask(work.org_id)
    found = answer()
    shared.keep(work.org_id, question, found, asking)
    return found


def _rights(actor: Actor) -> Hashable:
    return actor.role, actor.area_ids, actor.account_id


def _question(actor: Actor, use_case: Callable[..., object], args: tuple[object, ...], named: dict[str, object]) -> Hashable:
    name = f"{use_case.__module__}.{use_case.__qualname__}"
    return _rights(actor), name, args, tuple(sorted(named.items()))
