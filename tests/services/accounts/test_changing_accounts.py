"""Changing an account by hand: name, phone in any spelling, and whether it is active."""

import pytest

from services import accounts, audit
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_a_phone_is_taken_in_any_spelling_and_can_be_taken_away(here: World) -> None:
    account_id = builders.account(here, "A-1")
    for typed in ("0300-0012345", "+92 300 0012345", "3000012345"):
        with begin(here.admin) as work:
            assert accounts.change(work, account_id, {"phone": typed}).phone == "923000012345"
    with begin(here.admin) as work:
        assert accounts.change(work, account_id, {"phone": ""}).phone is None
        assert [row.action for row in audit.history_of(work, "account A-1")] == ["account.changed"] * 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"holder_name": " "}, "holder_name"),
        ({"holder_name": "x" * 121}, "holder_name"),
        ({"holder_name": "Demo\tHolder"}, "holder_name"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"code": "B-1"}, "code"),
    ],
)
def test_each_fault_is_told_at_its_field(here: World, change: dict[str, object], field: str) -> None:
    account_id = builders.account(here, "A-1")
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        accounts.change(work, account_id, change)
    assert list(refused.value.fields) == [field]


def test_a_change_under_an_old_mark_is_refused(here: World) -> None:
    account_id = builders.account(here, "A-1")
    with begin(here.admin) as work:
        seen = accounts.fields_of(accounts.get(work, account_id)).mark
        accounts.change(work, account_id, {"is_active": False}, seen)
    with pytest.raises(Conflict), begin(here.admin) as work:
        accounts.change(work, account_id, {"holder_name": "Other"}, seen)
    with pytest.raises(Forbidden), begin(builders.person(here, Role.SUPPORT)) as work:
        accounts.change(work, account_id, {"is_active": True})
