"""Turns the inputs of a shard into bills, lines and exceptions, as lines of COPY text, by the one pricing path."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

from services import tariffs
from services.bill_runs.models import Basis, Run, Shard, ShardCounts
from utils import month
from utils.errors import Conflict
from utils.money import format_number

# Places in an input row, as the repository selects it.
ACCOUNT: Final = itemgetter(0)
FIRST_ATTRIBUTE: Final = 10
ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    Basis.FLAT: ("settlement", "category", "size_marla", "commercial_size"),
    Basis.METERED: ("customer_class", "meter_size"),
}
MIXED: Final = "mixed"
NULL: Final = r"\N"
ZERO: Final = Decimal(0)

InputRow: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """What one distinct input comes to: a total, the ends of its lines as COPY text, or why there is no price."""

    total: Decimal
    lines: tuple[str, ...]
    problem: tuple[str, str] | None = None


@dataclass(slots=True)
class Batch:
    """The bills of a shard as lines of COPY text."""

    bills: list[str] = field(default_factory=list[str])
    lines: list[str] = field(default_factory=list[str])
    exceptions: list[str] = field(default_factory=list[str])
    held_count: int = 0

    @property
    def counts(self) -> ShardCounts:
        """How many bills there are, and how many are held."""
        return ShardCounts(len(self.bills), self.held_count)


class ShardPricer:
    """Prices the inputs of a run; what repeats is priced once."""

    def __init__(self, run: Run, chooser: tariffs.VersionChooser) -> None:
        self._run = run
        self._chooser = chooser
        self._names = ATTRIBUTES[run.basis]
        self._outlier_above = run.outlier_above
        self._known: dict[tuple[Any, ...], Priced] = {}
        self._texts: dict[str, str] = {}

    def batch(self, shard: Shard, rows: Iterable[InputRow]) -> Batch:
        """One bill an account, numbered from the shard's first number in the order of the rows.

        Raises Conflict when there are more accounts than numbers were reserved for.
        """
        batch = Batch()
        bill_id = shard.first_number
        for account_id, inputs in groupby(rows, key=ACCOUNT):
            if bill_id > shard.last_number:
                raise Conflict("Accounts were added or moved while the run was being calculated; calculate it again.")
            self._bill(batch, bill_id, account_id, inputs)
            bill_id += 1
        return batch

    def _bill(self, batch: Batch, bill_id: int, account_id: int, inputs: Iterable[InputRow]) -> None:
        total, quantity, line_no, exception_no = ZERO, None, 0, 0
        bill_class, bill_version, area_id = "", None, 0
        for row in inputs:
            _, area_id, unit_id, meter_id, reading_id, tariff_id, tariff_name, customer_class, used, unit, *_ = row
            version = self._chooser.choose(tariff_id, area_id)
            if version is None:
                priced = self._without_tariff(tariff_name)
            else:
                bill_version = bill_version or version.version_id
                key = (version.version_id, *row[FIRST_ATTRIBUTE - 2 :])
                priced = self._known.get(key) or self._price(key, version, used, unit, row)
            total += priced.total
            shown_class = self._texts.get(customer_class) or self._text(customer_class)
            of_what = f"{_id(meter_id)}\t{_id(reading_id)}\t{_id(unit_id)}\t{shown_class}"
            for end in priced.lines:
                line_no += 1
                batch.lines.append(f"{bill_id}\t{line_no}\t{of_what}\t{end}")
            if used is not None:
                quantity = used if quantity is None else quantity + used
            for kind, reason in self._problems(priced, used, unit):
                exception_no += 1
                batch.exceptions.append(f"{bill_id}\t{exception_no}\t{kind}\t{_escaped(reason)}\t{_id(meter_id)}\n")
            if not bill_class:
                bill_class = shown_class
            elif bill_class != shown_class:
                bill_class = MIXED
        batch.held_count += exception_no > 0
        batch.bills.append(
            f"{bill_id}\t{account_id}\t{area_id}\t{_id(bill_version)}\t{bill_class}\t{'t' if exception_no else 'f'}\t"
            f"{NULL if quantity is None else quantity}\t{total}\n"
        )

    def _problems(self, priced: Priced, used: Decimal | None, unit: str) -> Iterable[tuple[str, str]]:
        if priced.problem is not None:
            yield priced.problem
        if used is not None and self._outlier_above is not None and used > self._outlier_above:
            most = format_number(self._outlier_above)
            yield "outlier", f"The quantity of {format_number(used)} {unit} is above {most}, the most that is billed unseen."

    def _without_tariff(self, tariff_name: str) -> Priced:
        reason = f"No version of the tariff {tariff_name} is in force in {month.show(self._run.period)} for this area."
        return Priced(ZERO, (), ("no_tariff", reason))

    def _price(
        self, key: tuple[Any, ...], version: tariffs.TariffVersion, used: Decimal | None, unit: str, row: InputRow
    ) -> Priced:
        given = tariffs.PricingInput(
            period=self._run.period,
            quantity=used,
            unit=unit,
            attributes={name: value for name, value in zip(self._names, row[FIRST_ATTRIBUTE:], strict=True) if value is not None},
        )
        result = self._chooser.pricer(version).price(given)
        problem = None if result.uncovered is None else ("no_price", _sentence(result.uncovered))
        self._known[key] = priced = Priced(result.total, tuple(_line_end(line) for line in result.lines), problem)
        return priced

    def _text(self, value: str) -> str:
        self._texts[value] = escaped = _escaped(value)
        return escaped


def _line_end(line: tariffs.PricedLine) -> str:
    rule = line.rule
    season = NULL if rule.season is None else _escaped(rule.season)
    multiplier = NULL if rule.season is None else rule.multiplier
    tier = NULL if rule.tier is None else rule.tier
    return f"{_escaped(rule.component)}\t{line.quantity}\t{rule.rate}\t{line.amount}\t{tier}\t{season}\t{multiplier}\n"


def _id(value: int | None) -> int | str:
    return NULL if value is None else value


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
