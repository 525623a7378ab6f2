"""Santa Monica water: every published read is there, and every bill line equals a pricing written here on its own."""

import csv
import fcntl
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest
from psycopg import sql

from database import connection
from database.schema import with_database
from services import bill_runs, bills, demo, exports, verification
from services.demo import people
from services.exports import ExportNoun
from services.paging import ListQuery
from services.work import begin
from tests.conftest import HAS_DATABASE, TEMPLATE
from utils import settings

FILE = Path(__file__).parents[3] / "assets" / "data" / "santa_monica_water_reads.csv.gz"
NAME = "tests_santa_monica"

# Last unit of each tier and its rate in dollars per CCF, as published.
SINGLE = ((14, "2.87"), (40, "4.29"), (148, "6.44"), (None, "10.07"))
MULTI = ((4, "2.87"), (9, "4.29"), (20, "6.44"), (None, "10.07"))
OTHERS = ((210, "4.07"), (None, "10.03"))
PUBLISHED = {
    "RESIDENTIAL_SINGLE": SINGLE,
    "RESIDENTIAL_MULTI": MULTI,
    "COMMERCIAL": OTHERS,
    "INSTITUTIONAL": OTHERS,
    "IRRIGATION": OTHERS,
}
Line = tuple[str, str, str, str, Decimal, Decimal, Decimal]


@pytest.fixture(scope="session")
def loaded(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all of Santa Monica, loaded once a run: the first worker does it, the others wait."""
    data_dir = settings.current().data_dir
    url = with_database(server, NAME)
    with (data_dir / "santa-monica.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with connection.connect(server) as owner:
            row = owner.execute(HAS_DATABASE, [NAME]).fetchone()
            if row and row[0]:
                return url
            names = sql.Identifier(NAME), sql.Identifier(TEMPLATE)
            owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        connection.use(url)
        folder = tmp_path_factory.mktemp("santa-monica")
        demo.load(demo.Wanted(organizations=(people.MONICA,)), folder / demo.FILE_NAME, 2, lambda _: None)
        connection.use(None)
    return url


@pytest.fixture
def monica(loaded: str) -> Iterator[None]:
    """The product speaks to that database during the test, which must not change it."""
    connection.use(loaded)
    yield
    connection.use(None)


@cache
def published() -> list[tuple[str, str, str, str, Decimal]]:
    """Customer, month, meter, class and use of every row, read from the file by this test."""
    met: Counter[tuple[str, str, str]] = Counter()
    rows: list[tuple[str, str, str, str, Decimal]] = []
    with gzip.open(FILE, "rt", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["customer_id"], row["utility_class"], row["read_month"])
            met[key] += 1
            meter = f"{row['customer_id']}-{row['utility_class']}-{met[key]}"
            rows.append((row["customer_id"], row["read_month"], meter, row["customer_class"], Decimal(row["usage_ccf"])))
    return rows


def lines_of(customer: str, month: str, meter: str, customer_class: str, use: Decimal) -> Iterator[Line]:
    first = 0
    for last, rate in PUBLISHED[customer_class]:
        quantity = max(Decimal(0), (use if last is None else min(use, Decimal(last))) - first)
        if quantity or first == 0:
            amount = (quantity * Decimal(rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
            yield f"SM-{customer}", month, meter, customer_class, quantity, Decimal(rate), amount
        first = last or 0


@cache
def exported(noun: ExportNoun) -> list[dict[str, str]]:
    with begin(people.find_actor("monica-manager")) as work:
        text = b"".join(exports.stream(work, exports.whole(noun))).decode()
    return list(csv.DictReader(text.splitlines()))


def month_of(row: dict[str, str]) -> str:
    return f"{row['period'][:7]}-01"


def test_every_bill_line_equals_an_independent_pricing_of_the_same_reads(monica: None) -> None:
    expected: Counter[Line] = Counter()
    for read in published():
        if read[3] in PUBLISHED:
            expected.update(lines_of(*read))
    billed: Counter[Line] = Counter(
        (
            row["account_code"],
            month_of(row),
            row["meter_no"],
            row["customer_class"],
            Decimal(row["quantity"]),
            Decimal(row["rate"]),
            Decimal(row["amount"]),
        )
        for row in exported(ExportNoun.BILL_LINES)
    )
    assert sum(expected.values()) == sum(billed.values())
    assert billed == expected


def test_a_bill_is_the_sum_of_its_lines_and_all_months_are_issued(monica: None) -> None:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in exported(ExportNoun.BILL_LINES):
        sums[row["bill_no"]] += Decimal(row["amount"])
    months = {row[1] for row in published()}
    bills_ = exported(ExportNoun.BILLS)
    assert {month_of(row) for row in bills_} == months
    assert len(months) == 33
    assert all(Decimal(row["demand"]) == sums.get(row["bill_no"], Decimal(0)) for row in bills_)
    assert {row["status"] for row in bills_} == {"issued", "held"}
    with begin(people.find_actor("monica-manager")) as work:
        runs = bill_runs.page(work, ListQuery(size=50)).rows
    assert [run.status for run in runs] == ["issued"] * 33
    assert all(run.created_by != run.approved_by for run in runs)
    in_order = sorted(runs, key=lambda run: run.period)
    assert sorted(runs, key=lambda run: run.issued_at or run.created_at) == in_order


def test_a_bill_is_held_only_where_a_read_has_no_published_price(monica: None) -> None:
    rows = published()
    without = {(f"SM-{customer}", month) for customer, month, _, customer_class, _ in rows if customer_class == "OTHER"}
    everything = {(f"SM-{customer}", month) for customer, month, *_ in rows}
    bills_ = exported(ExportNoun.BILLS)
    assert {(row["account_code"], month_of(row)) for row in bills_} == everything
    assert len(bills_) == len(everything)
    assert {(row["account_code"], month_of(row)) for row in bills_ if row["status"] == "held"} == without
    priced_too = {(f"SM-{customer}", month) for customer, month, _, customer_class, _ in rows if customer_class != "OTHER"}
    keeps_lines = [row for row in bills_ if row["status"] == "held" and Decimal(row["demand"]) > 0]
    assert {(row["account_code"], month_of(row)) for row in keeps_lines} <= without & priced_too
    assert keeps_lines


def test_the_reads_are_those_of_the_file(monica: None) -> None:
    rows = published()
    read = exported(ExportNoun.READINGS)
    assert len(read) == len(rows) == 218_067
    assert sum(Decimal(row["quantity"]) for row in read) == sum(row[4] for row in rows)
    as_stored = Counter((row["meter_no"], month_of(row), row["customer_class"], Decimal(row["quantity"])) for row in read)
    assert as_stored == Counter((meter, month, customer_class, use) for _, month, meter, customer_class, use in rows)
    classes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for customer, month, _, customer_class, _ in rows:
        classes[f"SM-{customer}", month].add(customer_class)
    for row in exported(ExportNoun.BILLS):
        found = classes[row["account_code"], month_of(row)]
        assert row["customer_class"] == (next(iter(found)) if len(found) == 1 else "mixed")


def test_the_outlier_was_looked_at_and_released(monica: None) -> None:
    with begin(people.find_actor("monica-manager")) as work:
        run = bill_runs.page(work, ListQuery(filters={"period": "2015-05"})).rows[0]
        (found,) = bill_runs.exceptions(work, run.run_id, ListQuery(filters={"kind": "outlier"})).rows
        bill = bills.get(work, found.period, found.bill_id)
    assert found.account_code == "SM-26675"
    assert "421,817" in found.reason
    assert found.resolution
    assert bill.head.status == "issued"
    assert any(line.quantity > 400_000 for line in bill.lines)
    others = max(use for customer, *_, use in published() if customer != "26675")
    assert others < run.outlier_above < 421_817 if run.outlier_above else False


def test_all_money_of_the_city_adds_up(monica: None) -> None:
    with begin(people.find_actor("monica-admin")) as work:
        assert verification.verify(work) == ()
