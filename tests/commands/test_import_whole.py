"""Whole files through the command: 300,000 units with 1.5% of each kind of fault, and every read of Santa Monica."""

import csv
import gzip
import resource
from datetime import date
from pathlib import Path

import pytest

from services import accounts, metering, survey_units
from services.paging import ListQuery
from services.work import begin
from tests import builders, town
from tests.commands.saying import run
from tests.services.imports import faulty
from utils.settings import ROOT

UNITS = 300_000
PATIENCE = 900
READS = ROOT / "assets" / "data" / "santa_monica_water_reads.csv.gz"
REASON = "Why this row was left out"
COUNT = "SELECT count(*) FROM readings WHERE org_id = %(org_id)s"


@pytest.mark.slow
def test_every_faulty_row_of_300_000_is_in_the_error_file_and_no_good_one(database: str, tmp_path: Path) -> None:
    here = builders.world()
    path, out = tmp_path / "units.csv", tmp_path / "errors.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(faulty.HEAD)
        writer.writerows(row for row, _ in faulty.rows(UNITS))
    said = run(database, "import", "units", "--org", here.code, "--file", str(path), "--out", str(out), patience_seconds=PATIENCE)
    assert (said.code, said.err) == (2, "")
    expected = [(row, reason) for row, reason in faulty.rows(UNITS) if reason is not None]
    with out.open(encoding="utf-8-sig", newline="") as errors:
        left = list(csv.DictReader(errors))
    assert len(left) == len(expected)
    for found, (row, reason) in zip(left, expected, strict=True):
        assert found[REASON].startswith(reason), (row, found[REASON])
    with begin(here.admin) as work:
        work.execute("SET LOCAL enable_nestloop = off")
        assert work.scalar("SELECT count(*) FROM survey_units WHERE org_id = %(org_id)s") == UNITS - len(expected)
    # Memory is bounded, whatever the file; in KiB, of the largest process of the run so far.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 800 * 1024


@pytest.mark.slow
def test_every_read_of_santa_monica_comes_in(database: str, tmp_path: Path) -> None:
    here = builders.world(currency="USD")
    tariff_id, _ = town.add_tariff(here, "santa_monica_water", "water", "water")
    contents = gzip.decompress(READS.read_bytes())
    path = tmp_path / "santa_monica_water_reads.csv"
    path.write_bytes(contents)
    lines = contents.splitlines()[1:]
    customers = sorted({line.split(b",")[0].decode() for line in lines})
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount(each, f"Customer {each}", None, here.ward_a) for each in customers])
        metering.add_services(work, [metering.NewService(each, None, "water", tariff_id, date(2014, 1, 1)) for each in customers])
    said = run(database, "import", "readings", "--org", here.code, "--file", str(path), patience_seconds=PATIENCE)
    assert (said.code, said.err) == (0, "")
    with begin(here.admin) as work:
        assert work.scalar(COUNT) == len(lines)
        assert survey_units.page(work, ListQuery()).count == 0
