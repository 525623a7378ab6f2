"""The screen of a unit: its parts, what it costs this month in words, its map and history, and the form that changes it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from components.screens import ACCOUNT, READINGS, UNIT
from services import accounts, audit, sign_in, survey_units
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, records, town
from tests.builders import PASSWORD
from tests.screens import opened, seen
from tests.services.bulk_changes.changing import chosen, made
from tests.town import Town


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A billed town, looked at by its clerk."""
    made = town.town()
    town.bill(made)
    look_as(made.clerk, monkeypatch)
    yield made


def look_as(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_in.sign_in(actor.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)


def unit(place: Town, code: str = "A-1", **params: str) -> AppTest:
    return opened(UNIT.link(unit=place.unit_ids[code], **params))


def test_a_unit_says_what_it_costs_this_month_and_why(place: Town) -> None:
    shown = seen(unit(place))
    assert "Costs this month" in shown
    assert "Residential, urban, up to 5 marla: Rs 300 per month" in shown
    assert "version 1" in shown


def test_only_the_part_that_is_asked_for_is_read(place: Town) -> None:
    shown = seen(unit(place, part="payments"))
    assert "No payment has come in yet." in shown
    assert "What it costs this month" not in shown
    assert "There is no bill yet" not in shown


@pytest.mark.parametrize("part", ["overview", "bills", "payments", "readings", "map", "history", "edit", "zzz", "<b>"])
def test_every_part_of_the_page_opens(place: Town, part: str) -> None:
    shown = seen(unit(place, part=part))
    assert "Unit U-A-1" in shown
    assert "went wrong" not in shown
    assert "<b>" not in shown.replace("<b>Sta", "") or part != "<b>"


def test_readings_lead_to_the_list_of_their_period(place: Town) -> None:
    shown = seen(unit(place, part="readings"))
    link = READINGS.link(account=place.account_ids["A-1"], period="2026-08").replace("&", "&amp;")
    assert link in shown
    assert "M-A-1" in seen(opened(READINGS.link(account=place.account_ids["A-1"], period="2026-08")))
    assert "readings" not in seen(unit(place, "A-2")).split("su-tabs")[1].split("</nav>")[0]


def test_the_map_shows_the_premises_around_and_opens_the_map_of_the_phone(place: Town) -> None:
    shown = seen(unit(place, part="map"))
    assert 'data-geo="30.80000,73.40000"' in shown
    assert "U-A-2" in shown
    assert "U-B-1" not in shown
    assert "OpenStreetMap" in shown


def test_a_consumer_sees_the_own_unit_without_neighbours_history_or_form(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    look_as(builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"]), monkeypatch)
    shown = seen(unit(place, part="map"))
    assert "U-A-2" not in shown
    shown = seen(unit(place, part="edit"))
    assert "What it costs this month" in shown
    assert "There is no unit" in seen(unit(place, "B-1"))


def edit(place: Town) -> AppTest:
    return unit(place, part="edit")


def field(shown: AppTest, label: str) -> object:
    return next(each for each in [*shown.text_input, *shown.selectbox] if each.label == label)


def test_a_change_is_saved_and_reads_field_by_field_in_the_history(place: Town) -> None:
    shown = edit(place)
    field(shown, "Address").input("House 9, Canal Road")  # pyright: ignore
    field(shown, "Size, marla").input("8")  # pyright: ignore
    next(each for each in shown.button if each.label == "Save").click().run()
    with begin(place.clerk) as work:
        saved = survey_units.get(work, place.unit_ids["A-1"])
        (row,) = audit.history_of(work, "unit U-A-1")
    assert (saved.address, saved.size_marla) == ("House 9, Canal Road", 8)
    assert (row.before["address"], row.after["address"]) == ("House 1", "House 9, Canal Road")
    history = seen(unit(place, part="history"))
    assert "Address: <s>House 1</s>" in history
    assert "<b>House 9, Canal Road</b>" in history


def test_a_wrong_field_is_told_below_it_and_what_was_typed_stays(place: Town) -> None:
    shown = edit(place)
    field(shown, "Address").input("")  # pyright: ignore
    field(shown, "Size, marla").input("-4")  # pyright: ignore
    next(each for each in shown.button if each.label == "Save").click().run()
    said = seen(shown)
    assert "Say where the premises are." in said
    assert "more than 0" in said
    assert field(shown, "Size, marla").value == "-4"  # pyright: ignore
    field(shown, "Latitude").input("north")  # pyright: ignore
    next(each for each in shown.button if each.label == "Save").click().run()
    assert "is not a number" in seen(shown)


def test_a_change_by_somebody_else_meanwhile_is_told_and_nothing_typed_is_lost(place: Town) -> None:
    shown = edit(place)
    with begin(place.here.admin) as work:
        survey_units.change(work, place.unit_ids["A-1"], {"address": "House 2"})
    field(shown, "Address").input("House 3")  # pyright: ignore
    next(each for each in shown.button if each.label == "Save").click().run()
    said = seen(shown)
    assert "changed by somebody else" in said
    assert "Address is now “House 2”; you saw “House 1”." in said
    assert field(shown, "Address").value == "House 3"  # pyright: ignore
    next(each for each in shown.button if each.label == "Save").click().run()
    with begin(place.clerk) as work:
        assert survey_units.get(work, place.unit_ids["A-1"]).address == "House 3"


def test_an_account_is_changed_on_its_page(place: Town) -> None:
    account_id = place.account_ids["A-1"]
    shown = opened(ACCOUNT.link(account=account_id))
    field(shown, "Consumer").input("Demo Widow")  # pyright: ignore
    field(shown, "Phone").input("0300-0012345")  # pyright: ignore
    next(button for button in shown.button if button.label == "Save").click().run()
    with begin(place.clerk) as work:
        account = accounts.get(work, account_id)
    assert (account.holder_name, account.phone) == ("Demo Widow", "923000012345")
    assert "Saved account A-1: consumer, phone." in seen(shown)


def test_a_part_nobody_may_open_is_not_offered(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    look_as(replace(builders.person(place.here, Role.SUPPORT), area_ids=None), monkeypatch)
    shown = seen(unit(place))
    assert "part=edit" not in shown
    assert "part=history" not in shown


def test_a_merged_unit_leads_to_the_one_that_remains_and_offers_nothing_that_is_refused(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_as(builders.person(place.here, Role.HEAD_ADMINISTRATOR), monkeypatch)
    merged_id = records.merged_of(place, "A-1")
    shown = seen(opened(UNIT.link(unit=merged_id)))
    assert "was a duplicate and was merged into" in shown
    remaining = seen(unit(place))
    for offer in ("part=edit", "Plan a visit", "Propose a change"):
        assert (offer in shown, offer in remaining) == (False, True), offer


def test_what_was_deleted_says_so_and_an_account_keeps_what_happened_on_it(place: Town) -> None:
    town.pay(place, "A-1", "300")
    for noun, record_id in (("units", place.unit_ids["A-1"]), ("accounts", place.account_ids["A-1"])):
        assert made(place.clerk, noun, "delete", chosen((record_id,))).changed_count == 1
    assert "Unit U-A-1 was deleted from the register." in seen(unit(place))
    account = opened(ACCOUNT.link(account=place.account_ids["A-1"]))
    said = seen(account)
    assert "This account was deleted from the register" in said
    assert 'href="/accounts?deleted=yes&amp;q=A-1"' in said
    assert "OFFICE-0000001" in said
    assert not {"Record a payment", "Edit this account"} & {each.label for each in account.expander}
    assert made(place.clerk, "accounts", "restore", chosen((place.account_ids["A-1"],))).changed_count == 1
    assert "Record a payment" in {each.label for each in opened(ACCOUNT.link(account=place.account_ids["A-1"])).expander}
