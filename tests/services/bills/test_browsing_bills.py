"""Browsing bills: filters, search, keys that lead over every bill once, and who sees which."""

from datetime import date
from itertools import islice, product

import pytest

from database.connection import DatabaseRole, transaction
from services import accounts, bills
from services.bills import BillRow
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.builders import World
from utils.errors import Invalid, NotFound

MONTHS = list(islice(money.months(date(2026, 1, 1)), 6))


@pytest.fixture
def here(database: object) -> World:
    """Six months of bills of eight accounts, two areas by turns; the last month is in review and one bill held."""
    here = builders.world()
    codes = [f"SHW-{n}" for n in range(8)]
    for n, code in enumerate(codes):
        holder = f"{'Akram' if n < 4 else 'Bushra'} Demo {n}"
        builders.account(here, code, here.ward_b if n % 2 else here.ward_a, holder)
    with begin(here.admin, money.NOON) as work:
        ids = [accounts.find(work, code).account_id for code in codes]
        work.connection.execute("UPDATE accounts SET phone = '923001234567' WHERE account_id = %s", (ids[3],))
    for month in MONTHS[:-1]:
        for account in ids:
            money.issue(here, account, month, "100")
    with begin(here.admin, money.NOON) as work:
        for n, account in enumerate(ids):
            kind = "commercial" if n == 5 else "residential"
            money.draft(work, account, MONTHS[-1], "100", held="outlier" if n == 7 else None, customer_class=kind)
    for code in codes[:3]:
        money.pay(here, code, "150")
    return here


def rows(actor: Actor, **asked: object) -> list[BillRow]:
    with begin(actor, money.NOON) as work:
        return list(bills.page(work, ListQuery(**asked)).rows)  # pyright: ignore[reportArgumentType]


def by_steps(actor: Actor, size: int, **asked: object) -> list[str]:
    """Walk forward by pages of `size`, then all the way back, and hold both to be the same."""
    with begin(actor, money.NOON) as work:
        page = bills.page(work, ListQuery(size=size, **asked))  # pyright: ignore[reportArgumentType]
        forward = [page]
        while page.next_key:
            page = bills.page(work, ListQuery(size=size, after=page.next_key, **asked))  # pyright: ignore[reportArgumentType]
            forward.append(page)
        for earlier in reversed(forward[:-1]):
            page = bills.page(work, ListQuery(size=size, before=page.previous_key, **asked))  # pyright: ignore[reportArgumentType]
            assert page.rows == earlier.rows
    return [row.bill_no for page in forward for row in page.rows]


FILTERS: list[dict[str, str]] = [
    {},
    {"period": "2026-03"},
    {"status": "issued"},
    {"status": "held"},
    {"status": "draft"},
    {"customer_class": "residential", "status": "issued", "service_kind": "waste"},
]


@pytest.mark.parametrize("sort", ["newest", "area"])
def test_pages_of_any_size_show_the_same_bills_once(here: World, sort: str) -> None:
    everything = rows(here.admin, size=200)
    for chosen, area in product(FILTERS, (None, here.division, here.ward_b)):
        filters = chosen | ({"area": str(area)} if area else {})
        whole = rows(here.admin, filters=filters, sort=sort, size=200)
        expected = [row for row in everything if fits(row, chosen) and area in (None, here.division, row.area_id)]
        assert sorted(row.bill_no for row in whole) == sorted(row.bill_no for row in expected), filters
        keys = [(row.area_id, row.period, row.bill_id) for row in whole] if sort == "area" else [row.period for row in whole]
        assert keys == sorted(keys, reverse=sort != "area"), filters
        for size in (3, 7):
            assert by_steps(here.admin, size, filters=filters, sort=sort) == [row.bill_no for row in whole], filters


def fits(row: BillRow, chosen: dict[str, str]) -> bool:
    wanted = {name: f"{value}-01" if name == "period" else value for name, value in chosen.items()}
    return all(str(getattr(row, name)) == value for name, value in wanted.items())


def test_a_search_finds_bills_by_number_code_name_and_phone(here: World) -> None:
    admin = here.admin
    assert [row.bill_no for row in rows(admin, search=" 202603-0000002 ")] == ["202603-0000002"]
    assert rows(admin, search="202603-0000099") == []
    assert rows(admin, search="202603-0000002", filters={"period": "2026-04"}) == []
    assert {row.account_code for row in rows(admin, search="shw-3", size=200)} == {"SHW-3"}
    assert len(rows(admin, search="shw-", size=200)) == 48
    assert {row.account_code for row in rows(admin, search="bush", size=200)} == {f"SHW-{n}" for n in range(4, 8)}
    assert {row.account_code for row in rows(admin, search="0300-1234567")} == {"SHW-3"}
    assert rows(admin, search="nobody") == []
    assert rows(admin, search="\x00") == rows(admin)
    found = rows(admin, search="akram", filters={"area": str(here.ward_b), "status": "issued"}, size=200)
    assert {row.account_code for row in found} == {"SHW-1", "SHW-3"}


def test_a_search_that_fits_many_accounts_finds_the_same(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"search": "akram", "filters": {"area": str(here.ward_b)}, "size": 200}
    few = rows(here.admin, **asked)
    monkeypatch.setattr("services.bills.pages.FEW_ACCOUNTS", 1)
    assert rows(here.admin, **asked) == few
    assert by_steps(here.admin, 4, search="akram") == [row.bill_no for row in rows(here.admin, search="akram", size=200)]
    with begin(here.admin) as work:
        assert bills.page(work, ListQuery(search="akram", size=5)).count == 24


def test_runs_and_accounts_filter_too(here: World) -> None:
    one = rows(here.admin, search="202603-0000002")[0]
    assert len(rows(here.admin, filters={"run": str(one.run_id)})) == 8
    assert rows(here.admin, filters={"run": str(one.run_id), "period": "2026-04"}) == []
    assert rows(here.admin, filters={"run": "999999999"}) == []
    assert len(rows(here.admin, filters={"account": str(one.account_id)})) == 6
    with begin(here.admin) as work:
        latest = bills.latest_for_account(work, one.account_id)
        assert latest is not None
        assert latest.period == MONTHS[-2]
        assert bills.period_choices(work) == tuple(reversed(MONTHS))


def test_an_uncounted_page_says_that_there_may_be_more(here: World) -> None:
    with begin(here.admin) as work:
        page = bills.page(work, ListQuery(size=10, is_counted=False))
        counted = bills.page(work, ListQuery(size=10))
    assert (page.rows, page.count, page.is_capped) == (counted.rows, 10, True)
    assert (counted.count, counted.is_capped) == (48, False)


def test_a_count_kept_by_state_is_that_of_the_rows(here: World) -> None:
    clerk = builders.person(here, Role.SUPPORT, (here.ward_b,))
    asked = product((here.admin, clerk), bills.STATUSES, MONTHS, (None, here.ward_b), ("", "water"))
    seen = set[int]()
    for actor, (status, _), period, area, kind in asked:
        chosen = {"period": f"{period:%Y-%m}", "status": status, "area": str(area or ""), "service_kind": kind}
        with begin(actor) as work:
            page = bills.page(work, ListQuery(size=1, filters=chosen))
            everything = bills.page(work, ListQuery(size=200, filters=chosen))
        assert page.count == len(everything.rows), chosen
        seen.add(page.count)
    assert seen >= {0, 1, 3, 4, 5, 7}


@pytest.mark.parametrize(("each", "count", "is_capped"), [(2500, 5000, False), (5000, 10_000, False), (5001, 10_000, True)])
def test_a_count_kept_by_state_is_capped_as_others_are(here: World, each: int, count: int, is_capped: bool) -> None:
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("UPDATE bill_counts SET bill_count = %s WHERE status = 'issued'", [each])
    with begin(here.admin) as work:
        page = bills.page(work, ListQuery(size=1, filters={"period": "2026-05", "status": "issued"}))
    assert (page.count, page.is_capped) == (count, is_capped)


def test_staff_see_the_bills_of_their_areas_only(here: World) -> None:
    clerk = builders.person(here, Role.SUPPORT, (here.ward_b,))
    assert {row.area_id for row in rows(clerk, size=200)} == {here.ward_b}
    assert rows(clerk, filters={"area": str(here.ward_a)}) == []
    assert len(by_steps(clerk, 5)) == len(by_steps(clerk, 5, filters={"area": str(here.division)})) == 24
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    assert {row.area_id for row in rows(agent, sort="area", size=200)} == {here.ward_a}


def test_a_consumer_sees_their_own_issued_bills_only(here: World) -> None:
    own = rows(here.admin, search="SHW-2")[0].account_id
    consumer = builders.person(here, Role.CONSUMER, account_id=own)
    mine = rows(consumer)
    assert {row.account_id for row in mine} == {own}
    assert [row.period for row in mine] == list(reversed(MONTHS[:-1]))
    assert rows(consumer, search="shw-3") == []
    assert rows(consumer, filters={"account": str(own + 1)}) == []
    drafted = rows(here.admin, filters={"account": str(own)})[0]
    with pytest.raises(NotFound), begin(consumer) as work:
        bills.get(work, drafted.period, drafted.bill_id)
    other = rows(here.admin, search="SHW-3")[1]
    with pytest.raises(NotFound), begin(consumer) as work:
        bills.get_by_no(work, other.bill_no)


def test_a_bill_shows_its_lines_unit_and_what_holds_it(here: World) -> None:
    builders.unit(here, "U-7", "SHW-7")
    held = rows(here.admin, filters={"status": "held"})[0]
    with begin(here.admin) as work:
        bill = bills.get_by_no(work, held.bill_no)
        with pytest.raises(NotFound):
            bills.get_by_no(work, "no number")
    assert (bill.head.unit_code, bill.head.unit_address, bill.head.cycle_name) == ("U-7", "House 1", "Monthly waste")
    assert [(line.component, line.amount) for line in bill.lines] == [("fee", 100)]
    assert [(each.kind, each.resolved_at) for each in bill.exceptions] == [("outlier", None)]


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": {"status": "lost"}},
        {"filters": {"period": "september"}},
        {"filters": {"service_kind": "steam"}},
        {"filters": {"area": "x"}},
        {"filters": {"run": "1;"}},
        {"filters": {"account": "-1"}},
        {"filters": {"colour": "red"}},
        {"sort": "demand"},
        {"after": "nonsense"},
        {"before": "WzEsMiwzXQ"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(here: World, asked: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        rows(here.admin, **asked)
