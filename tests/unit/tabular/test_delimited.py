"""Text with a delimiter, as people and programs save it."""

from pathlib import Path

import polars as pl
import pytest

from services import tabular
from utils.errors import Invalid


def rows_of(path: Path, name: str = "file.csv", **options: object) -> list[tuple[object, ...]]:
    with tabular.open_table(path, name, **options) as table:  # type: ignore[arg-type]
        return [row for frame in table.batches() for row in frame.rows()]


def written(folder: Path, content: bytes | str, name: str = "upload") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path, name: str = "file.csv", **options: object) -> str:
    with pytest.raises(Invalid) as raised:
        rows_of(path, name, **options)
    return raised.value.fields["file"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["Code", "Name", "Amount"], ["U-1", "Ali, the first", "1,200"], ["U-2", 'Said "yes"', "5"]]
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    with tabular.open_table(written(tmp_path, text), "a.csv") as table:
        assert table.delimiter == delimiter
        assert table.columns == ("Code", "Name", "Amount")
        assert table.sample(5) == [("U-1", "Ali, the first", "1,200"), ("U-2", 'Said "yes"', "5")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_unicode_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "code,name\nU-1,محمد علی\nU-2,Zoë 🏠\n" + "U-3,plain\n" * 20
    assert rows_of(written(tmp_path, text.encode(encoding)))[:2] == [(2, "U-1", "محمد علی", None), (3, "U-2", "Zoë 🏠", None)]


def test_windows_text_is_read_and_the_guess_is_told(tmp_path: Path) -> None:
    with tabular.open_table(written(tmp_path, "code,name\nU-1,Café “Roma”\n".encode("cp1252")), "a.csv") as table:
        assert table.encoding == "Windows-1252"
        assert any("Windows-1252" in note for note in table.notes)
        assert table.sample(1) == [("U-1", "Café “Roma”")]


def test_a_few_wrong_bytes_in_urdu_text_fault_their_row_only(tmp_path: Path) -> None:
    text = "code,name\nU-1,محمد علی\n".encode() + b"U-2,Caf\xe9\n" + "U-3,فاطمہ\n".encode()
    found = rows_of(written(tmp_path, text))
    assert [row[3] is None for row in found] == [True, False, True]
    assert found[2][2] == "فاطمہ"


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'code,address\nU-1,"House 1\nStreet 2"\n\nU-2,x\n'
    assert rows_of(written(tmp_path, text)) == [(2, "U-1", "House 1 Street 2", None), (4, "U-2", "x", None)]


def test_the_header_is_found_below_titles(tmp_path: Path) -> None:
    text = "Report of units,,,\nPrinted 21-Nov-2026,,,\n,,,\nCode,Name,Size,Amount\nU-1,Ali,5,300\nU-2,Omar,10,500\n"
    with tabular.open_table(written(tmp_path, text), "a.csv") as table:
        assert table.header_row == 4
        assert table.columns == ("Code", "Name", "Size", "Amount")
        assert any("row 4" in note for note in table.notes)
        assert [row[0] for frame in table.batches() for row in frame.rows()] == [5, 6]


def test_totals_and_footers_at_the_end_are_left_out_and_told(tmp_path: Path) -> None:
    text = "code,name,amount\nU-1,Ali,300\nU-2,Total Traders,500\nGrand Total:,,800\n,,\nPrinted on 21-Nov-2026,,\n"
    with tabular.open_table(written(tmp_path, text), "a.csv") as table:
        assert [row[1] for frame in table.batches() for row in frame.rows()] == ["U-1", "U-2"]
        assert "Rows 4, 6 are totals or footers and were left out." in table.notes


def test_a_record_whose_name_begins_with_total_stays(tmp_path: Path) -> None:
    text = "name,phone,amount\nAli,0300,5\nTotal Petrol Station,0301,800\n"
    assert len(rows_of(written(tmp_path, text))) == 2


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    text = "a,b\n1,nan\n2,NULL\n3,None\n4,#N/A\n5,-\n6,n/a\n7,NaN\n8,  \n9,Nana\n"
    assert [row[2] for row in rows_of(written(tmp_path, text))] == [None] * 8 + ["Nana"]


def test_too_many_cells_are_a_fault_and_too_few_are_not(tmp_path: Path) -> None:
    text = "a,b,c\n1,2,3\n1,2,3,4\n1,2\n1,2,3,,\n"
    found = rows_of(written(tmp_path, text))
    assert found[1][:4] == (3, "1", "2", "3")
    assert "4 cells" in str(found[1][4])
    assert [row[4] is None for row in found] == [True, False, True, True]
    assert found[2][:4] == (4, "1", "2", None)


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    text = 'a,b\n1,x\n2,"never closed\n3,y\n4,"closed"\n5,z\n'
    found = rows_of(written(tmp_path, text))
    assert [row[1] for row in found] == ["1", "2", "3", "4", "5"]
    assert [row[3] is None for row in found] == [True, False, True, True, True]
    assert "quotation mark" in str(found[1][3])


def test_an_unclosed_quote_before_thousands_of_rows_costs_its_own_row_only(tmp_path: Path) -> None:
    text = 'a,b\n1,"open\n' + "".join(f"{n},y\n" for n in range(2, 30_000))
    found = rows_of(written(tmp_path, text))
    assert len(found) == 29_999
    assert sum(row[3] is not None for row in found) == 1


def test_control_characters_are_taken_out(tmp_path: Path) -> None:
    found = rows_of(written(tmp_path, "a,b\nx\x00y,p\x07q\u200b r\ufeff\n"))
    assert found == [(2, "xy", "pq r", None)]


def test_an_apostrophe_before_a_formula_or_a_number_is_taken_off(tmp_path: Path) -> None:
    text = 'a,b\n\'=1+1,\'0300123\n\'-5,\'tis\n"=""0042""",x\n'
    assert [row[1:3] for row in rows_of(written(tmp_path, text))] == [("=1+1", "0300123"), ("-5", "'tis"), ("0042", "x")]


def test_a_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, "sep=;\na;b\n1;2,5\n")) == [(2, "1", "2,5", None)]


def test_batches_are_bounded_and_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(1_000)))
    with tabular.open_table(path, "a.csv") as table:
        frames = list(table.batches(300))
    assert max(frame.height for frame in frames) <= 300
    assert pl.concat(frames)["c0"].to_list() == [str(n) for n in range(1_000)]
    assert frames[0].schema == {"row_no": pl.Int64, "c0": pl.String, "c1": pl.String, "_fault": pl.String}


def test_unnamed_columns_get_a_name_where_they_hold_something(tmp_path: Path) -> None:
    with tabular.open_table(written(tmp_path, "a,,c,,\n1,2,3,,\n"), "a.csv") as table:
        assert table.columns == ("a", "Column 2", "c")


def test_the_shape_of_a_file_does_not_depend_on_case_or_spaces(tmp_path: Path) -> None:
    one = tabular.open_table(written(tmp_path, "Unit Code,Name\n1,2\n", "one"), "a.csv")
    two = tabular.open_table(written(tmp_path, "unit_code; NAME \n3;4\n", "two"), "b.csv")
    other = tabular.open_table(written(tmp_path, "name,unit code\n1,2\n", "three"), "b.csv")
    assert one.shape_key == two.shape_key != other.shape_key


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n \n", "empty"),
        (b"\x00" * 5000, "not text"),
        (b"code,name\n", "no rows below"),
        (b"code,name\n,\n\n", "no rows below"),
        (b"Name,code,NAME \n1,2,3\n", "column A and column C"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"  <!DOCTYPE html>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office document"),
        (b"PK\x03\x04 nothing more", "damaged"),
        (bytes(range(256)) * 40, "not text"),
        (b"a," * 5_000 + b"\n1,2\n", "columns"),
        (b"a," * 1_000_000 + b"\n1,2\n", "columns"),
        (b"code,name\nU-1," + b" " * 2_000_000 + b"\n", "characters"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in refusal(written(tmp_path, content))


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "spaces"
    with path.open("wb") as file:
        file.truncate(10 << 30)
    assert "10,240 MB" in refusal(path)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 200)
    assert "more than 100 rows" in refusal(path, limits=tabular.Limits(rows=100))


def test_a_wrong_delimiter_is_named(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, "a,b,c\n1,2,3\n"), delimiter=";")
    assert "a semicolon (;)" in said
    assert "a comma (,)" in said


def test_a_file_of_one_column_is_a_table(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, "PSID\n12345678901234567\n")) == [(2, "12345678901234567", None)]


def test_a_file_of_broken_quotes_only_ends_in_a_refusal(tmp_path: Path) -> None:
    assert "quotation marks" in refusal(written(tmp_path, "a,b\n1,2\n" + 'a","b\n' * 20_000))


def test_the_header_row_may_be_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\nc,d\n1,2\n")
    assert rows_of(path, header_row=2) == [(3, "1", "2", None)]
    assert "row 9" in refusal(path, header_row=9)
