"""Areas in any order of their rows, and staff with first passwords for their importer alone."""

import csv
import io

import pytest

from services import areas, files, imports, sign_in, staff
from services.imports import Import
from services.permissions import Permission, Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.services.imports.bringing import again, brought, checked, counts, csv_bytes, reasons, rolled_back, taken
from utils.errors import Conflict, Forbidden, NotFound

AREAS = ("Area code", "Name", "Kind", "Parent code", "Latitude", "Longitude", "Households")
STAFF = ("Username", "Full name", "Role", "Phone", "Areas")
TREE = (
    ("M-1", "Mohalla One", "mohalla", "w-1", "30.1", "73.1", "120"),
    ("W-1", "Ward One", "ward", "z-1", "", "", ""),
    ("Z-1", "حلقہ", "zone", "OKR", "", "", "1,200"),
    ("TOP", "Province", "Province", "", "", "", ""),
)


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def tree(here: World) -> dict[str, areas.Area]:
    with begin(here.admin) as work:
        return {area.code: area for area in areas.list_all(work)}


def test_a_tree_comes_in_any_order_and_goes_again(here: World) -> None:
    before = tree(here)
    found = brought(here.admin, "areas", csv_bytes(AREAS, TREE))
    assert (found.status, counts(found)) == ("done", (4, 0, 0, 0, 0))
    made = tree(here)
    assert made["M-1"].path.startswith(made["W-1"].path)
    assert made["W-1"].path.startswith(made["Z-1"].path)
    assert made["Z-1"].path.startswith(made["OKR"].path)
    assert (made["Z-1"].parent_id, made["TOP"].parent_id) == (here.district, None)
    assert (made["M-1"].census_households, made["M-1"].latitude) == (120, 30.1)
    assert counts(brought(here.admin, "areas", csv_bytes(AREAS, TREE))) == (0, 0, 4, 0, 0)
    renamed = brought(here.admin, "areas", csv_bytes(("Area code", "Name"), [("W-1", "Ward Eins")]))
    assert (counts(renamed), tree(here)["W-1"].name) == ((0, 1, 0, 0, 0), "Ward Eins")
    assert rolled_back(here, renamed).status == "rolled_back"
    assert rolled_back(here, found).status == "rolled_back"
    assert tree(here) == before


def test_areas_that_cannot_be_say_why(here: World) -> None:
    rows = [
        ("A", "A", "ward", "B", "", "", ""), ("B", "B", "ward", "A", "", "", ""), ("S", "S", "ward", "S", "", "", ""),
        ("C", "C", "ward", "NOWHERE", "", "", ""), ("D", "D", "district", "OKR-A", "", "", ""),
        ("E", "E", "mohalla", "D", "", "", ""), ("F", "", "ward", "OKR", "", "", ""), ("G", "G", "castle", "OKR", "", "", ""),
        ("OKR-A", "Ward A", "ward", "SHW", "", "", ""), ("H", "H", "ward", "OKR", "", "", ""),
        ("H", "H", "ward", "OKR", "", "", ""),
    ]  # fmt: skip
    found = brought(here.admin, "areas", csv_bytes(AREAS, rows))
    assert counts(found) == (1, 0, 0, 8, 2)
    said = reasons(here.admin, found)
    assert said[2] == "Parent code: A lies below B, which leads back to A."
    assert said[4] == "Parent code: S lies below S, which leads back to S."
    assert said[6] == "Parent code: A district does not lie below a ward."
    assert said[8] == "Name: a new area needs its name."
    assert said[10].startswith("Parent code: OKR-A lies elsewhere already")
    assert said[12].startswith("Repeated: H stands in row 11 already")
    waiting = reasons(here.admin, found, imports.Verdict.PARKED)
    assert waiting[5] == "Parent code: there is no area NOWHERE yet; the row waits for it."
    assert waiting[7].startswith("Parent code: ")
    brought(here.admin, "areas", csv_bytes(AREAS, [("NOWHERE", "Somewhere", "zone", "OKR", "", "", "")]))
    with begin(here.admin) as work:
        assert imports.pick_up(work) == [found.import_id]
    assert counts(taken(here.admin, again(here.admin, found)))[0] == 2


def test_areas_that_are_lived_in_stay(here: World) -> None:
    found = brought(here.admin, "areas", csv_bytes(AREAS, TREE))
    with begin(here.admin) as work:
        area_id = areas.find(work, "M-1").area_id
    builders.account(here, "A-1", area_id)
    with pytest.raises(Conflict, match="The area M-1 was used since"):
        rolled_back(here, found)


def passwords(actor: Actor, found: Import) -> dict[str, str]:
    with begin(actor) as work:
        (file,) = imports.results(work, found.import_id)
        text = b"".join(files.pieces(work, file.file_id)).decode("utf-8-sig")
    return {row["Username"]: row["First password"] for row in csv.DictReader(io.StringIO(text))}


def test_staff_come_with_first_passwords_that_only_the_importer_reads(here: World) -> None:
    rows = [("Ali.Agent", "Ali Agent", "field agent", "0300-1234567", "okr-a; OKR-B"), ("b.clerk", "Bibi", "Billing", "", "")]
    found = brought(here.admin, "staff", csv_bytes(STAFF, rows))
    assert (found.status, counts(found)) == ("done", (2, 0, 0, 0, 0))
    first = passwords(here.admin, found)
    assert set(first) == {"ali.agent", "b.clerk"}
    assert sign_in.sign_in("ali.agent", first["ali.agent"], "10.0.0.1", "test").token
    other = builders.person(here, Role.HEAD_ADMINISTRATOR)
    with begin(other) as work:
        assert imports.results(work, found.import_id) == []
        with pytest.raises(NotFound):
            files.get(work, found.result_file_ids[0])
    (agent,) = [each for each in staff.actors_with(here.org_id, Permission.READING_RECORD) if each.username == "ali.agent"]
    assert (agent.role, agent.must_change_password) == (Role.FIELD_AGENT, True)
    assert set(agent.area_ids or ()) == {here.ward_a, here.ward_b}
    assert counts(brought(here.admin, "staff", csv_bytes(STAFF, rows))) == (0, 0, 2, 0, 0)


def test_colleagues_change_and_are_given_back_what_they_had(here: World) -> None:
    brought(here.admin, "staff", csv_bytes(STAFF, [("ali.agent", "Ali", "agent", "", "OKR-A")]))
    found = brought(here.admin, "staff", csv_bytes(STAFF, [("ali.agent", "", "support", "03001234567", "OKR-B")]))
    assert counts(found) == (0, 1, 0, 0, 0)

    def ali() -> Actor:
        (one,) = [each for each in staff.actors_with(here.org_id, Permission.AREA_READ) if each.username == "ali.agent"]
        return one

    assert (ali().role, ali().area_ids) == (Role.SUPPORT, (here.ward_b,))
    assert rolled_back(here, found).status == "rolled_back"
    assert (ali().role, ali().area_ids) == (Role.FIELD_AGENT, (here.ward_a,))


def test_a_file_that_says_nothing_of_areas_widens_and_narrows_nobody(here: World) -> None:
    limited, open_to_all = builders.person(here, Role.MANAGER, (here.ward_a,)), builders.person(here, Role.BILLING)
    with begin(here.admin) as work:
        (held,) = staff.assignments(work, limited.staff_id)
        staff.end_assignment(work, limited.staff_id, held.assignment_id)
    rows = [(limited.username, "", "support", "", ""), (open_to_all.username, "", "", "03001234567", "")]
    found = brought(here.admin, "staff", csv_bytes(STAFF, rows))
    assert counts(found) == (0, 2, 0, 0, 0)
    now = staff.actor_for(here.org_id, limited.staff_id)
    assert (now.role, now.area_ids) == (Role.SUPPORT, ())
    assert staff.actor_for(here.org_id, open_to_all.staff_id).area_ids is None
    assert rolled_back(here, found).status == "rolled_back"
    now = staff.actor_for(here.org_id, limited.staff_id)
    assert (now.role, now.area_ids) == (Role.MANAGER, ())
    assert staff.actor_for(here.org_id, open_to_all.staff_id).area_ids is None


def test_areas_given_by_a_file_are_taken_back_to_everywhere(here: World) -> None:
    clerk = builders.person(here, Role.BILLING)
    found = brought(here.admin, "staff", csv_bytes(STAFF, [(clerk.username, "", "", "", "OKR-A")]))
    assert staff.actor_for(here.org_id, clerk.staff_id).area_ids == (here.ward_a,)
    assert rolled_back(here, found).status == "rolled_back"
    assert staff.actor_for(here.org_id, clerk.staff_id).area_ids is None


def test_nobody_gives_themselves_areas_or_another_role_by_a_file(here: World) -> None:
    rows = [(here.admin.username, "", "", "", "OKR-A")]
    refused = checked(here.admin, "staff", csv_bytes(STAFF, rows))
    assert reasons(here.admin, refused)[2] == "Areas: nobody changes their own areas."
    own = brought(here.admin, "staff", csv_bytes(STAFF, [(here.admin.username, "", "", "03001234567", "")]))
    assert counts(own) == (0, 1, 0, 0, 0)
    with begin(here.admin) as work:
        assert staff.get(work, here.admin.staff_id).phone == "923001234567"
        for role, area_ids in ((Role.MANAGER, None), (Role.HEAD_ADMINISTRATOR, [here.ward_a])):
            with pytest.raises(Conflict, match="their own role or areas"):
                staff.change(work, here.admin.staff_id, role, None, area_ids)


def test_people_who_never_signed_in_are_taken_out_again_and_others_stay(here: World) -> None:
    rows = [("ali.agent", "Ali", "agent", "", "OKR-A"), ("b.clerk", "Bibi", "Billing", "", "")]
    found = brought(here.admin, "staff", csv_bytes(STAFF, rows))
    assert rolled_back(here, found).status == "rolled_back"
    assert {each.username for each in staff.actors_with(here.org_id, Permission.AREA_READ)} == {here.admin.username}
    found = brought(here.admin, "staff", csv_bytes(STAFF, rows))
    sign_in.sign_in("b.clerk", passwords(here.admin, found)["b.clerk"], "10.0.0.1", "test")
    with pytest.raises(Conflict, match=r"The person b\.clerk was used since"):
        rolled_back(here, found)


def test_people_who_cannot_be_say_why(here: World) -> None:
    there = builders.world()
    rows = [
        ("x", "Short", "billing", "", ""), ("a.agent", "No Area", "field_agent", "", ""),
        ("c.c", "Consumer", "consumer", "", ""),
        ("d.d", "", "billing", "", ""), (there.admin.username, "Taken", "billing", "", ""),
        ("e.e", "Waits", "agent", "", "NOWHERE"),
        (here.admin.username, "", "billing", "", ""), ("f.f", "Formula", "billing", "12", ""),
    ]  # fmt: skip
    found = checked(here.admin, "staff", csv_bytes(STAFF, rows))
    assert counts(found) == (0, 0, 0, 7, 1)
    said = reasons(here.admin, found)
    assert said[2].startswith("Username: A username is 2 to 80 small letters")
    assert said[3] == "Areas: Give a field agent at least one area."
    assert said[4].startswith("Role: “consumer” is not one of")
    assert said[5] == "Full name: a new person needs a name."
    assert said[6].endswith("is taken; usernames are unique across organizations.")
    assert said[8] == "Role: nobody changes their own role."
    assert said[9].startswith("Phone: ")


def test_only_the_head_administrator_brings_areas_and_staff(here: World) -> None:
    clerk = builders.person(here, Role.BILLING)
    for noun in ("areas", "staff"):
        with pytest.raises(Forbidden), begin(clerk) as work:
            imports.upload(work, noun, "rows.csv", [csv_bytes(AREAS, TREE)])
