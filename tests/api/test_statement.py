"""The statement through the REST face, as JSON and as a file."""

from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from tests import town
from tests.api.talking import as_browser, as_program, error_of
from tests.town import Town

ADDRESS = "/api/v1/accounts/A-1/statement"
SPAN = {"from": "2020-01-01", "to": "2030-12-31"}


@pytest.fixture(scope="module")
def place(shared_database: object) -> Town:
    made = town.town()
    town.bill(made)
    town.pay(made, "A-1", "100.00")
    return made


@pytest.fixture
def talk(place: Town) -> TestClient:
    return as_program(place.clerk)


def test_a_statement_adds_up(talk: TestClient) -> None:
    found = talk.get(ADDRESS, params=SPAN).json()
    amounts = [Decimal(entry["amount"]) for entry in found["entries"]]
    assert Decimal(found["opening"]) + sum(amounts) == Decimal(found["closing"]) == 200
    assert (found["account_code"], found["from"], found["to"]) == ("A-1", "2020-01-01", "2030-12-31")
    assert {total["kind"] for total in found["totals"]} == {"demand", "payment", "allocation"}


def test_the_file_downloads_with_the_session_of_a_browser(place: Town) -> None:
    answer = as_browser(place.clerk).get(ADDRESS, params={**SPAN, "format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="statement-A-1-2020-01-01-2030-12-31.csv"'
    lines = answer.text.splitlines()
    assert lines[0].startswith("date,kind,bill_no")
    assert len(lines) == 2 + 1 + 3


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "2026-13-40"}, "from"),
        ({"from": "2026-09-30", "to": "2026-09-01"}, "from"),
        ({"to": "soon"}, "to"),
        ({"format": "pdf"}, "format"),
        ({"since": "2026-01-01"}, "since"),
    ],
)
def test_bad_questions_are_refused_by_their_field(talk: TestClient, params: dict[str, str], field: str) -> None:
    assert list(error_of(talk.get(ADDRESS, params=params), 422)["fields"]) == [field]


def test_an_account_that_is_not_there_is_not_found(talk: TestClient) -> None:
    error_of(talk.get("/api/v1/accounts/NO-SUCH/statement"), 404)
