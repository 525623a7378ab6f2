"""Why a bill asks for its amount: each line beside the rule of the tariff version that it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from services import tariffs
from services.bills.models import Bill, BillLine
from services.bills.repository import PricedOf, priced_of
from services.permissions import Permission
from services.tariffs import LineRule, PricedLine, Pricer, PricingInput
from services.work import Work


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of a bill as it was issued; `rule` and `arithmetic` are None where its premises have changed since."""

    line: BillLine
    rule: LineRule | None
    arithmetic: str | None


def explain(work: Work, bill: Bill) -> tuple[ExplainedLine, ...]:
    """Price the inputs of a bill again by its own tariff version and lay each line beside what comes out.

    The same pricer as in a run. A line that comes out differently keeps its own figures and goes without a rule.
    """
    work.require(Permission.BILL_READ)
    version_id = bill.head.tariff_version_id
    if version_id is None:
        return tuple(ExplainedLine(line, None, None) for line in bill.lines)
    pricer = Pricer(tariffs.parse(tariffs.get_version(work, version_id).definition))
    inputs = {(row.unit_id, row.reading_id): row for row in priced_of(work, bill.head.period, bill.head.bill_id)}
    explained: list[ExplainedLine] = []
    for key, lines in groupby(bill.lines, key=lambda line: (line.unit_id, line.reading_id)):
        kept = list(lines)
        explained += _beside(kept, _priced_again(pricer, bill, kept[0], inputs[key]), work.actor.currency)
    return tuple(explained)


def _beside(kept: list[BillLine], again: tuple[PricedLine, ...], currency: str) -> Iterator[ExplainedLine]:
    for place, line in enumerate(kept):
        other = again[place] if place < len(again) else None
        if other is not None and (other.rule.component, other.amount) == (line.component, line.amount):
            yield ExplainedLine(line, other.rule, tariffs.explain(other, currency))
        else:
            yield ExplainedLine(line, None, None)


def _priced_again(pricer: Pricer, bill: Bill, line: BillLine, row: PricedOf) -> tuple[PricedLine, ...]:
    known: dict[str, str | Decimal | None]
    if row.quantity is None:
        known = {
            "settlement": row.settlement,
            "category": row.category,
            "size_marla": row.size_marla,
            "commercial_size": row.commercial_size,
        }
    else:
        known = {"customer_class": line.customer_class, "meter_size": row.meter_size}
    given = PricingInput(
        period=bill.head.period,
        quantity=row.quantity,
        unit=row.unit_of_measure or "",
        attributes={name: value for name, value in known.items() if value is not None},
    )
    return pricer.price(given).lines
