"""The screen of the statement: its days in the address, its figures, and what it says of a bad address."""

from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from components.screens import ACCOUNT, STATEMENT
from services import sign_in
from services.permissions import Role
from services.work import Actor
from tests import builders, town
from tests.builders import PASSWORD
from tests.money import pay
from tests.screens import opened, seen
from tests.town import Town


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A billed town, looked at by its clerk; A-1 paid Rs 100 of its 300."""
    made = town.town()
    town.bill(made)
    pay(made.here, "A-1", "100")
    look_as(made.clerk, monkeypatch)
    yield made


def look_as(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_in.sign_in(actor.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)


def statement(place: Town, code: str = "A-1", **span: str) -> AppTest:
    return opened(STATEMENT.link(account=place.account_ids[code], **span))


def test_a_statement_shows_its_days_figures_and_every_entry(place: Town) -> None:
    shown = seen(statement(place, **{"from": "2020-01-01", "to": "2030-12-31"}))
    for text in ("Opening balance", "Rs 300", "Rs 100", "Rs 200", "1 Jan 2020", "31 Dec 2030", "Matched", "Payment R-"):
        assert text in shown or text.replace("R-", "") in shown, text
    assert 'value="2020-01-01"' in shown
    assert "/api/v1/accounts/A-1/statement?from=2020-01-01&amp;to=2030-12-31&amp;format=csv" in shown
    assert place.here.admin.organization in shown


def test_matchings_can_be_left_out(place: Town) -> None:
    shown = seen(statement(place, **{"from": "2020-01-01", "to": "2030-12-31", "entries": "moving"}))
    assert "Matched" not in shown
    assert "Show matchings too" in shown


def test_without_days_the_last_twelve_months_are_shown(place: Town) -> None:
    shown = seen(statement(place))
    assert "Last 12 months" in shown
    assert "Opening balance" in shown


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        ({"from": "2026-13-40"}, "is not a day"),
        ({"to": "yesterday"}, "is not a day"),
        ({"from": "2026-09-30", "to": "2026-09-01"}, "swap the two days"),
        ({"from": "<script>alert(1)</script>"}, "is not a day"),
        ({"from": "9999-99-99"}, "is not a day"),
    ],
)
def test_a_bad_span_is_answered_in_a_sentence_beside_the_way_to_choose_another(
    place: Town, span: dict[str, str], sentence: str
) -> None:
    shown = seen(statement(place, **span))
    assert sentence in shown
    assert "<script>" not in shown
    assert 'name="from"' in shown
    assert "Opening balance" not in shown


@pytest.mark.parametrize("made_up", ["0", "abc", "999999999999999999999999"])
def test_a_made_up_account_is_answered_in_a_sentence(place: Town, made_up: str) -> None:
    assert "There is no account" in seen(opened(f"/statement?account={made_up}"))


def test_a_consumer_reads_the_own_statement_only(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    look_as(builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"]), monkeypatch)
    assert "Demo A-1" in seen(opened(STATEMENT.link()))
    assert "There is no account" in seen(opened(STATEMENT.link(account=place.account_ids["B-1"])))


def test_the_account_leads_to_its_statement(place: Town) -> None:
    account_id = place.account_ids["A-1"]
    assert STATEMENT.link(account=account_id) in seen(opened(ACCOUNT.link(account=account_id)))


def test_named_spans_hold_whole_months_and_years() -> None:
    from utils.days import PRESETS

    today = date(2026, 3, 31)
    assert {name: span(today) for name, (_, span) in PRESETS.items()} == {
        "this-month": (date(2026, 3, 1), date(2026, 3, 31)),
        "last-month": (date(2026, 2, 1), date(2026, 2, 28)),
        "last-30-days": (date(2026, 3, 2), date(2026, 3, 31)),
        "last-12-months": (date(2025, 4, 1), date(2026, 3, 31)),
        "this-year": (date(2026, 1, 1), date(2026, 12, 31)),
        "last-year": (date(2025, 1, 1), date(2025, 12, 31)),
    }
