"""Whole files through the command: 300,000 units with 1.5% of each kind of fault, and every read of Santa Monica."""

import resource
from pathlib import Path

import pytest

from services.work import begin
from tests import builders
from tests.commands.saying import run
from tests.services.imports import whole

PATIENCE = 900


@pytest.mark.slow
def test_every_faulty_row_of_300_000_is_in_the_error_file_and_no_good_one(database: str, tmp_path: Path) -> None:
    here = builders.world()
    path, out = tmp_path / "units.csv", tmp_path / "errors.csv"
    whole.write_units(path)
    said = run(database, "import", "units", "--org", here.code, "--file", str(path), "--out", str(out), patience_seconds=PATIENCE)
    assert (said.code, said.err) == (2, "")
    whole.assert_faulty_and_no_other(here, out)
    # Memory is bounded, whatever the file; in KiB, of the largest process of the run so far.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 800 * 1024


@pytest.mark.slow
def test_every_read_of_santa_monica_comes_in(database: str, tmp_path: Path) -> None:
    here = builders.world(currency="USD")
    path = tmp_path / "santa_monica_water_reads.csv"
    count = whole.santa_monica(here, path)
    said = run(database, "import", "readings", "--org", here.code, "--file", str(path), patience_seconds=PATIENCE)
    assert (said.code, said.err) == (0, "")
    with begin(here.admin) as work:
        assert work.scalar(whole.COUNT_READINGS) == count
