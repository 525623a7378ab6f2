"""Duplicates through the interface: looked for, listed with reasons, merged or dismissed under a mark."""

import pytest

from tests.api.talking import as_program, error_of
from tests.services.change_requests.register import Register, register

ADDRESS = "/api/v1/duplicates"


@pytest.fixture
def place(database: object) -> Register:
    return register()


def test_pairs_are_found_merged_and_dismissed(place: Register) -> None:
    office = as_program(place.operations)
    assert office.post(f"{ADDRESS}/look", json={"area_id": place.here.ward_a}).json() == {
        "unit_count": 3, "open_count": 3, "new_count": 3, "gone_count": 0
    }  # fmt: skip
    rows = office.get(ADDRESS, params={"because": "position", "area": place.here.ward_a}).json()["rows"]
    assert {tuple(row["reasons"]) for row in rows} == {("position", "name")}
    by_units = {(row["unit_code"], row["other_code"]): f"{ADDRESS}/{row['pair_id']}" for row in rows}
    first, second = by_units["U-1", "U-2"], by_units["U-1", "U-3"]
    mark = office.get(first).json()["mark"]
    office.patch(f"/api/v1/units/{place.unit_ids['U-1']}", json={"address": "House 7"})
    error_of(office.post(f"{first}/merge", json={"keep": "second", "mark": mark}), 409)
    merged = office.post(f"{first}/merge", json={"keep": "second"}).json()
    assert (merged["pair"]["status"], merged["unit"]["merged_into"]) == ("merged", place.unit_ids["U-2"])
    assert "has merged it" in error_of(office.post(f"{first}/dismiss", json={"reason": "No"}), 409)["message"]
    error_of(office.get(second), 404)
    third = by_units["U-2", "U-3"]
    assert office.post(f"{third}/dismiss", json={"reason": "Two gates"}).json()["pair"]["reason"] == "Two gates"
    assert office.get(ADDRESS).json()["rows"] == []
    assert list(error_of(office.get(ADDRESS, params={"because": "smell"}), 422)["fields"]) == ["because"]
