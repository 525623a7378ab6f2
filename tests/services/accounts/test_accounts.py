"""Finding accounts by what a clerk types, page by page."""

import pytest

from services import accounts
from services.paging import ListQuery
from services.searching import phone_digits
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    new = [
        accounts.NewAccount(f"SHW-{n:03}", f"{'Akram' if n % 2 else 'Bushra'} Demo {n}", f"92300000{n:04}",
                            here.ward_a if n < 20 else here.ward_b)
        for n in range(45)
    ]  # fmt: skip
    with begin(here.admin) as work:
        accounts.add_many(work, new)
    return here


def codes(here: World, **asked: object) -> list[str]:
    with begin(here.admin) as work:
        return [row.code for row in accounts.page(work, ListQuery(**asked)).rows]  # pyright: ignore[reportArgumentType]


def test_pages_lead_forward_and_back_over_every_row_once(here: World) -> None:
    seen: list[str] = []
    with begin(here.admin) as work:
        page = accounts.page(work, ListQuery(size=20))
        assert (page.count, page.is_capped, page.previous_key) == (45, False, None)
        pages = [page]
        while page.next_key:
            page = accounts.page(work, ListQuery(size=20, after=page.next_key))
            pages.append(page)
        seen = [row.code for each in pages for row in each.rows]
        back = accounts.page(work, ListQuery(size=20, before=pages[2].previous_key))
        first = accounts.page(work, ListQuery(size=20, before=back.previous_key))
    assert seen == [f"SHW-{n:03}" for n in range(45)]
    assert back.rows == pages[1].rows
    assert first.rows == pages[0].rows
    assert first.previous_key is None


def test_a_code_is_found_by_its_beginning_in_any_case(here: World) -> None:
    assert codes(here, search="shw-04") == [f"SHW-04{n}" for n in range(5)]


def test_a_name_is_found_by_its_beginning_in_any_case(here: World) -> None:
    assert len(codes(here, search="AKRAM d")) == 22


@pytest.mark.parametrize("typed", ["0300-0000007", "92300 0000007", "+92 300 0000007", "3000000007", "0092300-0000007"])
def test_a_phone_is_found_in_every_spelling(here: World, typed: str) -> None:
    assert codes(here, search=typed) == ["SHW-007"]


@pytest.mark.parametrize("typed", ["", "nan", "12", "abc", "٠٣٠٠", "1" * 40])
def test_what_is_no_phone_is_not_read_as_one(typed: str) -> None:
    assert phone_digits(typed) is None


def test_an_area_filter_holds_the_subtree(here: World) -> None:
    assert len(codes(here, filters={"area": str(here.ward_b)})) == 25
    assert len(codes(here, filters={"area": str(here.division)})) == 45


@pytest.mark.parametrize(
    "asked",
    [
        {"after": "garbage"},
        {"before": "W10"},
        {"after": "WzEsMl0"},
        {"size": 0},
        {"size": 201},
        {"filters": {"area": "1; DROP TABLE accounts"}},
        {"filters": {"owing": "perhaps"}},
    ],
)
def test_a_damaged_request_is_refused_in_words(here: World, asked: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        codes(here, **asked)


@pytest.mark.parametrize("typed", ["'; DROP TABLE accounts; --", "%", "_", "\\", "\u0000x", "سیدہ", "😀" * 90])
def test_whatever_is_typed_is_only_searched_for(here: World, typed: str) -> None:
    assert codes(here, search=typed) == []


def test_an_unknown_account_is_not_found(here: World) -> None:
    with pytest.raises(NotFound), begin(here.admin) as work:
        accounts.find(work, "NOPE")
