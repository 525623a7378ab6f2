"""Every list of the REST face: pages by cursor, filters, and one record from each."""

from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from tests import town
from tests.api.talking import as_program, error_of
from tests.town import Town


@pytest.fixture(scope="module")
def place(shared_database: object) -> Town:
    made = town.town()
    town.bill(made)
    town.pay(made, "A-1", "100.00")
    town.review(made, town.NEXT)
    return made


@pytest.fixture
def talk(place: Town) -> TestClient:
    return as_program(place.clerk)


LISTS = {
    "areas": "name",
    "units": "code",
    "accounts": "code",
    "readings": "reading_id",
    "bills": "bill_no",
    "payments": "receipt_no",
    "bill-runs": "run_id",
    "billing-cycles": "code",
    "tariffs": "code",
}


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_leads_forward_and_back_over_every_row_once(talk: TestClient, noun: str) -> None:
    whole = talk.get(f"/api/v1/{noun}", params={"size": 200}).json()
    keys = [row[LISTS[noun]] for row in whole["rows"]]
    assert keys
    assert set(whole) == {"rows", "next", "previous", "count", "is_capped"}
    assert (whole["next"], whole["previous"], whole["count"], whole["is_capped"]) == (None, None, len(keys), False)
    seen, page = [], talk.get(f"/api/v1/{noun}", params={"size": 1}).json()
    pages = [page]
    while page["next"]:
        page = talk.get(f"/api/v1/{noun}", params={"size": 1, "after": page["next"]}).json()
        pages.append(page)
    for page in pages:
        seen += [row[LISTS[noun]] for row in page["rows"]]
    assert seen == keys
    back = pages[-1]
    for earlier in reversed(pages[:-1]):
        back = talk.get(f"/api/v1/{noun}", params={"size": 1, "before": back["previous"]}).json()
        assert back["rows"] == earlier["rows"]


def test_a_unit_comes_with_its_bills_the_newest_first(place: Town, talk: TestClient) -> None:
    body = talk.get(f"/api/v1/units/{place.unit_ids['A-2']}").json()
    assert body["unit"]["code"] == "U-A-2"
    assert body["unit"]["size_marla"] == "8.00"
    assert [(row["period"], row["status"], row["demand"]) for row in body["bills"]["rows"]] == [
        ("2026-09", "draft", "500.00"),
        ("2026-08", "issued", "500.00"),
    ]


def test_a_bill_says_why_it_is_what_it_is(talk: TestClient) -> None:
    listed = talk.get("/api/v1/bills", params={"period": "2026-08", "search": "A-1"}).json()["rows"]
    body = talk.get(f"/api/v1/bills/{listed[0]['bill_no']}").json()
    assert (body["bill"]["demand"], body["bill"]["outstanding"], body["paid"]) == ("300.00", "200.00", "100.00")
    (line,) = body["lines"]
    assert (line["component"], line["quantity"], line["amount"]) == ("sanitation", "1.000", "300.00")
    assert [each["amount"] for each in body["payments"]] == ["100.00"]


def test_bills_are_filtered_by_area_status_and_run(place: Town, talk: TestClient) -> None:
    in_b = talk.get("/api/v1/bills", params={"area": place.here.ward_b, "period": "2026-08"}).json()
    assert sorted(row["account_code"] for row in in_b["rows"]) == ["B-1", "B-2"]
    drafts = talk.get("/api/v1/bills", params={"status": "draft"}).json()
    assert {row["period"] for row in drafts["rows"]} == {"2026-09"}


def test_areas_count_what_lies_below_them(place: Town, talk: TestClient) -> None:
    (root,) = talk.get("/api/v1/areas").json()["rows"]
    assert (root["code"], root["unit_count"], root["account_count"]) == ("SHW", 5, 5)
    wards = talk.get("/api/v1/areas", params={"parent": place.here.district, "search": "ward b"}).json()["rows"]
    assert [(ward["name"], ward["unit_count"]) for ward in wards] == [("Ward B", 2)]


def test_a_tariff_shows_its_version_in_words_and_prices_like_a_bill(place: Town, talk: TestClient) -> None:
    tariff = talk.get("/api/v1/tariffs/sanitation").json()
    version_id = tariff["versions"][0]["version_id"]
    assert version_id == place.version_id
    words = talk.get(f"/api/v1/tariffs/versions/{version_id}").json()
    assert any("Rs 500" in sentence for sentence in words["sentences"])
    question = {
        "period": "2026-08",
        "attributes": {"category": "residential", "settlement": "urban", "size_marla": 12},
    }
    answer = talk.post(f"/api/v1/tariffs/versions/{version_id}/price", json=question).json()
    assert (Decimal(answer["total"]), answer["uncovered"], len(answer["lines"])) == (Decimal(1000), None, 1)


def test_me_says_who_and_what_may_be_done(place: Town, talk: TestClient) -> None:
    me = talk.get("/api/v1/me").json()
    assert (me["username"], me["role"], me["organization_code"]) == (place.clerk.username, "billing", place.here.code)
    assert "payment.record" in me["permissions"]
    assert "bill_run.approve" not in me["permissions"]


def test_what_a_list_does_not_know_is_refused_by_name(talk: TestClient) -> None:
    refusal = error_of(talk.get("/api/v1/units", params={"categry": "residential"}), 422)
    assert refusal["fields"] == {"categry": "This is not known here; /api/docs lists what is."}
