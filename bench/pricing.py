"""Pricing alone: the real residential reads under the Santa Monica tariff, beside R's RateParser."""

import csv
import gzip
import time
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from bench.result import Result
from services import tariffs
from utils.settings import ROOT

READS = ROOT / "assets" / "data" / "santa_monica_water_reads.csv.gz"
CLASSES = frozenset({"RESIDENTIAL_SINGLE", "RESIDENTIAL_MULTI"})
# A figure given for R's RateParser on these rows, not taken in this run: R is not installed. It is wall time, ours is
# processor time, and how loaded the machine was for it is not known.
RATEPARSER_ROWS, RATEPARSER_SECONDS = 171_115, 0.6

Read: TypeAlias = tuple[str, date, Decimal]


def run(_: bool) -> list[Result]:
    """A tenth of the reads and all of them, what repeats priced once, and not."""
    reads = residential()
    definition = tariffs.load("santa_monica_water").definition
    results: list[Result] = []
    for size in (len(reads) // 10, len(reads)):
        limit = RATEPARSER_SECONDS * size / RATEPARSER_ROWS
        for name, is_memoised in (("pricing, each distinct input once", True), ("pricing, every input anew", False)):
            taken = min(seconds(tariffs.compile(definition, 0), reads[:size], is_memoised) for _ in range(3))
            target = "faster than RateParser" if is_memoised else "faster than RateParser (an aim: repeats count)"
            results.append(Result(name, size, taken, "cpu s", limit, taken / limit, target, taken <= limit))
    return results


def seconds(pricer: tariffs.Pricer, reads: list[Read], is_memoised: bool) -> float:
    """Processor time to price each read; memoised as a run does it, by what was read."""
    known: dict[tuple[str, Decimal], tariffs.PriceResult] = {}
    started = time.process_time()
    total = Decimal(0)
    for customer_class, period, quantity in reads:
        key = (customer_class, quantity)
        result = known.get(key)
        if result is None:
            attributes = {"customer_class": customer_class}
            result = pricer.price(tariffs.PricingInput(period, quantity, "CCF", attributes))
            if is_memoised:
                known[key] = result
        total += result.total
    taken = time.process_time() - started
    assert total > 0
    return taken


def residential() -> list[Read]:
    """Class, month and quantity of every residential read, in the order of the file."""
    with gzip.open(READS, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [
            (row["customer_class"], date.fromisoformat(row["read_month"]), Decimal(row["usage_ccf"]))
            for row in rows
            if row["customer_class"] in CLASSES
        ]
