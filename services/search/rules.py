"""Reading what was typed, and gathering what was found."""

from collections.abc import Sequence
from typing import Final

from services.search.models import Group, Hit, Noun, Results, Typed
from services.searching import (
    cleaned,
    cnic_digits,
    parse_bill_no,
    parse_challan_no,
    parse_receipt_no,
    parse_ticket_no,
    phone_digits,
)

SHOWN: Final = 8
COUNTED: Final = 50


def read(text: str) -> Typed:
    """What was typed, in every way that it can be meant."""
    typed = cleaned(text)
    return Typed(
        text=typed,
        bill=parse_bill_no(typed),
        receipt=parse_receipt_no(typed),
        ticket=parse_ticket_no(typed),
        challan=parse_challan_no(typed),
        cnic=cnic_digits(typed),
        phone=phone_digits(typed),
        has_letters=any(character.isalpha() for character in typed),
        has_digits=any(character.isdigit() for character in typed),
    )


def may_be_a_name(typed: Typed, is_found: bool) -> bool:
    """Whether names are worth asking: names have letters, and what holds digits is a number as long as one is found."""
    return typed.has_letters and not (typed.has_digits and is_found) and typed.bill is None


def gather(typed: Typed, hits: Sequence[Hit], named_count: int) -> Results:
    """Group what was found; `named_count` is how many accounts the name alone has, up to 51."""
    groups = tuple(_group(noun, [hit for hit in hits if hit.noun is noun], named_count) for noun in Noun)
    exact = [hit for hit in hits if hit.is_exact]
    papers = [hit for hit in exact if hit.noun is Noun.CASH_RECEIPT]
    direct = next((found[0] for found in (exact, papers) if len(found) == 1), None)
    return Results(typed.text, tuple(group for group in groups if group.hits), direct)


def _group(noun: Noun, hits: list[Hit], named_count: int) -> Group:
    count = max(len(hits), named_count) if noun is Noun.ACCOUNT else len(hits)
    limit = COUNTED if noun is Noun.ACCOUNT and named_count else SHOWN
    return Group(noun, tuple(hits[:SHOWN]), min(count, limit), count > limit)
