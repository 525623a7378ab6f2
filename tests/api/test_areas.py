"""The tree of places through the REST face: added to, changed under a mark, refused with the field that is wrong."""

import pytest
from starlette.testclient import TestClient

from services.permissions import Role
from tests import builders
from tests.api.talking import as_program, error_of
from tests.builders import World


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def talk(here: World) -> TestClient:
    return as_program(builders.person(here, Role.HEAD_ADMINISTRATOR))


def test_an_area_is_added_read_and_changed_under_its_mark(here: World, talk: TestClient) -> None:
    new = {"parent": here.district, "kind": "union_council", "code": "okr-uc1", "name": "UC 1", "census_households": 900}
    made = talk.post("/api/v1/areas", json=new)
    assert made.status_code == 201
    area, mark = made.json()["area"], made.json()["mark"]
    assert (area["code"], area["parent_id"], area["census_households"]) == ("OKR-UC1", here.district, 900)
    address = f"/api/v1/areas/{area['area_id']}"
    assert talk.get(address).json() == made.json()
    assert [each["name"] for each in made.json()["trail"]] == ["Sahiwal", "Okara", "UC 1"]
    changed = talk.patch(address, json={"name": "Union Council 1", "mark": mark}).json()
    assert (changed["area"]["name"], changed["area"]["census_households"]) == ("Union Council 1", 900)
    assert "changed by somebody else" in error_of(talk.patch(address, json={"name": "X", "mark": mark}), 409)["message"]


def test_what_is_wrong_names_its_field(here: World, talk: TestClient) -> None:
    new = {"parent": here.district, "kind": "ward", "code": "OKR-A", "name": "Ward C"}
    assert error_of(talk.post("/api/v1/areas", json=new), 422)["fields"] == {"code": "The code OKR-A is taken: Ward A has it."}
    assert "parent" in error_of(talk.post("/api/v1/areas", json={**new, "code": "C", "parent": 10**12}), 422)["fields"]
    assert "kind" in error_of(talk.post("/api/v1/areas", json={**new, "code": "C", "kind": "province"}), 422)["fields"]
    address = f"/api/v1/areas/{here.ward_a}"
    assert "kind" in error_of(talk.patch(address, json={"kind": "division"}), 422)["fields"]
    assert "latitude" in error_of(talk.patch(address, json={"latitude": 100, "longitude": 73}), 422)["fields"]
    assert "code" in error_of(talk.patch(address, json={"code": "Z"}), 422)["fields"]


def test_a_move_is_previewed_and_made_under_its_mark(here: World, talk: TestClient) -> None:
    new = {"parent": here.division, "kind": "district", "code": "PAK", "name": "Pakpattan"}
    other = talk.post("/api/v1/areas", json=new).json()["area"]["area_id"]
    address = f"/api/v1/areas/{here.ward_a}/move"
    preview = talk.get(address, params={"parent": other}).json()
    assert (preview["old_parent"]["name"], preview["new_parent"]["name"]) == ("Okara", "Pakpattan")
    assert (preview["size"]["area_count"], preview["losing"], preview["gaining"]) == (1, [], [])
    assert "look again" in error_of(talk.post(address, json={"parent": other, "mark": "old"}), 409)["message"]
    done = talk.post(address, json={"parent": other, "mark": preview["mark"]})
    assert (done.status_code, done.json()["area"]["parent_id"]) == (200, other)
    wrong = error_of(talk.post(f"/api/v1/areas/{other}/move", json={"parent": here.ward_a}), 422)["fields"]
    assert "lies within Pakpattan itself" in wrong["parent"]
    assert "parent" in error_of(talk.post(address, json={}), 422)["fields"]


def test_a_merge_is_previewed_and_made_under_its_mark(here: World, talk: TestClient) -> None:
    builders.account(here, "A-1", here.ward_a)
    address = f"/api/v1/areas/{here.ward_a}/merge/{here.ward_b}"
    preview = talk.get(address).json()
    assert (preview["holdings"], preview["assigned"]) == ({"account_count": 1, "unit_count": 0}, [])
    assert "look again" in error_of(talk.post(address, json={"mark": "old"}), 409)["message"]
    assert talk.post(address, json={"mark": preview["mark"]}).status_code == 200
    assert talk.get(f"/api/v1/areas/{here.ward_a}").json()["area"]["merged_into"] == here.ward_b
    assert [row["name"] for row in talk.get("/api/v1/areas", params={"parent": here.district}).json()["rows"]] == ["Ward B"]
    assert "merged into another" in error_of(talk.post(address, json={}), 409)["message"]
    itself = f"/api/v1/areas/{here.ward_b}/merge/{here.ward_b}"
    assert "into" in error_of(talk.get(itself), 422)["fields"]
