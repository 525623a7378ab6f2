"""What is read quickly is read as it would be with care: the same values, the same sentences, the same rows."""

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.tabular import Limits, Parser, as_latitude, as_longitude, as_marla, as_phone, number_values, parsing, text_values
from services.tabular.delimited import DelimitedText
from utils.errors import Invalid

PARSERS: dict[str, Parser] = {
    "phone": as_phone(),
    "phone abroad": as_phone("44"),
    "latitude": as_latitude(),
    "longitude": as_longitude(),
    "marla": as_marla(),
    "marla, whole": as_marla(0),
}
DIGITS = "0123456789٣۴３"
TEXTS = st.one_of(
    st.text(DIGITS + "-+. eE°NnEe", min_size=1, max_size=16),
    st.from_regex(r"[-+]?0{0,2}[0-9]{1,6}(\.[0-9]{0,9})?", fullmatch=True),
    st.from_regex(r"(\+92|0092|92|0)?-?3[0-9]{2}[- ]?[0-9]{6,8}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}(\.[0-9])? ?(marla|kanal|M|k)( [0-9]{1,2} marla)?", fullmatch=True),
    st.sampled_from(
        ["0", "0.0", "-0.0", "00", "5.50", "90.0000000", "90.0000001", "180", "89.9999999", "03001234567\n", "0300-1234567"]
    ),
    st.text(min_size=1, max_size=8),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PARSERS)), st.lists(st.none() | TEXTS, min_size=1, max_size=30))
def test_a_plain_spelling_is_read_as_it_would_be_with_care(name: str, texts: list[str | None]) -> None:
    column = pl.Series("c", texts, dtype=pl.String)
    quickly = PARSERS[name](column)
    with pytest.MonkeyPatch.context() as patch:
        for module in (text_values, number_values):
            patch.setattr(module, "by_text", lambda texts, read, kind, _=None: parsing.by_text(texts, read, kind))
        carefully = PARSERS[name](column)
    assert quickly.values.to_list() == carefully.values.to_list()
    assert quickly.errors.to_list() == carefully.errors.to_list()
    assert quickly.values.dtype == carefully.values.dtype


LINES = st.lists(
    st.one_of(
        st.text("ab,;\"'\r\n \t\x00\u2028\x0b\x85ü", max_size=24),
        st.lists(st.text('ab "', max_size=5), min_size=1, max_size=5).map(",".join),
        st.lists(st.text("ab,\n\r", max_size=5).map(lambda cell: f'"{cell}"'), min_size=1, max_size=4).map(",".join),
        st.sampled_from(["", "a,b,c", '"a","b",c', "a" * 70, '"open', ",,", "x,y,z,,"]),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(1, 7), st.integers(1, 60))
def test_rows_read_in_blocks_are_those_read_one_by_one(lines: list[str], end: str, size: int, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_text(end.join(["a,b,c", *lines]), encoding="utf-8", newline="")
        patch.setattr("services.tabular.delimited._BLOCK", block)
        quickly = read(path, size)
        patch.setattr(DelimitedText, "_at_once", lambda *_: None)
        assert quickly == read(path, size)
        patch.setattr("services.tabular.delimited._BLOCK", 1 << 18)
        assert quickly == read(path, size)


def read(path: Path, size: int) -> object:
    try:
        table = DelimitedText(path, Limits(line_characters=60), ",")
        frames = list(table.frames(1, 3, size))
        assert all(frame.height == size for frame in frames[:-1])
        return table.head(), [row for frame in frames for row in frame.rows()]
    except Invalid as refused:
        return refused.fields
