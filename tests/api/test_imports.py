"""A file brought in by a program: uploaded, mapped, checked, run, its errors fetched, and taken back."""

import tomllib

import pytest
from starlette.testclient import TestClient

from api import errors
from api.errors import LONGEST_BODY, LONGEST_FILE
from services import imports
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.api.talking import as_program, error_of
from tests.builders import World
from tests.working import work_until_idle
from utils.settings import ROOT

ROWS = b"Nr,Wer,Wo,CNIC\nn-1,New One,OKR-A,35202-1234567-1\nN-2,New Two,NOWHERE,\n"
WHERE = {"noun": "accounts", "name": "rows.csv"}


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def talk(here: World) -> TestClient:
    return as_program(builders.person(here, Role.HEAD_ADMINISTRATOR))


def test_a_program_brings_a_file_in_and_takes_it_back(database: str, here: World, talk: TestClient) -> None:
    answer = talk.post("/api/v1/imports", params=WHERE, content=ROWS)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert [column["name"] for column in found["columns"]] == ["Nr", "Wer", "Wo", "CNIC"]
    at = f"/api/v1/imports/{found['import_id']}"
    wrong = error_of(talk.put(f"{at}/mapping", json={"mapping": {"holder_name": "c1", "nonsense": "c2"}}), 422)
    assert set(wrong["fields"]) == {"code", "nonsense"}
    mapping = {"code": "c0", "holder_name": "c1", "area": "c2", "cnic": "c3"}
    assert talk.put(f"{at}/mapping", json={"mapping": mapping}).json()["is_checking"]
    work_until_idle()
    checked = talk.get(at).json()
    assert (checked["status"], checked["added_count"], checked["rejected_count"]) == ("validated", 1, 1)
    (problem,) = talk.get(f"{at}/problems").json()
    assert (problem["label"], problem["count"], problem["row_no"]) == ("Area", 1, 3)
    (row,) = talk.get(f"{at}/rows", params={"verdict": "added"}).json()
    assert (row["key"], row["values"]["cnic"]) == ("N-1", "3520212345671")
    assert talk.post(f"{at}/start").status_code == 202
    work_until_idle()
    assert talk.get(at).json()["status"] == "partial"
    left = talk.get(f"{at}/errors").json()
    assert "N-2,New Two,NOWHERE" in talk.get(left["href"]).text
    assert [each["import_id"] for each in talk.get("/api/v1/imports", params={"noun": "accounts"}).json()["rows"]] == [
        found["import_id"]
    ]
    assert talk.post(f"{at}/roll-back").status_code == 202
    work_until_idle()
    assert talk.get(at).json()["status"] == "rolled_back"
    error_of(talk.get("/api/v1/accounts/1"), 404)


def test_a_file_may_be_as_long_as_on_the_screen_and_nothing_else_may(
    here: World, talk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] * 1024 * 1024 == LONGEST_FILE
    many = b"Account,Consumer,Area\n" + b"".join(b"N-%06d,New,OKR-A\n" % n for n in range(20_000))
    assert len(many) > LONGEST_BODY
    assert talk.post("/api/v1/imports", params=WHERE, content=many).status_code == 201
    monkeypatch.setattr(errors, "UPLOADS", (("/v1/imports", len(many) - 1),))
    assert f"{len(many) - 1:,}" in error_of(talk.post("/api/v1/imports", params=WHERE, content=many), 413)["message"]
    refused = error_of(talk.put("/api/v1/imports/1/mapping", content=many), 413)
    assert f"{LONGEST_BODY:,}" in refused["message"]


def test_what_is_no_table_and_what_is_no_noun_is_refused_with_a_sentence(here: World, talk: TestClient) -> None:
    assert "file" in error_of(talk.post("/api/v1/imports", params=WHERE, content=b""), 422)["fields"]
    assert "noun" in error_of(talk.post("/api/v1/imports", params=WHERE | {"noun": "castles"}, content=ROWS), 422)["fields"]


def test_who_may_not_bring_staff_in_does_not_even_fill_the_disk(here: World) -> None:
    clerk = as_program(builders.person(here, Role.BILLING))
    error_of(clerk.post("/api/v1/imports", params={"noun": "staff", "name": "s.csv"}, content=ROWS), 403)
    assert {each["name"] for each in clerk.get("/api/v1/imports/nouns").json()} == {
        "units", "accounts", "readings", "payments", "opening_balances", "earlier_bills"}  # fmt: skip
    with begin(here.admin) as work:
        assert {noun.name for noun in imports.nouns(work)} == set(imports.ImportNoun)


