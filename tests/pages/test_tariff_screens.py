"""What a person sees and may do on the screens of tariffs."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import tariffs
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.screens import seen
from tests.town import Town, town, water_town
from utils.settings import ROOT

Open = Callable[..., AppTest]


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(file: str, actor: Actor, **params: str) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        shown = AppTest.from_file(str(ROOT / "pages" / file), default_timeout=30)
        for name, value in params.items():
            shown.query_params[name] = value
        return shown.run()

    return open_page


def price(shown: AppTest, **typed: str) -> str:
    for label, value in typed.items():
        next(field for field in shown.text_input if field.label.startswith(label)).set_value(value)
    return seen(next(button for button in shown.button if button.label == "Price it").click().run())


def code_of(place: Town) -> str:
    with begin(place.clerk) as work:
        return tariffs.list_tariffs(work)[0].code


def test_the_list_says_for_how_many_kinds_a_tariff_has_prices(opened: Open) -> None:
    shown = seen(opened("tariffs.py", town().clerk))
    assert "16 prices by category, settlement, size and commercial size" in shown
    assert 'href="/tariff?tariff=sanitation"' in shown


def test_a_version_is_shown_in_sentences_and_tried_line_by_line(opened: Open) -> None:
    shown = opened("tariff.py", water_town().clerk, tariff="water")
    assert "Residential single: units 15 to 40: US$ 4.29 per CCF" in seen(shown)
    answer = price(shown, Water="27")
    for expected in ("US$ 95.95", "40.18", "55.77", "14 CCF", "13 CCF"):
        assert expected in answer


@pytest.mark.parametrize("typed", ["abc", "NaN", "1e9", "-3", "٣"])
def test_a_wrong_quantity_gives_a_sentence_and_no_price(opened: Open, typed: str) -> None:
    answer = price(opened("tariff.py", water_town().clerk, tariff="water"), Water=typed)
    assert 'role="alert"' in answer
    assert "Total" not in answer


def test_an_input_without_a_price_says_why(opened: Open) -> None:
    answer = price(opened("tariff.py", town().clerk, tariff="sanitation"))
    assert "size marla is not given" in answer
    assert "held back" in answer


def test_a_tariff_that_is_not_there_is_a_sentence(opened: Open) -> None:
    assert "There is no tariff &lt;b&gt;." in seen(opened("tariff.py", town().clerk, tariff="<b>"))


def test_only_who_may_write_tariffs_sees_the_way_to_a_new_version(opened: Open) -> None:
    place = town()
    assert "Propose a new version" in seen(opened("tariff.py", place.clerk, tariff="sanitation"))
    support = builders.person(place.here, Role.SUPPORT)
    assert "Propose a new version" not in seen(opened("tariff.py", support, tariff="sanitation", propose="1"))


def test_a_refused_version_keeps_what_was_typed_and_an_accepted_one_is_added(opened: Open) -> None:
    place = town()
    shown = opened("tariff.py", place.clerk, tariff="sanitation", propose="1")
    stored = json.loads(shown.text_area[0].value or "")
    stored["components"][0]["rows"][1]["when"]["size_marla"] = {"over": "6", "upto": "10"}
    gap = json.dumps(stored)
    shown.text_area[0].set_value(gap)
    add = next(button for button in shown.button if button.label == "Add version")
    refused = add.click().run()
    assert 'role="alert"' in seen(refused)
    assert refused.text_area[0].value == gap
    with begin(place.clerk) as work:
        assert tariffs.find(work, "sanitation").version_count == 1
