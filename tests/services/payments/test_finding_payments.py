"""Finding payments again: by what is on a receipt, by filters, page by page, within one's own areas."""

from dataclasses import replace
from datetime import date

import pytest

from services import payments
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.builders import World
from utils.errors import Invalid


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1", holder_name="Akram Demo")
    builders.account(here, "B-1", here.ward_b, holder_name="Bushra Demo")
    rows = [
        money.payment_of("A-1", "1", value_on=date(2026, 8, 30)),
        replace(money.payment_of("A-1", "2"), channel="bank", reference="TRX 9"),
        money.payment_of("B-1", "3"),
        money.payment_of("A-1", "4"),
        money.payment_of("B-1", "5"),
    ]
    with begin(here.admin, money.NOON) as work:
        payments.record_many(work, rows)
    return here


def amounts(actor: Actor, **asked: object) -> list[int]:
    with begin(actor, money.NOON) as work:
        return [int(row.amount) for row in payments.page(work, ListQuery(**asked)).rows]  # pyright: ignore[reportArgumentType]


def test_search_and_filters_find_what_they_say(here: World) -> None:
    admin = here.admin
    assert amounts(admin) == [5, 4, 3, 2, 1]
    assert amounts(admin, search="office-0000003") == [3]
    assert amounts(admin, search="OFFICE-0000009") == []
    assert amounts(admin, search="TRX  9") == [2]
    assert amounts(admin, search="b-1") == [5, 3]
    assert amounts(admin, search="akr") == [4, 2, 1]
    assert amounts(admin, search="nobody") == []
    assert amounts(admin, filters={"channel": "bank"}) == [2]
    assert amounts(admin, filters={"month": "2026-08"}) == [1]
    assert amounts(admin, filters={"area": str(here.ward_b)}) == [5, 3]
    assert amounts(admin, filters={"area": str(here.division), "channel": "cash", "month": "2026-09"}) == [5, 4, 3]
    with begin(admin, money.NOON) as work:
        newest = payments.page(work, ListQuery()).rows[0]
        payments.reverse(work, newest.payment_id, "mistake")
    assert amounts(admin, filters={"status": "reversed"}) == [5]


def test_pages_lead_forward_and_back_over_every_payment_once(here: World) -> None:
    with begin(here.admin) as work:
        first = payments.page(work, ListQuery(size=2))
        second = payments.page(work, ListQuery(size=2, after=first.next_key))
        third = payments.page(work, ListQuery(size=2, after=second.next_key))
        back = payments.page(work, ListQuery(size=2, before=third.previous_key))
    assert [int(row.amount) for page in (first, second, third) for row in page.rows] == [5, 4, 3, 2, 1]
    assert (back.rows, third.next_key, first.count) == (second.rows, None, 5)


def test_people_of_an_area_and_consumers_see_their_own_payments_only(here: World) -> None:
    assert amounts(builders.person(here, Role.SUPPORT, (here.ward_b,))) == [5, 3]
    with begin(here.admin) as work:
        account = payments.page(work, ListQuery(search="A-1")).rows[0].account_id
    assert amounts(builders.person(here, Role.CONSUMER, account_id=account)) == [4, 2, 1]


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": {"channel": "barter"}},
        {"filters": {"status": "lost"}},
        {"filters": {"month": "september"}},
        {"filters": {"area": "x"}},
        {"filters": {"colour": "red"}},
        {"sort": "amount"},
        {"after": "nonsense"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(here: World, asked: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        amounts(here.admin, **asked)
