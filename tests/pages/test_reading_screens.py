"""The screens of readings: the list with its filters, the form, and the decision about a suspect reading."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from components import session
from components.screens import ACCOUNT, READING, READINGS
from services import metering, sign_in
from services.metering import NewReading, RecordReading
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.builders import PASSWORD
from tests.screens import opened, seen
from tests.town import Town


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town whose meter M-A-1 has eight readings; looked at by its clerk."""
    made = town.town()
    with begin(made.here.admin) as work:
        months = [date(2026, number, 1) for number in range(1, 8)]
        metering.add_readings(work, [NewReading("M-A-1", each, each, Decimal(7), "RESIDENTIAL_SINGLE") for each in months])
    look_as(made.clerk, monkeypatch)
    yield made


def look_as(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_in.sign_in(actor.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)


def suspect(place: Town) -> int:
    with begin(place.here.admin) as work:
        return metering.record(work, RecordReading("M-A-1", Decimal(90), date(2026, 9, 3), uuid4())).reading_id


def test_the_list_is_narrowed_by_state_source_class_and_place(place: Town) -> None:
    suspect(place)
    for address, count in (
        ({"status": "suspect"}, "1 reading"),
        ({"period": "2026-08"}, "2 readings"),
        ({"q": "M-B"}, "1 reading"),
        ({"customer_class": "RESIDENTIAL_SINGLE", "source": "actual"}, "10 readings"),
        ({"area": str(place.here.ward_b)}, "1 reading"),
    ):
        assert f">{count}<" in seen(opened(READINGS.link(**address))), address


@pytest.mark.parametrize(
    "address",
    [{"period": "2026-13"}, {"status": "zzz"}, {"area": "x"}, {"account": "abc"}, {"meter": "<b>"}, {"after": "damaged"}],
)
def test_a_made_up_filter_is_answered_in_a_sentence(place: Town, address: dict[str, str]) -> None:
    shown = seen(opened(READINGS.link(**address)))
    assert "went wrong" not in shown
    assert "su-say su-bad" in shown or "There is no" in shown


def test_a_reading_is_recorded_and_a_wrong_one_is_told_below_its_field(place: Town) -> None:
    shown = opened(READINGS.link())
    shown.text_input[0].input("M-A-1")
    shown.text_input[1].input("a lot")
    shown.button[0].click().run()
    assert "is not a quantity" in seen(shown)
    assert shown.text_input[0].value == "M-A-1"
    shown.text_input[1].input("7.5")
    shown.button[0].click().run()
    assert "Recorded 7.5 CCF" in seen(shown)
    with begin(place.clerk) as work:
        assert metering.page(work, ListQuery()).count == 10


def test_a_suspect_reading_is_decided_on_its_page(place: Town) -> None:
    reading_id = suspect(place)
    shown = opened(READING.link(reading=reading_id))
    assert "is above" in seen(shown)
    shown.radio[0].set_value(metering.Decision.ACCEPT)
    shown.button[0].click().run()
    assert "Say what you looked at" in seen(shown)
    shown.text_input[1].input("Called, it is right")
    shown.button[0].click().run()
    assert "Accepted the reading of meter M-A-1" in seen(shown)
    with begin(place.clerk) as work:
        assert metering.get(work, reading_id).status == "accepted"


def test_who_may_not_decide_sees_the_reading_without_the_form(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    reading_id = suspect(place)
    look_as(builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,)), monkeypatch)
    shown = opened(READING.link(reading=reading_id))
    assert "is above" in seen(shown)
    assert not shown.button
    look_as(builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["B-1"]), monkeypatch)
    assert "There is no reading" in seen(opened(READING.link(reading=reading_id)))


@pytest.mark.parametrize("made_up", ["0", "x", "999999999999999999999999"])
def test_a_made_up_reading_is_answered_in_a_sentence(place: Town, made_up: str) -> None:
    assert "There is no reading" in seen(opened(f"/reading?reading={made_up}"))


def test_the_use_of_an_account_is_drawn_only_when_it_is_asked_for(place: Town) -> None:
    account_id = place.account_ids["A-1"]
    shown = opened(ACCOUNT.link(account=account_id))
    assert "Show as a chart" in seen(shown)
    assert not shown.get("plotly_chart")
    shown = opened(ACCOUNT.link(account=account_id, chart="use"))
    assert "Is more used than usual?" in seen(shown)
    assert shown.get("plotly_chart")
