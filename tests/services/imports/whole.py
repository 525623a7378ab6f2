"""Files of full size: 300,000 units with every kind of fault, and every read of Santa Monica."""

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Final

from services import accounts, metering
from services.work import begin
from tests import town
from tests.builders import World
from tests.services.imports import faulty
from utils.settings import ROOT

UNITS: Final = 300_000
READS: Final = ROOT / "assets" / "data" / "santa_monica_water_reads.csv.gz"
REASON: Final = "Why this row was left out"
COUNT_UNITS: Final = "SELECT count(*)::int FROM survey_units WHERE org_id = %(org_id)s"
COUNT_READINGS: Final = "SELECT count(*)::int FROM readings WHERE org_id = %(org_id)s"


def write_units(path: Path) -> None:
    """Write the register of units."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(faulty.HEAD)
        writer.writerows(row for row, _ in faulty.rows(UNITS))


def assert_faulty_and_no_other(here: World, errors: Path) -> None:
    """Every faulty row is in the error file for its reason, no good one is, and the good ones are in."""
    expected = [(row, reason) for row, reason in faulty.rows(UNITS) if reason is not None]
    with errors.open(encoding="utf-8-sig", newline="") as source:
        left = list(csv.DictReader(source))
    assert len(left) == len(expected)
    for found, (row, reason) in zip(left, expected, strict=True):
        assert found[REASON].startswith(reason), (row, found[REASON])
    with begin(here.admin) as work:
        work.execute("SET LOCAL enable_nestloop = off")
        assert work.scalar(COUNT_UNITS) == UNITS - len(expected)


def santa_monica(here: World, path: Path) -> int:
    """Set up who the reads are of, write the file of them, and give how many there are."""
    tariff_id, _ = town.add_tariff(here, "santa_monica_water", "water", "water")
    contents = gzip.decompress(READS.read_bytes())
    path.write_bytes(contents)
    lines = contents.splitlines()[1:]
    customers = sorted({line.split(b",")[0].decode() for line in lines})
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount(each, f"Customer {each}", None, here.ward_a) for each in customers])
        metering.add_services(work, [metering.NewService(each, None, "water", tariff_id, date(2014, 1, 1)) for each in customers])
    return len(lines)
