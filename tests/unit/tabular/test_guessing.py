"""Columns are told by their names."""

from services.tabular import Wanted, guess

UNITS = [
    Wanted("code", "Unit code", ["unit no", "house id", "code"]),
    Wanted("holder_name", "Consumer name", ["name", "owner", "نام"]),
    Wanted("phone", "Phone", ["mobile", "contact number"]),
    Wanted("size_marla", "Size in marla", ["size", "marla"]),
    Wanted("address", "Address", []),
]


def test_names_synonyms_and_slips_are_told() -> None:
    found = guess(["UNIT_CODE", "Owner", "Mobile.", "Adress", "Plot"], [], UNITS)
    assert found == {"code": 0, "holder_name": 1, "phone": 2, "address": 3}


def test_a_name_goes_before_a_synonym_and_no_column_is_taken_twice() -> None:
    assert guess(["Name", "Consumer Name"], [], UNITS) == {"holder_name": 1}
    assert guess(["Size"], [], [Wanted("a", "Size"), Wanted("b", "Size")]) == {"a": 0}


def test_an_empty_column_gives_way() -> None:
    assert guess(["mobile", "contact number"], [[None, "0300"], [None, "0301"]], UNITS) == {"phone": 1}


def test_short_names_and_numbers_are_not_mistaken() -> None:
    assert guess(["Sizes", "Phone 2", "Cod"], [], [Wanted("p1", "Phone 1"), Wanted("x", "Coda")]) == {}


def test_urdu_names_are_told() -> None:
    assert guess(["نام"], [], UNITS) == {"holder_name": 0}
