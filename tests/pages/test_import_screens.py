"""What a person sees and may do on the screens of imports, from the choice of columns to the roll back."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import audit, imports
from services.imports import Import
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.screens import seen
from tests.services.imports.bringing import again, brought, csv_bytes, taken
from utils.errors import Conflict, Forbidden, Invalid, NotFound
from utils.settings import ROOT

Open = Callable[..., AppTest]
HEAD = ("Unit code", "Area", "Consumer", "Category", "Size in marla", "Address")
ROWS = [("U-1", "OKR-A", "Demo <One>", "residential", "5", "House"), ("U-2", "NOWHERE", "Demo Two", "residential", "5", "House")]


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(file: str, actor: Actor, **params: str) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
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


def kept_of(here: World) -> imports.KeptMapping:
    with begin(here.admin) as work:
        (kept,) = imports.mappings(work)
    return kept


def test_mappings_are_listed_changed_and_forgotten(opened: Open, here: World) -> None:
    assert "Nothing is remembered yet" in seen(opened("import_mappings.py", here.admin))
    brought(here.admin, "units", csv_bytes(HEAD, ROWS), name="survey.csv")
    kept = kept_of(here)
    listed = seen(opened("import_mappings.py", here.admin))
    assert "survey.csv" in listed
    assert here.admin.full_name in listed
    shown = opened("import_mapping.py", here.admin, noun="units", shape=kept.shape_key)
    assert "Units: how such files are read" in seen(shown)
    box = next(box for box in shown.selectbox if box.label == "Consumer")
    assert box.value == "Consumer"
    box.select("Address")
    assert "a column is one thing" in seen(press(shown, "Save mapping"))
    next(box for box in shown.selectbox if box.label == "Consumer").select("")
    assert "Saved" in seen(press(shown, "Save mapping"))
    assert "holder_name" not in kept_of(here).mapping
    with begin(here.admin) as work:
        assert [row.action for row in audit.history_of(work, f"mapping units {kept.shape_key}")] == ["mapping.changed"]
    shown = opened("import_mapping.py", here.admin, noun="units", shape=kept.shape_key)
    assert any(button.label == "Keep it" for button in press(shown, "Forget mapping").button)
    with begin(here.admin) as work:
        imports.forget_mapping(work, "units", kept.shape_key)
        assert imports.mappings(work) == []


def test_a_mapping_is_not_changed_over_somebody_elses_change(opened: Open, here: World) -> None:
    brought(here.admin, "units", csv_bytes(HEAD, ROWS))
    kept = kept_of(here)
    fewer = {name: heading for name, heading in kept.mapping.items() if name != "holder_name"}
    with begin(here.admin) as work:
        imports.remap(work, "units", kept.shape_key, fewer, kept.mapping)
    with pytest.raises(Conflict, match="has changed this mapping"), begin(here.admin) as work:
        imports.remap(work, "units", kept.shape_key, fewer, kept.mapping)
    with pytest.raises(Invalid, match="Nothing is different"), begin(here.admin) as work:
        imports.remap(work, "units", kept.shape_key, fewer, fewer)
    with begin(here.admin) as work:
        found = imports.upload(work, "units", "next.csv", [csv_bytes(HEAD, ROWS)])
    assert "holder_name" not in found.mapping


def test_mappings_of_what_one_may_not_import_are_not_there(opened: Open, here: World) -> None:
    head = ("Area code", "Name", "Kind", "Parent code")
    brought(here.admin, "areas", csv_bytes(head, [("W-9", "Ward Nine", "ward", "OKR")]))
    kept = kept_of(here)
    clerk = builders.person(here, Role.BILLING)
    with begin(clerk) as work:
        assert imports.mappings(work) == []
    for change in (imports.mapping, imports.forget_mapping):
        with pytest.raises(Forbidden), begin(clerk) as work:
            change(work, "areas", kept.shape_key)
    with pytest.raises(NotFound), begin(here.admin) as work:
        imports.mapping(work, "units", kept.shape_key)
