"""The real reads of Santa Monica: every row of the file, with its customer, meter, month and class."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from services.demo.census import DATA

FILE: Final = DATA / "santa_monica_water_reads.csv.gz"


class Read(NamedTuple):
    """One row of the file; `usage` in hundreds of cubic feet (CCF)."""

    customer_id: int
    customer_class: str
    meter_no: str
    period: date
    usage: Decimal

    @property
    def account_code(self) -> str:
        """The code of the customer's account, e.g. SM-25886."""
        return account_code(self.customer_id)


def account_code(customer_id: int) -> str:
    """The code of a customer's account, e.g. SM-25886."""
    return f"SM-{customer_id}"


def reads() -> Iterator[Read]:
    """Every row in the order of the file, streamed.

    The file names no meter: the n-th row of a customer, utility class and month is read as the customer's n-th meter of
    that class, so a number such as 25886-WASF1-2; the class is empty in 666 rows.
    """
    met: dict[tuple[str, str, str], int] = {}
    months: dict[str, date] = {}
    with gzip.open(FILE, "rt", newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for customer, customer_class, utility_class, read_month, usage in rows:
            key = (customer, utility_class, read_month)
            met[key] = place = met.get(key, 0) + 1
            period = months.get(read_month) or months.setdefault(read_month, date.fromisoformat(read_month))
            yield Read(int(customer), customer_class, f"{customer}-{utility_class}-{place}", period, Decimal(usage))
