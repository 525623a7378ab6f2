"""import: the same as on screen, in one command, with its dry run, its mapping and its error file."""

import csv
from pathlib import Path

import openpyxl
import pytest

from services import survey_units
from services.paging import ListQuery
from services.work import begin
from tests import builders
from tests.builders import World
from tests.commands.saying import refused, run, say
from tests.services.imports.bringing import csv_bytes

HEAD = ("Unit code", "Area", "Consumer", "Category", "Size in marla", "Remarks", "Address")
ROWS = (
    ("U-1", "OKR-A", "Demo One", "residential", "5", "corner", "House 1"),
    ("U-2", "NOWHERE", "Demo Two", "residential", "5", "", "House 2"),
    ("U-3", "OKR-B", "Demo Three", "residential", "1 kanal", "", "House 3"),
)


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_bytes(csv_bytes(HEAD, ROWS))
    return path


def codes(here: World) -> list[str]:
    with begin(here.admin) as work:
        return [row.code for row in survey_units.page(work, ListQuery()).rows]


def test_a_dry_run_says_what_would_be_and_does_nothing(
    here: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "import", "units", "--org", here.code, "--file", file, "--dry-run")
    assert (said.code, said.err) == (2, "")
    assert "Checked 3 units: 2 to add, 0 to change, 0 unchanged, 1 rejected, 0 that wait." in said.out
    assert "there is no area “NOWHERE”" in said.out
    assert "Remarks: not used" in said.out
    assert codes(here) == []


def test_what_was_left_out_comes_back_mended(
    database: str, here: World, file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "errors.csv"
    said = run(database, "import", "units", "--org", here.code, "--file", str(file), "--out", str(out))
    assert (said.code, said.err) == (2, "")
    assert codes(here) == ["U-1", "U-3"]
    (row,) = csv.DictReader(out.open(encoding="utf-8-sig", newline=""))
    assert row["Unit code"] == "U-2"
    assert row["Why this row was left out"].startswith("Area: there is no area “NOWHERE”")
    mended = tmp_path / "mended.csv"
    mended.write_text(out.read_text(encoding="utf-8-sig").replace("NOWHERE", "OKR-A", 1), encoding="utf-8")
    said = run(database, "import", "units", "--org", here.code, "--file", str(mended))
    assert (said.code, said.err) == (0, "")
    assert codes(here) == ["U-1", "U-2", "U-3"]


def test_a_field_is_the_column_that_one_says(here: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(csv_bytes(("Nr", "Wo", "Wer", "Was", "Wieviel", "Str"), [("U-1", "OKR-A", "Demo", "house", "5", "H")]))
    mapping = ("code=Nr", "area=Wo", "holder_name=wer", "category=Was", "size_marla=Wieviel", "address=Str")
    said = say(capsys, "import", "units", "--org", here.code, "--file", path, "--mapping", *mapping)
    assert (said.code, said.err) == (0, "")
    assert codes(here) == ["U-1"]


def test_each_wrong_word_is_refused_in_a_sentence(
    here: World, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("import", "units", "--org", here.code)
    assert "There is no import of castles" in refused(say(capsys, "import", "castles", "--org", here.code, "--file", file))
    assert "Name the file" in refused(say(capsys, *words))
    assert "There is no file" in refused(say(capsys, *words, "--file", tmp_path / "none.csv"))
    assert "no column" in refused(say(capsys, *words, "--file", file, "--mapping", "code=Nowhere"))
    assert "no field" in refused(say(capsys, *words, "--file", file, "--mapping", "nonsense=Area"))
    assert "is there already" in refused(say(capsys, *words, "--file", file, "--out", file))
    (tmp_path / "empty.csv").write_bytes(b"")
    assert "empty" in refused(say(capsys, *words, "--file", tmp_path / "empty.csv"))


def test_a_template_can_be_filled_in_and_sent_back(
    here: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "units.xlsx"
    assert say(capsys, "import", "units", "--org", here.code, "--template", path).code == 0
    book = openpyxl.load_workbook(path)
    names = [cell.value for cell in book.worksheets[0][1]]
    assert names[:3] == ["Unit code", "Area", "Account"]
    said = say(capsys, "import", "units", "--org", here.code, "--file", path)
    assert (said.code, said.err) == (0, "")
    assert codes(here) == ["OKR-0001"]
