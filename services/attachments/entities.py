"""Which nouns take attachments, and who may see and add some: each noun says so itself, so that attachments know none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from services.work import Work
from utils.errors import not_found

Check = Callable[[Work, int], str]


@dataclass(frozen=True, slots=True)
class Entity:
    """A noun that takes attachments; it must stand in the policy of the table too.

    `see`, and `add` for adding and removing, give what the audit calls the record. They raise NotFound for who does not see
    it, Forbidden for who may not see or change what is attached, Conflict where nothing is attached any more.
    """

    noun: str
    see: Check
    add: Check


_known: dict[str, Entity] = {}


def register(entity: Entity) -> Entity:
    """Let records of a noun have attachments."""
    _known[entity.noun] = entity
    return entity


def known(noun: str) -> Entity:
    """The noun. Raises NotFound for one that takes none."""
    return _known.get(noun) or not_found("kind of record with attachments", noun)
