"""export: a file that is whole or not there, and every way it is refused."""

import csv
import io
import os
import stat
import subprocess
from pathlib import Path

import openpyxl
import pytest

from services import exports
from services.work import begin
from tests import town
from tests.commands.saying import ROOT, environment, process, refused, run, say
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


def test_the_file_holds_every_row_and_is_for_its_owner_only(
    place: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "bills.csv"
    said = say(capsys, "export", "bills", "--org", place.here.code, "--out", target)
    assert (said.code, said.err) == (0, "")
    assert "5 rows of bills" in said.out
    rows = list(csv.DictReader(target.open(newline="", encoding="utf-8")))
    assert sorted(row["account_code"] for row in rows) == ["A-1", "A-2", "A-3", "B-1", "B-2"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_is_there_is_replaced_only_by_force(
    place: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "bills.csv"
    target.write_text("mine")
    words = ("export", "bills", "--org", place.here.code, "--out", target)
    assert "--force" in refused(say(capsys, *words))
    assert target.read_text() == "mine"
    assert say(capsys, *words, "--force").code == 0
    assert target.read_text().startswith("bill_no,")


def test_an_export_that_breaks_off_leaves_nothing_and_no_line_in_the_audit(
    place: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exports.stream

    def full_disk(*given: object):
        yield next(whole(*given))  # pyright: ignore[reportArgumentType]
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(exports, "stream", full_disk)
    target = tmp_path / "bills.csv"
    target.write_text("mine")
    said = say(capsys, "export", "bills", "--org", place.here.code, "--out", target, "--force")
    assert "is full" in refused(said)
    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]
    with begin(place.here.admin) as work:
        assert work.scalar("SELECT count(*) FROM audit_log WHERE org_id = %(org_id)s AND action = 'export.made'") == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export", "fish", "--out", "x.csv"], "There is no export of fish; there are bills, "),
        (["export", "bills", "--out", "x.csv", "--period", "August"], "is not a month"),
        (["export", "units", "--out", "x.csv", "--period", "2026-08"], "has no period"),
        (["export", "bills", "--out", "no/such/folder/x.csv"], "Nothing can be written"),
        (["export", "bills", "--out", "."], "is a folder"),
        (["export", "bills", "--out", "x.csv", "--as", "nobody"], "There is no active member nobody"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence_and_leaves_no_file(
    place: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    words: list[str], sentence: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert sentence in refused(say(capsys, *words, "--org", place.here.code))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_ends_in_xlsx_is_a_workbook(place: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "bills.xlsx"
    words = ("export", "bills", "--org", place.here.code, "--columns", "bill_no, demand", "--filter", "status=issued")
    assert "5 rows of bills" in say(capsys, *words, "--out", target).out
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Bills", "About this file"]
    assert [cell.value for cell in book["Bills"][1]] == ["Bill", "Demand"]
    assert book["Bills"].max_row == 6
    assert "NAME=VALUE" in refused(say(capsys, *words, "--filter", "nonsense", "--out", tmp_path / "x.csv"))
    assert "cannot be filtered by fish" in refused(say(capsys, *words, "--filter", "fish=1", "--out", tmp_path / "x.csv"))
    assert "has no column" in refused(say(capsys, *words, "--columns", "fish", "--out", tmp_path / "x.csv"))


def test_an_unknown_organization_names_those_there_are(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(say(capsys, "export", "bills", "--org", "nowhere", "--out", "-"))
    assert place.here.code in sentence


def test_the_standard_output_gets_the_rows_and_nothing_else(place: Town, database: str) -> None:
    said = run(database, "export", "bill_lines", "--org", place.here.code, "--out", "-")
    assert (said.code, said.err) == (0, "")
    assert len(list(csv.DictReader(io.StringIO(said.out)))) == 5


def test_a_full_device_is_one_sentence(place: Town, database: str) -> None:
    with Path("/dev/full").open("wb") as full:
        words = process("export", "bills", "--org", place.here.code, "--out", "-")
        done = subprocess.run(
            words, env=environment(database), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120
        )
    assert done.returncode == 1
    assert done.stderr.strip() == "The standard output took no more: No space left on device."


def test_a_reader_that_goes_away_is_no_fault(place: Town, database: str) -> None:
    words = process("export", "bills", "--org", place.here.code, "--out", "-")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        words, env=environment(database), cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120
    )
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert done.returncode != 0
