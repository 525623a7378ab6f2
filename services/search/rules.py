"""What is worth asking, and gathering what was found."""

from collections.abc import Sequence
from typing import Final

from services.search.models import Group, Hit, Noun, Results, Typed

SHOWN: Final = 8
COUNTED: Final = 50


def may_be_a_name(typed: Typed, is_found: bool) -> bool:
    """Whether names are worth asking: names have letters, and what holds digits is a number as long as one is found."""
    return typed.has_letters and not (typed.has_digits and is_found) and typed.bill is None


def gather(typed: Typed, hits: Sequence[Hit], named_count: int) -> Results:
    """Group what was found; `named_count` is how many accounts the name alone has, up to 51."""
    kinds = ((noun, [hit for hit in hits if hit.noun is noun]) for noun in Noun)
    groups = tuple(_group(noun, own, named_count) for noun, own in kinds if own)
    exact = [hit for hit in hits if hit.is_exact]
    papers = [hit for hit in exact if hit.noun is Noun.CASH_RECEIPT]
    direct = next((found[0] for found in (exact, papers) if len(found) == 1), None)
    return Results(typed.text, groups, direct)


def _group(noun: Noun, hits: list[Hit], named_count: int) -> Group:
    count = max(len(hits), named_count) if noun is Noun.ACCOUNT else len(hits)
    limit = COUNTED if noun is Noun.ACCOUNT and named_count else SHOWN
    return Group(noun, tuple(hits[:SHOWN]), min(count, limit), count > limit)
