"""Every list: pages by key in every order, filters, totals and files of the same question, within one's rights."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services import accounts, bills, listing, metering, payments, survey_units
from services.listing import Kind, Listing
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.builders import World
from utils.errors import Forbidden, Invalid, NotFound

LISTINGS: Mapping[str, Listing[Any]] = {
    each.noun: each for each in (survey_units.UNITS, accounts.ACCOUNTS, payments.PAYMENTS, metering.READINGS, bills.BILLS)
}
NAMES = ("Akram", "Bushra", "Akram", "Zaid", "=cmd|calc", "Naïma")


@pytest.fixture
def here(database: object) -> World:
    """Twelve accounts in two wards, one of them a shop; three months issued, some of them paid."""
    here = builders.world()
    for n in range(12):
        code = f"SHW-{n:02}"
        builders.account(here, code, here.ward_b if n % 2 else here.ward_a, f"{NAMES[n % 6]} Demo {n}")
        builders.unit(here, f"U-{n:02}", code, marla=str(n + 1), category="commercial" if n == 5 else "residential")
    with begin(here.admin, money.NOON) as work:
        ids = [accounts.find(work, f"SHW-{n:02}").account_id for n in range(12)]
        work.connection.execute("UPDATE survey_units SET status = 'inactive', latitude = NULL WHERE code = 'U-03'")
    for month in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)):
        for account in ids:
            money.issue(here, account, month, "100")
    for n in range(7):
        money.pay(here, f"SHW-{n:02}", str(50 + n * 20))
    with begin(here.admin, money.NOON) as work:
        work.connection.execute("UPDATE bills SET due_on = '2026-06-30' WHERE period = '2026-06-01'")
    return here


def walked(actor: Actor, wanted: Listing[Any], size: int, **asked: Any) -> list[Any]:
    """Every row by pages of `size`, forward; the way back must show the same pages."""
    with begin(actor, money.NOON) as work:
        pages = [listing.page(work, wanted, ListQuery(size=size, **asked))]
        while pages[-1].next_key:
            pages.append(listing.page(work, wanted, ListQuery(size=size, after=pages[-1].next_key, **asked)))
        back = pages[-1]
        for earlier in reversed(pages[:-1]):
            back = listing.page(work, wanted, ListQuery(size=size, before=back.previous_key, **asked))
            assert back.rows == earlier.rows
        rows = [row for page in pages for row in page.rows]
        assert {page.count for page in pages} == {len(rows)}
    return rows


@pytest.mark.parametrize("noun", LISTINGS)
def test_pages_of_any_size_show_every_row_once_in_every_order(here: World, noun: str) -> None:
    wanted = LISTINGS[noun]
    for sort in wanted.sorts:
        whole = walked(here.admin, wanted, 200, sort=sort.key)
        keys = [tuple(getattr(row, attribute) for _, attribute in sort.by) for row in whole]
        assert keys == sorted(set(keys), reverse=sort.is_descending)
        assert walked(here.admin, wanted, 5, sort=sort.key) == whole


def as_text(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    match kind:
        case Kind.MONTH:
            return f"{value:%Y-%m}"
        case Kind.MOMENT:
            return f"{value.astimezone(ZoneInfo('Asia/Karachi')):%Y-%m-%d %H:%M:%S}"
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.NUMBER:
            plain = f"{value:f}"
            return plain.rstrip("0").rstrip(".") if "." in plain else plain
        case _:
            return str(value)


@pytest.mark.parametrize("noun", LISTINGS)
def test_totals_and_files_tell_what_the_pages_show(here: World, noun: str) -> None:
    wanted = LISTINGS[noun]
    asked = ListQuery(filters={"area": str(here.ward_a)})
    rows = walked(here.admin, wanted, 200, filters=asked.filters)
    shown = [each for each in wanted.fields if not each.is_in_files_only]
    with begin(here.admin, money.NOON) as work:
        found = listing.totals(work, wanted, asked)
        text = b"".join(listing.copied(work, wanted, asked)).decode()
        bare = b"".join(listing.copied(work, wanted, asked, [each.name for each in shown], is_for_cells=True)).decode()
    assert found.count == len(rows)
    for name, total in found.sums.items():
        assert total == sum((getattr(row, name) for row in rows), Decimal(0)), name
    written = list(csv.DictReader(io.StringIO(text)))
    assert len(written) == len(rows)
    assert not written or list(written[0]) == [each.file_heading for each in wanted.fields]
    assert not any(value.startswith(("=", "+", "@")) for row in written for value in row.values() if value)
    values = [tuple(line) for line in csv.reader(io.StringIO(bare))]
    assert values == [tuple(as_text(each.kind, getattr(row, each.name)) for each in shown) for row in rows]


@pytest.mark.parametrize("noun", LISTINGS)
def test_nobody_lists_what_lies_outside_their_rights(here: World, noun: str) -> None:
    wanted = LISTINGS[noun]
    other = builders.world()
    clerk = builders.person(here, Role.BILLING, (here.ward_b,))
    mine = walked(clerk, wanted, 3)
    assert {row.area_id for row in walked(here.admin, wanted, 200) if row in mine} <= {here.ward_b}
    everything = [row for row in walked(here.admin, wanted, 200) if row.area_id == here.ward_b]
    assert sorted(map(repr, mine)) == sorted(map(repr, everything))
    assert walked(other.admin, wanted, 3) == []
    with pytest.raises(NotFound), begin(other.admin) as work:
        listing.page(work, wanted, ListQuery(filters={"area": str(here.ward_a)}))
    with begin(clerk, money.NOON) as work:
        text = b"".join(listing.copied(work, wanted, ListQuery())).decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(mine)


@pytest.mark.parametrize(
    ("noun", "filters", "expected"),
    [
        ("unit", {"status": "listed,inactive"}, 12),
        ("unit", {"status": "inactive"}, 1),
        ("unit", {"category": "commercial"}, 1),
        ("unit", {"marla": "3..5"}, 3),
        ("unit", {"marla": "10.."}, 3),
        ("unit", {"marla": "..2"}, 2),
        ("unit", {"marla": "7"}, 1),
        ("unit", {"position": "no"}, 1),
        ("unit", {"surveyed": "2026-01-05"}, 12),
        ("unit", {"surveyed": "2026-01-06.."}, 0),
        ("unit", {"surveyed": "this-year"}, 12),
        ("unit", {"balance": "251.."}, 5),
        ("account", {"owing": "yes"}, 12),
        ("account", {"owing": "no"}, 0),
        ("account", {"balance": "250..250"}, 1),
        ("account", {"active": "no"}, 0),
        ("payment", {"channel": "cash,bank"}, 7),
        ("payment", {"amount": "100..140"}, 2),
        ("payment", {"status": "reversed"}, 0),
        ("bill", {"period": "2026-07"}, 12),
        ("bill", {"status": "paid"}, 4),
        ("bill", {"status": "paid,partly_paid"}, 11),
        ("bill", {"unpaid": "1..99"}, 7),
        ("bill", {"demand": "100"}, 36),
        ("bill", {"overdue": "yes", "period": "2026-06"}, 8),
        ("bill", {"overdue": "no", "period": "2026-06"}, 4),
        ("bill", {"due": "2026-01-01..2026-06-30"}, 12),
    ],
)
def test_filters_leave_in_what_they_say(here: World, noun: str, filters: dict[str, str], expected: int) -> None:
    wanted = LISTINGS[noun]
    assert len(walked(here.admin, wanted, 4, filters=filters)) == expected
    with begin(here.admin, money.NOON) as work:
        words = listing.described(work, wanted, ListQuery(filters=filters, search="x"))
    assert words[0][0] == "Search"
    assert len(words) == len(filters) + 2
    assert all(text for _, text in words)


@pytest.mark.parametrize(
    ("noun", "asked"),
    [
        ("unit", {"filters": {"marla": "5..3"}}),
        ("unit", {"filters": {"marla": "many"}}),
        ("unit", {"filters": {"marla": ".."}}),
        ("unit", {"filters": {"marla": "1e5"}}),
        ("unit", {"filters": {"surveyed": "2026-13-01"}}),
        ("unit", {"filters": {"surveyed": "2026-09-02..2026-09-01"}}),
        ("unit", {"filters": {"surveyed": "0001-01-01"}}),
        ("unit", {"filters": {"status": "listed,"}}),
        ("unit", {"filters": {"position": "maybe"}}),
        ("unit", {"filters": {"colour": "red"}}),
        ("unit", {"sort": "colour"}),
        ("unit", {"after": "WzEsMl0"}),
        ("unit", {"sort": "newest", "after": "WyJ4Il0"}),
        ("payment", {"sort": "day", "after": "WyJ4IiwxXQ"}),
        ("bill", {"filters": {"unpaid": "1..x"}}),
        ("bill", {"sort": "colour"}),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(here: World, noun: str, asked: dict[str, Any]) -> None:
    with pytest.raises(Invalid), begin(here.admin) as work:
        listing.page(work, LISTINGS[noun], ListQuery(**asked))


def test_a_column_that_is_none_is_refused(here: World) -> None:
    with pytest.raises(Invalid, match="no column colour"):
        listing.chosen_fields(survey_units.UNITS, ["code", "colour"])
    assert [each.name for each in listing.chosen_fields(survey_units.UNITS, ["status", "code"])] == ["status", "code"]


def test_a_consumer_lists_own_rows_and_not_the_areas_of_others(here: World) -> None:
    with begin(here.admin) as work:
        own = accounts.find(work, "SHW-01").account_id
    consumer = builders.person(here, Role.CONSUMER, account_id=own)
    assert {row.account_id for row in walked(consumer, survey_units.UNITS, 5)} == {own}
    assert {row.account_id for row in walked(consumer, bills.BILLS, 5)} == {own}
    with pytest.raises(Forbidden), begin(consumer) as work:
        listing.page(work, survey_units.UNITS, ListQuery(filters={"area": str(here.ward_b)}))


@pytest.mark.parametrize("noun", LISTINGS)
def test_no_filter_takes_a_name_that_addresses_need_for_the_list_itself(noun: str) -> None:
    taken = {"q", "sort", "size", "after", "before", "from", "cols", "view", "ids", "all", "noun"}
    assert taken.isdisjoint(each.name for each in LISTINGS[noun].filters)
