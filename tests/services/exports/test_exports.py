"""Whole lists as CSV: what is in them, who may have them, and no live formula in any of them."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from services import accounts, bill_runs, exports
from services.exports import ExportNoun, service
from services.permissions import GRANTS, Permission, Role
from services.work import Actor, begin
from tests import builders, town
from tests.town import PERIOD, Town
from utils.errors import Forbidden, Invalid


def export(actor: Actor, noun: ExportNoun, period: date | None = None) -> list[dict[str, str]]:
    with begin(actor) as work:
        text = b"".join(exports.stream(work, exports.whole(noun, f"{period:%Y-%m}" if period else ""))).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def water(database: object) -> Town:
    made = town.water_town()
    town.bill(made, cycle="reads")
    return made


def test_bills_are_exported_with_the_held_ones_and_mixed_classes(water: Town) -> None:
    rows = export(water.clerk, ExportNoun.BILLS)
    wanted = ["bill_no", "account_code", "unit_code", "customer_class", "period", "service", "quantity", "demand", "arrears",
              "amount_due", "status"]  # fmt: skip
    assert set(wanted) <= set(rows[0])
    found = {row["account_code"]: row for row in rows}
    assert {code: (row["customer_class"], row["quantity"], row["demand"], row["status"]) for code, row in found.items()} == {
        "W-1": ("mixed", "520", "4962.83", "issued"),
        "W-2": ("mixed", "25", found["W-2"]["demand"], "held"),
        "W-3": ("RESIDENTIAL_SINGLE", "0", "0.00", "issued"),
    }
    assert {row["period"] for row in rows} == {"2026-08"}


def test_lines_price_each_meter_and_tier_to_the_cent(water: Town) -> None:
    lines = [row for row in export(water.clerk, ExportNoun.BILL_LINES) if row["account_code"] == "W-1"]
    single = [(row["quantity"], row["rate"], row["amount"]) for row in lines if row["meter_no"] == "W-1/1"]
    assert single == [("14", "2.87", "40.18"), ("13", "4.29", "55.77")]
    multi = sum(Decimal(row["amount"]) for row in lines if row["meter_no"] == "W-1/2")
    assert multi == Decimal("4866.88")
    assert {row["customer_class"] for row in lines} == {"RESIDENTIAL_SINGLE", "RESIDENTIAL_MULTI"}


def test_lines_add_up_to_their_bills(water: Town) -> None:
    sums: dict[str, Decimal] = {}
    for row in export(water.clerk, ExportNoun.BILL_LINES):
        sums[row["bill_no"]] = sums.get(row["bill_no"], Decimal(0)) + Decimal(row["amount"])
    assert sums == {row["bill_no"]: Decimal(row["demand"]) for row in export(water.clerk, ExportNoun.BILLS)}


def test_a_period_picks_its_rows_and_one_without_rows_gives_the_header(water: Town) -> None:
    assert len(export(water.clerk, ExportNoun.READINGS, PERIOD)) == 5
    assert export(water.clerk, ExportNoun.READINGS, town.NEXT) == []
    assert export(water.clerk, ExportNoun.BILLS, town.NEXT) == []
    for noun in (ExportNoun.UNITS, ExportNoun.ACCOUNTS):
        with pytest.raises(Invalid, match="has no period"):
            export(water.clerk, noun, PERIOD)


def test_a_bill_of_a_cancelled_calculation_is_not_exported(database: object) -> None:
    place = town.town()
    run = town.review(place)
    with begin(place.clerk) as work:
        bill_runs.calculate(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    rows = export(place.clerk, ExportNoun.BILLS)
    assert sorted(row["account_code"] for row in rows) == ["A-1", "A-2", "A-3", "B-1", "B-2"]
    assert {row["unit_code"] for row in rows} == {f"U-{row['account_code']}" for row in rows}
    assert len(export(place.clerk, ExportNoun.BILL_LINES)) == 5


def test_payments_say_when_and_how_the_money_came(database: object) -> None:
    place = town.town()
    town.bill(place)
    town.pay(place, "A-1", "100.50")
    (row,) = export(place.clerk, ExportNoun.PAYMENTS)
    assert (row["account_code"], row["amount"], row["channel"], row["status"]) == ("A-1", "100.50", "cash", "posted")
    assert export(place.clerk, ExportNoun.PAYMENTS, date.fromisoformat(row["value_on"]).replace(day=1)) == [row]
    balances = {each["account_code"]: each["balance"] for each in export(place.clerk, ExportNoun.ACCOUNTS)}
    assert balances["A-1"] == "199.50"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_no_text_is_left_that_a_spreadsheet_would_run(database: object, name: str) -> None:
    here = builders.world()
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount("X-1", name, None, here.ward_a)])
    (row,) = export(here.admin, ExportNoun.ACCOUNTS)
    assert row["holder_name"] == f"'{name}"


def test_quotes_commas_line_breaks_and_urdu_survive(database: object) -> None:
    here = builders.world()
    name = 'Bushra "Demo", گلی\nnext line'
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount("X-1", name, None, here.ward_a)])
    assert export(here.admin, ExportNoun.ACCOUNTS)[0]["holder_name"] == name


def test_only_what_one_may_see_is_exported_and_the_audit_says_who_did(database: object) -> None:
    place, other = town.town(), town.town()
    for each in (place, other):
        town.bill(each)
    limited = builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))
    for noun in (ExportNoun.BILLS, ExportNoun.BILL_LINES, ExportNoun.UNITS, ExportNoun.ACCOUNTS, ExportNoun.READINGS):
        codes = {row["account_code"] for row in export(limited, noun)}
        assert codes
        assert codes <= {"B-1", "B-2"}, noun
    with begin(place.here.admin) as work:
        made = work.scalar("SELECT count(*) FROM audit_log WHERE org_id = %(org_id)s AND action = 'export.made'")
    assert made == 5


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("noun", list(ExportNoun))
def test_a_role_exports_only_where_the_table_grants_it(database: object, role: Role, noun: ExportNoun) -> None:
    here = builders.world()
    own = builders.account(here, "A-1") if role is Role.CONSUMER else None
    person = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else (), own)
    if {Permission.EXPORT, service.listing_of(noun).permission} <= GRANTS[role]:
        export(person, noun)
    else:
        with pytest.raises(Forbidden):
            export(person, noun)
