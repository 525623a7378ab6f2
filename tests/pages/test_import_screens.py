"""What a person sees and may do on the screens of imports, from the choice of columns to the roll back."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import imports
from services.imports import Import
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.screens import seen
from tests.services.imports.bringing import again, brought, csv_bytes, taken
from utils.settings import ROOT

Open = Callable[..., AppTest]
HEAD = ("Unit code", "Area", "Consumer", "Category", "Size in marla", "Address")
ROWS = [("U-1", "OKR-A", "Demo <One>", "residential", "5", "House"), ("U-2", "NOWHERE", "Demo Two", "residential", "5", "House")]


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(file: str, actor: Actor, **params: str) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda: actor)
        shown = AppTest.from_file(str(ROOT / "pages" / file), default_timeout=60)
        for name, value in params.items():
            shown.query_params[name] = value
        return shown.run()

    return open_page


@pytest.fixture
def here(opened: Open) -> World:
    return builders.world()


def uploaded(here: World) -> Import:
    with begin(here.admin) as work:
        return imports.upload(work, "units", "survey.csv", [csv_bytes(HEAD, ROWS)])


def press(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def test_the_list_teaches_the_first_step_and_shows_what_was_brought_in(opened: Open, here: World) -> None:
    assert "Nothing was brought in yet" in seen(opened("imports.py", here.admin))
    brought(here.admin, "units", csv_bytes(HEAD, ROWS), name="survey.csv")
    listed = seen(opened("imports.py", here.admin))
    assert "survey.csv" in listed
    assert "Done in part" in listed


def test_an_import_goes_from_its_columns_to_its_rows_and_back(opened: Open, here: World) -> None:
    found = uploaded(here)
    shown = opened("import_file.py", here.admin, **{"import": str(found.import_id)})
    assert "Demo &lt;One&gt;" in seen(shown)
    shown = press(shown, "Check the rows")
    assert again(here.admin, found).status == "mapped"
    imports.check(here.admin, found.import_id)
    shown = shown.run()
    assert "there is no area “NOWHERE”" in seen(shown)
    assert "Download the error file" in seen(shown)
    press(shown, "Bring them in")
    taken(here.admin, again(here.admin, found))
    shown = opened("import_file.py", here.admin, **{"import": str(found.import_id)})
    assert "1 unit added, 1 left out" in seen(shown)
    assert {"Roll back"} == {button.label for button in shown.button if button.label in ("Roll back", "Go on", "Bring them in")}


def test_a_mapping_without_the_code_is_refused_at_its_field(opened: Open, here: World) -> None:
    found = uploaded(here)
    shown = opened("import_file.py", here.admin, **{"import": str(found.import_id)})
    next(box for box in shown.selectbox if box.label.startswith("Unit code")).select("")
    assert "without it no row can be taken" in seen(press(shown, "Check the rows"))


def test_who_may_not_import_reads_a_sentence(opened: Open, here: World) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    assert "not open to the role" in seen(opened("imports.py", agent))
    other = builders.world().admin
    assert "There is no import" in seen(opened("import_file.py", other, **{"import": str(uploaded(here).import_id)}))
