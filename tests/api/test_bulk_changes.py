"""Bulk changes through the REST face: looked at, made once, read row by row, undone."""

import csv
import io
from uuid import uuid4

import pytest

from services import bulk_changes
from services.permissions import Role
from tests import builders, town
from tests.api.talking import as_browser, as_program, error_of
from tests.town import Town

ADDRESS = "/api/v1/bulk-changes"


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def body(**more: object) -> dict[str, object]:
    rows = {"all": True, "filters": {"status": "listed"}}
    return {"noun": "units", "action": {"kind": "status", "values": {"status": "billed"}}, "rows": rows, **more}


def test_a_change_is_looked_at_made_read_and_undone(place: Town) -> None:
    talk = as_program(place.clerk)
    preview = talk.post(f"{ADDRESS}/preview", json=body()).json()
    assert (preview["total"], preview["changed"], preview["samples"][0]["ref"]) == (5, 5, "U-A-1")
    order = body(reason="Bills went out", expected=5, client_uuid=str(uuid4()))
    made, again = talk.post(ADDRESS, json=order), talk.post(ADDRESS, json=order)
    assert (made.status_code, again.status_code) == (202, 202)
    change_id = made.json()["change_id"]
    assert again.json()["change_id"] == change_id
    bulk_changes.run(place.clerk, change_id)
    seen = talk.get(f"{ADDRESS}/{change_id}").json()
    assert (seen["status"], seen["changed_count"], seen["words"]) == ("done", 5, "state becomes billed")
    assert [row["change_id"] for row in talk.get(ADDRESS, params={"noun": "units"}).json()["rows"]] == [change_id]
    answer = as_browser(place.clerk).get(f"{ADDRESS}/{change_id}/rows")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["ref"], row["before"], row["after"]) for row in rows][:1] == [("U-A-1", "listed", "billed")]
    assert talk.post(f"{ADDRESS}/{change_id}/undo").status_code == 202
    bulk_changes.run(place.clerk, change_id)
    assert talk.get(f"{ADDRESS}/{change_id}").json()["undone_count"] == 5


def test_what_cannot_be_is_refused_in_a_sentence(place: Town) -> None:
    talk = as_program(place.clerk)
    assert "client_uuid" in error_of(talk.post(ADDRESS, json=body(reason="Bills went out")), 422)["fields"]
    stale = body(reason="Bills went out", expected=4, client_uuid=str(uuid4()))
    assert "Look again" in error_of(talk.post(ADDRESS, json=stale), 409)["message"]
    short = body(reason="no", client_uuid=str(uuid4()))
    assert "reason" in error_of(talk.post(ADDRESS, json=short), 422)["fields"]
    bills = {"noun": "bills", "action": {"kind": "delete"}, "rows": {"all": True}}
    assert "never deleted" in error_of(talk.post(f"{ADDRESS}/preview", json=bills), 422)["fields"]["action"]
    wrong = body(rows={"all": True, "filters": {"colour": "red"}})
    assert "colour" in error_of(talk.post(f"{ADDRESS}/preview", json=wrong), 422)["fields"]
    nothing = body(rows={})
    assert "ids" in error_of(talk.post(f"{ADDRESS}/preview", json=nothing), 422)["fields"]
    office = as_program(builders.person(place.here, Role.OPERATIONS))
    error_of(office.post(f"{ADDRESS}/preview", json={**bills, "action": {"kind": "hold"}}), 403)
