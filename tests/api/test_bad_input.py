"""Whatever is sent, the answer is a sentence in the one shape: never a trace, never a 500."""

import base64
import json
import logging
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.errors import LONGEST_BODY
from services import accounts, bills, metering, payments, survey_units
from services.metering import RecordReading
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders, town
from tests.api.talking import APP, as_program, client, error_of
from tests.town import Town
from utils.errors import AppError

LISTS = ("areas", "units", "accounts", "readings", "bills", "payments", "bill-runs", "billing-cycles", "tariffs")
SEARCHED = ("areas", "units", "accounts", "bills", "payments")


@pytest.fixture(scope="module")
def place(shared_database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


@pytest.fixture(scope="module")
def talk(place: Town) -> TestClient:
    return as_program(builders.person(place.here, Role.HEAD_ADMINISTRATOR))


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


BAD_CURSORS = [
    "nonsense",
    "%00",
    "\x00",
    "é",
    "=",
    cursor(),
    cursor(1, 2, 3, 4, 5),
    cursor(None),
    cursor(1.5),
    cursor({"a": 1}),
    cursor([1]),
    cursor(True),
    cursor(10**40),
    cursor(-(10**25), 10**25),
    cursor("a", "b"),
    cursor("a", "b", "c"),
    cursor("9999-99-99", 1, 2),
    cursor("\x00"),
    cursor("\x00", 1),
    cursor("\ud800"),
    cursor("\ud800", 1),
    base64.urlsafe_b64encode(("[" * 1400).encode()).decode(),
    base64.urlsafe_b64encode(b"[1e999]").decode(),
    base64.urlsafe_b64encode(b"[NaN]").decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("noun", LISTS)
def test_a_cursor_that_we_never_gave_is_refused_or_leads_to_a_page(talk: TestClient, noun: str, side: str) -> None:
    for bad in BAD_CURSORS:
        answer = talk.get(f"/api/v1/{noun}", params={side: bad})
        # A cursor of the right shape is a place in the list, whoever made it up.
        if answer.status_code != 200:
            error_of(answer, 422)
    both = talk.get(f"/api/v1/{noun}", params={"after": cursor(1), "before": cursor(1)})
    assert "not both" in error_of(both, 422)["message"]


@pytest.mark.parametrize("noun", LISTS)
def test_a_size_that_is_none_is_refused(talk: TestClient, noun: str) -> None:
    for bad in ("0", "-1", "201", "9" * 40, "9" * 5000, "1.5", "ten", "", "1e3", "\x00", "²"):
        assert "size" in error_of(talk.get(f"/api/v1/{noun}", params={"size": bad}), 422)["fields"]


@pytest.mark.parametrize("noun", SEARCHED)
def test_a_search_takes_any_text_that_can_be_one(talk: TestClient, noun: str) -> None:
    for text in ("'; DROP TABLE bills; --", "%", "_", "\\", "<script>", "\u202e", "𝕏" * 30, "٣٣٣", "²", "202608-9999999999999999",
                 "OFFICE-999999999999999", "000000-0000000", "'" * 80, "\U0010ffff", "\ufffe"):  # fmt: skip
        answer = talk.get(f"/api/v1/{noun}", params={"search": text})
        assert answer.status_code == 200, (text, answer.text)
    for text in ("a\x00b", "x" * 201):
        assert "search" in error_of(talk.get(f"/api/v1/{noun}", params={"search": text}), 422)["fields"]


@pytest.mark.parametrize(
    ("noun", "name", "values"),
    [
        ("bills", "period", ["2026-13", "2026", "0000-01", "9999-12", "yesterday", "2026-09-02", "\x00"]),
        ("bills", "status", ["", "Issued", "1", "issued\x00"]),
        ("bills", "area", ["0", "-1", "abc", str(2**63), "²", "1;2", "9" * 30]),
        ("bills", "run", ["0", str(2**63), "1.5"]),
        ("bills", "account", ["0", "x"]),
        ("bills", "service_kind", ["fire"]),
        ("bills", "sort", ["oldest", "area; drop"]),
        ("bills", "customer_class", ["\x00", "x" * 61]),
        ("units", "category", ["house"]),
        ("units", "area", ["9" * 30, "-5"]),
        ("accounts", "owing", ["maybe"]),
        ("readings", "period", ["2026-00"]),
        ("payments", "month", ["2026-00", "september"]),
        ("payments", "channel", ["barter"]),
        ("bill-runs", "status", ["done"]),
        ("bill-runs", "cycle", ["\x00"]),
        ("areas", "parent", ["0", "x", str(2**70)]),
    ],
)
def test_a_filter_with_a_value_that_makes_no_sense_is_refused_by_name(
    talk: TestClient, noun: str, name: str, values: list[str]
) -> None:
    for value in values:
        answer = talk.get(f"/api/v1/{noun}", params={name: value})
        if value == "" and answer.status_code == 200:
            continue
        assert name in error_of(answer, 422)["fields"], value


@pytest.mark.parametrize("path", sorted({path for path in APP.openapi()["paths"] if "{" in path and "price" not in path}))
def test_an_address_with_an_id_that_is_none_is_refused(talk: TestClient, path: str) -> None:
    method = next(iter(APP.openapi()["paths"][path]))
    for bad in ("0", "-1", "abc", "1.5", str(2**63), "9" * 500, "%00", "a%00b", "%F0%9F%92%A9", "%FF", "1%202", "'--", "²"):
        address = "/api" + path[: path.index("{")] + bad + path[path.index("}") + 1 :]
        answer = talk.request(method, address, json={"reason": "x"} if path.endswith("reverse") else None)
        assert answer.status_code in (404, 422), (bad, answer.text)
        error_of(answer, answer.status_code)


def payment(**changed: object) -> dict[str, object]:
    sent = {"account_code": "A-1", "amount": "10", "channel": "cash", "value_on": "2026-09-01", "client_uuid": str(uuid4())}
    return {**sent, **changed}


BAD_PAYMENTS: list[tuple[str, object]] = [
    ("amount", "0"),
    ("amount", "-5"),
    ("amount", "1.001"),
    ("amount", "1e3"),
    ("amount", "1e999999999"),
    ("amount", "NaN"),
    ("amount", "Infinity"),
    ("amount", "9" * 40),
    ("amount", 10**30),
    ("amount", 0.1),
    ("amount", True),
    ("amount", None),
    ("amount", []),
    ("amount", "١٠"),
    ("amount", "1,000"),
    ("amount", "100000000.01"),
    ("account_code", ""),
    ("account_code", "NOBODY"),
    ("account_code", "A-1\x00"),
    ("account_code", 7),
    ("account_code", "x" * 61),
    ("channel", "barter"),
    ("channel", None),
    ("reference", "a\x00b"),
    ("reference", "x" * 101),
    ("reference", {}),
    ("value_on", "2026-02-30"),
    ("value_on", "2999-01-01"),
    ("value_on", "1999-12-31"),
    ("value_on", "0000-00-00"),
    ("value_on", "2026-09-01T00:00:00"),
    ("value_on", 1700000000),
    ("value_on", "01/09/2026"),
    ("value_on", ""),
    ("client_uuid", "7"),
    ("client_uuid", "\x00"),
    ("client_uuid", 7),
]


@pytest.mark.parametrize(("field", "value"), BAD_PAYMENTS)
def test_a_payment_with_a_bad_field_is_refused_by_its_name(talk: TestClient, field: str, value: object) -> None:
    refusal = error_of(talk.post("/api/v1/payments", json=payment(**{field: value})), 422)
    assert set(refusal["fields"]) == {field}
    assert talk.get("/api/v1/payments").json()["count"] == 0


@pytest.mark.parametrize("field", ["account_code", "reference"])
def test_half_a_character_in_a_body_is_refused(talk: TestClient, field: str) -> None:
    sent = json.dumps(payment(**{field: "HALF"})).replace("HALF", "A\\ud800")
    answer = talk.post("/api/v1/payments", content=sent, headers={"Content-Type": "application/json"})
    assert set(error_of(answer, 422)["fields"]) == {field}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"null", "application/json"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b"\xff\xfe{}", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"amount": ' + b"9" * 5000 + b"}", "application/json"),
        (b"{}", "text/plain"),
        (b"account_code=A-1", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_object_is_refused(talk: TestClient, content: bytes, kind: str) -> None:
    answer = talk.post("/api/v1/payments", content=content, headers={"Content-Type": kind})
    assert answer.status_code in (400, 422), answer.text
    error_of(answer, answer.status_code)


def test_a_body_beyond_the_limit_is_refused_whether_or_not_it_says_its_length(talk: TestClient) -> None:
    big = b'{"reference": "' + b"x" * LONGEST_BODY + b'"}'
    headers = {"Content-Type": "application/json"}
    assert error_of(talk.post("/api/v1/payments", content=big, headers=headers), 413)["code"] == "too_large"
    pieces = (big[start : start + 10_000] for start in range(0, len(big), 10_000))
    assert error_of(talk.post("/api/v1/payments", content=pieces, headers=headers), 413)["code"] == "too_large"


def test_unknown_addresses_and_methods_are_answered_in_the_one_shape(talk: TestClient) -> None:
    for path in ("/api/v1/nothing", "/api/v1", "/api/v2/units", "/api/", "/api/v1/units/"):
        error_of(talk.get(path), 404)
    refused = talk.delete("/api/v1/units")
    assert error_of(refused, 405)["code"] == "method_not_allowed"
    assert "GET" in refused.headers["allow"]


def test_a_misspelt_field_is_refused_instead_of_passed_over(talk: TestClient) -> None:
    refusal = error_of(talk.post("/api/v1/payments", json=payment(refrence="123")), 422)
    assert set(refusal["fields"]) == {"refrence"}


def test_signing_in_with_impossible_texts_is_an_ordinary_refusal(place: Town) -> None:
    talk = client()
    impossible = (("a\x00b", "x"), ("x", "a\x00b"), ("x" * 81, "x"), ("x", "x" * 1001), ("", ""), ("x", 5), (None, None))
    for username, password in impossible:
        assert talk.post("/api/v1/sessions", json={"username": username, "password": password}).status_code == 422
    assert talk.post("/api/v1/sessions", json={"username": "\u202eali", "password": "é" * 100}).status_code == 401


def test_prices_are_tried_with_any_inputs_without_breaking(place: Town, talk: TestClient) -> None:
    address = f"/api/v1/tariffs/versions/{place.version_id}/price"
    good = {"category": "residential", "settlement": "urban", "size_marla": "5"}
    for changed in (
        {"quantity": "-1"}, {"quantity": "999999999999999999"}, {"attributes": {}}, {"attributes": {"size_marla": -3}},
        {"attributes": {**good, "size_marla": "five"}}, {"attributes": {**good, "category": 7}}, {"attributes": {"": ""}},
        {"proration": {"days": 31, "of_days": 30}}, {"proration": {"days": 0, "of_days": 30}}, {"measures": {"x": "1"}},
        {"unit": "gallons", "quantity": "1"}, {"days": 400},
    ):  # fmt: skip
        answer = talk.post(address, json={"period": "2026-08", "attributes": good, **changed})
        assert answer.status_code in (200, 422), (changed, answer.text)
    for changed in ({"attributes": {"a": True}}, {"attributes": {"a": []}}, {"attributes": {"a": "\x00"}}, {"days": 0},
                    {"proration": {"days": 1, "of_days": 0}}, {"period": "2026-13"}, {"period": 5}, {"quantity": 1.5},
                    {"attributes": {"a": 10**400}}, {"attributes": {str(n): 1 for n in range(51)}}):  # fmt: skip
        error_of(talk.post(address, json={"period": "2026-08", **changed}), 422)


def test_an_unforeseen_fault_gives_a_reference_and_keeps_its_trace_for_the_log(
    talk: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret-inside")

    monkeypatch.setattr(accounts, "page", broken)
    with caplog.at_level(logging.ERROR, "suthra.api"):
        answer = talk.get("/api/v1/accounts")
    refusal = error_of(answer, 500)
    assert "secret-inside" not in answer.text
    assert refusal["reference"] in refusal["message"]
    (record,) = [record for record in caplog.records if record.name == "suthra.api"]
    assert refusal["reference"] in record.getMessage()
    assert record.exc_info is not None


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_the_use_cases_themselves_refuse_what_cannot_be_stored(place: Town, text: str) -> None:
    admin = place.here.admin
    tries = (
        lambda work: accounts.find(work, text),
        lambda work: bills.page(work, ListQuery(filters={"customer_class": text})),
        lambda work: metering.page(work, ListQuery(filters={"customer_class": text})),
        lambda work: metering.record(work, RecordReading(text, Decimal(1), builders.NOON.date(), uuid4())),
        lambda work: accounts.add_many(work, [accounts.NewAccount("NEW-1", text, None, place.here.ward_a)]),
        lambda work: accounts.page(work, ListQuery(after=cursor(text))),
        lambda work: survey_units.page(work, ListQuery(before=cursor(text))),
        lambda work: payments.reverse(work, 1, text),
    )
    for attempt in tries:
        with pytest.raises(AppError), begin(admin) as work:
            attempt(work)
