"""The common browser: what an address asks for, and the list it draws."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from components import browser, browser_query
from components.browser import Browser
from components.filters import Area, Choice, Place, Places, chip
from components.range_filters import Between, Days
from components.screens import BILLS
from components.table import Column, Kind, Writer
from services.paging import ListQuery, Page
from services.permissions import Role
from services.work import Actor


@dataclass(frozen=True)
class Row:
    no: str
    name: str
    amount: Decimal
    status: str


ROWS = tuple(Row(f"B-{n}", f"Name {n}", Decimal(n * 100), "issued") for n in range(1, 51))
CLERK = Actor(1, 1, 1, "demo", "Demo", "clerk", "Clerk", Role.BILLING, None, None, "PKR", "Asia/Karachi", False)
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def listing(rows: tuple[Row, ...] = ROWS, **changes: object) -> tuple[Browser[Row], Page[Row]]:
    values: dict[str, object] = {"next_key": "n", "previous_key": None, "count": 3214, "is_capped": False, **changes}
    page = Page(rows=rows, **values)  # pyright: ignore[reportArgumentType]
    return (
        Browser(
            screen=BILLS,
            noun="bill",
            columns=(
                Column("Bill", "no", Kind.CODE),
                Column("Consumer", "name"),
                Column("Status", "status", Kind.STATUS, noun="bill"),
                Column("Demand", "amount", Kind.MONEY, is_lead=True),
            ),
            fetch=lambda _: page,
            writer=Writer("PKR", "Asia/Karachi"),
            actor=CLERK,
            href=lambda row: f"/bill?bill={row.no}",
            filters=(Choice("status", "Status", (("issued", "Issued"), ("paid", "Paid"))),),
            sorts=(("newest", "Newest first"), ("amount", "Largest first")),
            search="Bill number or name",
            empty="Create a bill run to make the first bills.",
        ),
        page,
    )


def drawn(params: dict[str, str], **changes: object) -> str:
    shown, page = listing(**changes)  # pyright: ignore[reportArgumentType]
    return str(browser.render(shown, browser.ask(shown, params), page))


def test_an_address_says_everything_that_a_list_shows() -> None:
    shown, _ = listing()
    asked = browser.ask(shown, {"q": " ali ", "status": "paid", "sort": "amount", "size": "100", "after": "k", "from": "101"})
    assert asked.query == ListQuery("ali", {"status": "paid"}, "amount", "k", None, 100)
    assert asked.first == 101


@pytest.mark.parametrize(
    "wrong", [{"sort": "drop table"}, {"size": "7"}, {"size": "-1"}, {"from": "x"}, {"other": "1"}, {"q": ""}, {"size": "²"}]
)
def test_what_an_address_gets_wrong_is_left_out(wrong: dict[str, str]) -> None:
    shown, _ = listing()
    assert browser.ask(shown, wrong).query == ListQuery("", {}, "newest", None, None, 50)


def test_the_next_page_keeps_search_and_filters_and_counts_on() -> None:
    asked = browser_query.read("/bills", {"q": "ali", "status": "paid"}, ["status"], ["newest"])
    assert asked.href_next("key", 50) == "/bills?q=ali&status=paid&after=key&from=51"


def test_a_changed_filter_starts_from_the_first_page() -> None:
    asked = browser_query.read("/bills", {"q": "ali", "after": "k", "from": "51"}, ["status"], ["newest"])
    assert asked.href(status="paid") == "/bills?q=ali&status=paid"


def test_going_back_to_the_start_drops_the_key() -> None:
    asked = browser_query.read("/bills", {"after": "k", "from": "51"}, [], ["newest"])
    assert asked.href_previous("p") == "/bills"
    later = browser_query.read("/bills", {"after": "k", "from": "101"}, [], ["newest"])
    assert later.href_previous("p") == "/bills?before=p&from=51"


def test_a_default_filter_holds_until_the_address_says_any() -> None:
    assert browser_query.read("/b", {}, ["s"], [], {"s": "open"}).query.filters == {"s": "open"}
    assert browser_query.read("/b", {"s": "any"}, ["s"], [], {"s": "open"}).query.filters == {}


def test_the_pager_counts_rows_and_says_when_the_count_is_capped() -> None:
    assert "1–50 of 3,214 bills" in drawn({})
    assert "51–100 of 10,000+ bills" in drawn({"after": "k", "from": "51"}, count=10_000, is_capped=True)
    assert "<span>50 bills</span>" in drawn({}, next_key=None, count=50)


def test_every_row_links_to_its_record_and_money_names_its_currency_once() -> None:
    html = drawn({})
    assert html.count('data-href="/bill?bill=B-') == 50
    assert '<a href="/bill?bill=B-7" target="_self">B-7</a>' in html
    assert html.count("Demand, Rs</th>") == 1
    assert "Rs 700" not in html


def test_no_text_of_a_row_or_an_address_becomes_markup() -> None:
    hostile = Row(HOSTILE, HOSTILE, Decimal(1), HOSTILE)
    html = drawn({"q": HOSTILE, "status": HOSTILE}, rows=(hostile,), count=1)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_list_teaches_the_first_step_and_a_narrowed_one_offers_to_clear() -> None:
    assert "Create a bill run to make the first bills." in drawn({}, rows=(), count=0, next_key=None)
    narrowed = drawn({"status": "paid"}, rows=(), count=0, next_key=None)
    assert "No bill matches." in narrowed
    assert '<a class="su-clear" href="/bills"' in narrowed


def test_an_area_is_found_by_walking_down() -> None:
    tree = Places((Place(1, "Lahore", "division"), Place(5, "Ravi", "zone")), (Place(9, "Ward 3", "1,204 units"),))
    area = Area("area", "Area", lambda area_id: tree if area_id == 5 else Places((), ()))
    asked = browser_query.read("/bills", {"area": "5"}, ["area"], [])
    html = str(chip(area, asked))
    assert "Area: <b>Ravi</b>" in html
    assert 'href="/bills?area=9"' in html
    assert 'href="/bills?area=1"' in html


def test_some_values_of_a_choice_are_taken_in_and_let_go_one_by_one() -> None:
    states = Choice("status", "State", (("issued", "Issued"), ("paid", "Paid"), ("held", "Held")), is_several=True)
    asked = browser_query.read("/bills", {"status": "paid,issued"}, ["status"], [])
    html = str(chip(states, asked))
    assert "State: <b>Issued, Paid</b>" in html
    assert 'href="/bills?status=issued"' in html
    assert 'href="/bills?status=issued%2Cpaid%2Cheld"' in html


def test_columns_are_added_dropped_and_moved_in_the_address() -> None:
    shown, page = listing()
    params = {"cols": "amount,nonsense,name"}
    html = str(browser.render(shown, browser.ask(shown, params), page))
    assert re.findall(r'<th scope="col" class="[^"]*">([^<]*)</th>', html) == ["Bill", "Demand, Rs", "Consumer"]
    assert 'href="/bills?cols=name%2Camount"' in html
    assert 'href="/bills?cols=amount"' in html
    assert 'href="/bills?cols=amount%2Cname%2Cstatus"' in html


def test_totals_stand_below_their_columns_and_boxes_before_the_rows() -> None:
    shown, page = listing()
    shown = replace(shown, picked=lambda row: row.no, changes="bills")
    html = str(browser.render(shown, browser.ask(shown, {"q": "x"}), page, {"amount": Decimal(127500)}))
    assert "Total of 3,214" in html
    assert "127,500" in html[html.index("<tfoot>") :]
    assert html.count("data-pick=") == 50
    assert 'href="/change?noun=bills&amp;all=1&amp;q=x"' in html


def test_ends_of_a_range_and_presets_are_said_in_words() -> None:
    asked = browser_query.read("/bills", {"unpaid": "100..", "due": "last-month"}, ["unpaid", "due"], [])
    assert "Unpaid: <b>from 100</b>" in str(chip(Between("unpaid", "Unpaid"), asked))
    assert "Due: <b>Last month</b>" in str(chip(Days("due", "Due"), asked))
    asked = browser_query.read("/bills", {"due": "2026-09-01..2026-09-30"}, ["due"], [])
    assert "Due: <b>1 Sep 2026 to 30 Sep 2026</b>" in str(chip(Days("due", "Due"), asked))
