"""The archive and retention through the interface."""

import pytest

from services import archives
from services.permissions import Role
from tests import builders
from tests.api.talking import as_program, error_of
from tests.services.archives.old_town import old_town, places
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    return old_town()


def test_months_are_archived_read_and_brought_back(place: Town) -> None:
    talk = as_program(builders.person(place.here, Role.HEAD_ADMINISTRATOR))
    found = talk.get("/api/v1/archive/preview", params={"older_than": 24}).json()
    assert (found["bill_count"], found["line_count"], found["demand"]) == (7, 7, "4400.00")
    assert [each["period"] for each in found["months"]] == ["2014-01", "2014-02", "2014-03"]
    error_of(talk.post("/api/v1/archive/moves", json={"older_than": 24, "expected": 6}), 409)
    begun = talk.post("/api/v1/archive/moves", json={"older_than": 24, "expected": 7})
    assert begun.status_code == 202, begun.text
    move = begun.json()["move_id"]
    archives.run(place.here.admin, move)
    assert talk.get(f"/api/v1/archive/moves/{move}").json()["sentence"] == "Archived 7 bills with 7 lines of 3 months."
    assert [each["bill_count"] for each in talk.get("/api/v1/archive/months").json()] == [2, 2, 3]

    bill = talk.get("/api/v1/bills/201401-0000001").json()
    assert (bill["bill"]["is_archived"], len(bill["lines"]), bill["paid"]) == (True, 1, "300.00")
    for archived, count in (("yes", 7), ("no", 9), ("all", 16)):
        rows = talk.get("/api/v1/bills", params={"archived": archived}).json()["rows"]
        assert len(rows) == count
        assert {each["is_archived"] for each in rows} == {"yes": {True}, "no": {False}, "all": {True, False}}[archived]

    back = talk.post("/api/v1/archive/returns", json={"period": "2014-01"})
    archives.run(place.here.admin, back.json()["move_id"])
    assert places(place) == (12, 12, 4, 4)
    assert "not in the archive" in error_of(talk.post("/api/v1/archive/returns", json={"period": "2013-01"}), 409)["message"]
    assert "period" in error_of(talk.post("/api/v1/archive/returns", json={"period": "tomorrow"}), 422)["fields"]


def test_rules_of_retention_are_read_set_and_applied(place: Town) -> None:
    talk = as_program(builders.person(place.here, Role.HEAD_ADMINISTRATOR))
    rules = {each["kind"]: each for each in talk.get("/api/v1/retention").json()}
    assert (rules["audit"]["keep_days"], rules["audit"]["fewest_days"], rules["audit"]["due"]) == (2557, 730, 0)
    assert talk.put("/api/v1/retention", json={"kind": "sessions", "days": 3}).json()["keep_days"] == 3
    assert "days" in error_of(talk.put("/api/v1/retention", json={"kind": "audit", "days": 3}), 422)["fields"]
    error_of(talk.put("/api/v1/retention", json={"kind": "bills", "days": 3}), 404)
    assert talk.post("/api/v1/retention/runs").status_code == 202
    assert talk.get("/api/v1/retention/runs").json() == []
