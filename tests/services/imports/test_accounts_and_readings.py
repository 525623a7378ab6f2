"""Accounts and readings from files: their checks, their repeats, the meters that readings imply, and rows that wait."""

import gzip
from datetime import date
from decimal import Decimal
from typing import LiteralString

import pytest

from services import accounts, imports, metering
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders, town
from tests.services.imports.bringing import again, brought, checked, counts, csv_bytes, reasons, rolled_back, taken
from tests.town import Town
from utils.settings import ROOT

READS = ROOT / "assets" / "data" / "santa_monica_water_reads.csv.gz"
SUMS: LiteralString = """
SELECT count(*), sum(quantity), count(DISTINCT meter_id), count(DISTINCT account_id), min(period), max(period)
FROM readings WHERE org_id = %(org_id)s
"""


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def used(place: Town, code: str) -> dict[date, Decimal]:
    with begin(place.here.admin) as work:
        account_id = accounts.find(work, code).account_id
        return {each.period: each.quantity for each in metering.usage_of_account(work, account_id)}


def test_accounts_are_added_changed_and_left_alone(place: Town) -> None:
    head = ("Account", "Consumer", "Phone", "Area", "Active")
    rows = [("n-1", "New One", "03000000001", "OKR-A", ""), ("A-1", "Renamed", "", "", "yes"),
            ("A-2", "Demo A-2", "", "", ""), ("N-2", "", "", "OKR-A", ""), ("N-3", "New Three", "", "", ""),
            ("N-4", "New Four", "none of it", "OKR-A", "maybe")]  # fmt: skip
    found = brought(place.here.admin, "accounts", csv_bytes(head, rows))
    assert counts(found) == (1, 1, 1, 3, 0)
    said = reasons(place.here.admin, found)
    assert [said[row_no].split(":")[0] for row_no in sorted(said)] == ["Consumer", "Area", "Phone"]
    with begin(place.here.admin) as work:
        assert accounts.find(work, "N-1").phone == "923000000001"
        assert accounts.find(work, "A-1").holder_name == "Renamed"
    assert counts(brought(place.here.admin, "accounts", csv_bytes(head, rows[:3]))) == (0, 0, 3, 0, 0)


def test_accounts_bring_their_cnics(place: Town) -> None:
    admin, head = place.here.admin, ("Account", "Consumer", "CNIC", "Area")
    rows = [("N-1", "New One", "35202-1234567-1", "OKR-A"), ("N-2", "New Two", "3.52E+12", "OKR-A"),
            ("A-1", "", "3520212345672", "")]  # fmt: skip
    found = brought(admin, "accounts", csv_bytes(head, rows))
    assert counts(found) == (1, 1, 0, 1, 0)
    assert reasons(admin, found)[3].startswith("CNIC: ")
    with begin(admin) as work:
        assert (accounts.find(work, "N-1").cnic, accounts.find(work, "A-1").cnic) == ("3520212345671", "3520212345672")
    assert counts(brought(admin, "accounts", csv_bytes(head, rows[::2]))) == (0, 0, 2, 0, 0)
    assert rolled_back(place.here, found).status == "rolled_back"
    with begin(admin) as work:
        assert accounts.find(work, "A-1").cnic is None


def test_a_roll_back_of_accounts_restores_and_removes(place: Town) -> None:
    head = ("Account", "Consumer", "Area")
    found = brought(place.here.admin, "accounts", csv_bytes(head, [("N-1", "New", "OKR-A"), ("A-1", "Renamed", "OKR-B")]))
    assert rolled_back(place.here, found).status == "rolled_back"
    with begin(place.here.admin) as work:
        assert accounts.page(work, ListQuery()).count == 5
        assert (accounts.find(work, "A-1").holder_name, accounts.find(work, "A-1").area_id) == ("Demo A-1", place.here.ward_a)


def test_readings_of_known_meters(place: Town) -> None:
    head = ("Meter no", "Month", "Read on", "Usage")
    rows = [
        ("m-a-1", "Sep 2026", "30/09/2026", "1,250.5"),
        ("M-A-1", "2026-08", "", "7"),
        ("M-B-1", "2026-08", "2026-08-30", "10"),
        ("M-A-1", "2026-07", "", "-3"),
        ("M-A-1", "2026-06", "2026-01-01", "3"),
        ("M-A-1", "", "", "3"),
        ("M-A-1", "2026-05", "", "3"),
        ("M-A-1", "May 2026", "", "3"),
        ("M-X", "2026-05", "", "3"),
    ]
    found = checked(place.here.admin, "readings", csv_bytes(head, rows))
    assert counts(found) == (2, 1, 1, 4, 1)
    said = reasons(place.here.admin, found)
    assert [said[row_no].split(":")[0] for row_no in sorted(said)] == ["Quantity", "Read on", "Read on", "Repeated"]
    assert taken(place.here.admin, found).status == "partial"
    assert used(place, "A-1") == {date(2026, 5, 1): 3, date(2026, 8, 1): 7, date(2026, 9, 1): Decimal("1250.500")}
    assert used(place, "B-1") == {date(2026, 8, 1): 10}
    assert rolled_back(place.here, again(place.here.admin, found)).status == "rolled_back"
    assert used(place, "A-1") == {date(2026, 8, 1): 7}
    assert used(place, "B-1") == {date(2026, 8, 1): 9}


def test_a_reading_that_was_billed_is_not_changed(database: object) -> None:
    place = town.water_town()
    town.bill(place, cycle="reads")
    head = ("Meter no", "Month", "Usage")
    found = brought(place.here.admin, "readings", csv_bytes(head, [("W-1/1", "2026-08", "28"), ("W-1/2", "2026-08", "493")]))
    assert counts(found) == (0, 0, 1, 1, 0)
    assert reasons(place.here.admin, found)[2].endswith("is recorded for that month and billed; a file does not change it.")


def test_readings_wait_for_their_account_and_go_in_when_it_comes(place: Town) -> None:
    found = brought(place.here.admin, "readings", csv_bytes(("Account", "Month", "Usage"), [("N-1", "2026-08", "5")]))
    assert (found.status, counts(found)) == ("partial", (0, 0, 0, 0, 1))
    head = ("Unit code", "Area", "Consumer", "Category", "Size in marla", "Tariff", "Address")
    brought(place.here.admin, "units", csv_bytes(head, [("N-1", "OKR-A", "New", "residential", "5", "sanitation", "House 1")]))
    with begin(place.here.admin) as work:
        assert imports.pick_up(work) == [found.import_id]
    after = taken(place.here.admin, again(place.here.admin, found))
    assert (after.status, counts(after)) == ("done", (1, 0, 0, 0, 0))
    assert used(place, "N-1") == {date(2026, 8, 1): 5}


def test_readings_of_other_areas_are_refused(place: Town) -> None:
    somewhere = builders.person(place.here, Role.OPERATIONS, (place.here.ward_a,))
    rows = [("M-A-1", "2026-09", "5"), ("M-B-1", "2026-09", "5")]
    found = brought(somewhere, "readings", csv_bytes(("Meter no", "Month", "Usage"), rows))
    assert counts(found) == (1, 0, 0, 1, 0)
    assert reasons(somewhere, found) == {3: "Meter: M-B-1 lies outside your areas."}


@pytest.mark.slow
def test_the_published_reads_of_a_city_come_in_as_they_are(database: object) -> None:
    here = builders.world(currency="USD")
    tariff_id, _ = town.add_tariff(here, "santa_monica_water", "water", "water")
    lines = gzip.decompress(READS.read_bytes()).splitlines()[:20_001]
    customers = sorted({line.split(b",")[0].decode() for line in lines[1:]})
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount(each, f"Customer {each}", None, here.ward_a) for each in customers])
        metering.add_services(work, [metering.NewService(each, None, "water", tariff_id, date(2014, 1, 1)) for each in customers])
    contents = b"\n".join(lines)
    found = brought(here.admin, "readings", contents, name="santa_monica_water_reads.csv")
    assert found.mapping == {"account": "c0", "customer_class": "c1", "meter_kind": "c2", "period": "c3", "quantity": "c4"}
    assert counts(found) == (20_000, 0, 0, 0, 0)
    with begin(here.admin) as work:
        (row,) = work.execute(SUMS).fetchall()
    total = sum(Decimal(line.rsplit(b",", 1)[1].decode()) for line in lines[1:])
    assert (row[0], row[1], row[3]) == (20_000, total, len(customers))
    assert counts(brought(here.admin, "readings", contents)) == (0, 0, 20_000, 0, 0)


