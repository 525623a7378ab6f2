"""Finding records by tag and knowing which tags there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from services.listing import Condition
from services.permissions import Permission
from services.tags import repository
from services.tags.rules import clean_all
from services.work import Work

# Up to so many records with a tag are looked up by id; beyond, a list is walked and each row looked at.
FEW: Final = 5_000


@dataclass(frozen=True, slots=True)
class Tagged:
    """A filter: the records with one of some tags, with commas between; `id_sql` and `tags_sql` are their columns."""

    name: LiteralString
    label: str
    noun: str
    id_sql: LiteralString
    tags_sql: LiteralString

    def read(self, work: Work, text: str) -> Condition:
        """The condition for what the address says. Raises Invalid."""
        tags = clean_all(text, self.name)
        ids = repository.tagged(work, self.noun, tags, FEW + 1)
        if len(ids) <= FEW:
            return Condition(self.id_sql + " = ANY (%(tagged_ids)s::bigint[])", {"tagged_ids": ids}, is_none=not ids)
        return Condition(self.tags_sql + " && %(tags)s::text[]", {"tags": tags})

    def describe(self, work: Work, text: str) -> str:  # noqa: ARG002 all filters are asked alike
        """The tags in words."""
        return ", ".join(clean_all(text, self.name))


def known(work: Work, noun: str) -> list[str]:
    """Every tag that 'units' or 'accounts' ever had, in order."""
    work.require(Permission.UNIT_READ if noun == "units" else Permission.ACCOUNT_READ)
    return repository.known(work, noun)


def remember(work: Work, noun: str, tags: Sequence[str]) -> None:
    """Keep tags that are put on records, for whoever chooses one later. The caller has asked for the right to."""
    repository.remember(work, noun, tags)
