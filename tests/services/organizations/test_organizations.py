"""Setting up organizations side by side."""

import pytest

from services import organizations
from utils.errors import Conflict, Invalid, NotFound


def test_an_organization_is_found_by_its_code_and_a_wrong_code_names_the_right_ones(database: object) -> None:
    organizations.create("okara", "Okara")
    assert organizations.find("okara").name == "Okara"
    with pytest.raises(NotFound, match="okara"):
        organizations.find("okra")


def test_a_code_is_given_once(database: object) -> None:
    organizations.create("twice", "One")
    with pytest.raises(Conflict):
        organizations.create("twice", "Two")


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"code": "Has Space"}, "code"), ({"name": " "}, "name"), ({"currency": "rupees"}, "currency"),
     ({"time_zone": "Mars/Olympus"}, "time_zone")],
)  # fmt: skip
def test_wrong_values_are_refused_by_field(database: object, changed: dict[str, str], field: str) -> None:
    values = {"code": "fine", "name": "Fine", "currency": "PKR", "time_zone": "Asia/Karachi"}
    with pytest.raises(Invalid) as refused:
        organizations.create(**values | changed)
    assert list(refused.value.fields) == [field]
