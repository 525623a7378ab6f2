"""Saved views: kept, shared, opened first, and never seen across organizations or by those they are not shared with."""

import pytest

from services import views
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def names(actor: object, screen: str = "bills") -> list[str]:
    with begin(actor) as work:  # pyright: ignore[reportArgumentType]
        return [view.name for view in views.list_for(work, screen)]


def test_a_view_is_kept_changed_under_its_name_and_removed(here: World) -> None:
    clerk = builders.person(here, Role.BILLING)
    with begin(clerk) as work:
        view = views.save(work, "bills", "  Overdue   in ward 3 ", "?overdue=yes&area=3")
        assert (view.name, view.question) == ("Overdue in ward 3", "overdue=yes&area=3")
        assert (view.is_mine, view.is_shared) == (True, False)
        again = views.save(work, "bills", "overdue in WARD 3", "overdue=yes")
        assert (again.view_id, again.question) == (view.view_id, "overdue=yes")
    assert names(clerk) == ["overdue in WARD 3"]
    assert names(clerk, "payments") == []
    with begin(clerk) as work:
        views.remove(work, view.view_id)
        with pytest.raises(NotFound):
            views.remove(work, view.view_id)
    assert names(clerk) == []


def test_only_what_is_shared_is_seen_by_others_and_nothing_by_another_organization(here: World) -> None:
    elsewhere = builders.world()
    clerk, manager = builders.person(here, Role.BILLING), builders.person(here, Role.MANAGER)
    with begin(clerk) as work:
        mine = views.save(work, "bills", "Mine", "q=1")
        shared = views.save(work, "bills", "Shared", "q=2", is_shared=True)
    assert names(manager) == ["Shared"]
    assert names(elsewhere.admin) == []
    for hidden in (mine.view_id, 10**12):
        with pytest.raises(NotFound), begin(manager) as work:
            views.open_first(work, hidden)
    with pytest.raises(NotFound), begin(elsewhere.admin) as work:
        views.remove(work, shared.view_id)
    with begin(clerk) as work:
        views.share(work, shared.view_id, is_shared=False)
    assert names(manager) == []


def test_a_list_opens_with_ones_own_choice_before_that_of_the_role(here: World) -> None:
    clerk, manager = builders.person(here, Role.BILLING), builders.person(here, Role.MANAGER)
    with begin(manager) as work:
        first = views.save(work, "bills", "Unpaid", "status=issued", is_shared=True)
        views.open_first_for_role(work, first.view_id, Role.BILLING)
    with begin(clerk) as work:
        found = views.list_for(work, "bills")
        opening = views.opening(found, clerk.role)
        assert opening is not None
        assert opening.name == "Unpaid"
        assert views.opening(found, Role.SUPPORT) is None
        own = views.save(work, "bills", "Mine", "q=1")
        views.open_first(work, own.view_id)
        opening = views.opening(views.list_for(work, "bills"), clerk.role)
        assert opening is not None
        assert opening.name == "Mine"
        views.open_first(work, own.view_id, is_first=False)
        other = views.opening(views.list_for(work, "bills"), clerk.role)
        assert other is not None
        assert other.name == "Unpaid"
    with begin(manager) as work:
        second = views.save(work, "bills", "Held", "status=held", is_shared=True)
        views.open_first_for_role(work, second.view_id, Role.BILLING)
        roles = {view.name: view.first_for_role for view in views.list_for(work, "bills")}
    assert roles == {"Unpaid": None, "Held": "billing"}


def test_what_is_not_ones_own_cannot_be_changed(here: World) -> None:
    clerk, other, manager = (builders.person(here, role) for role in (Role.BILLING, Role.OPERATIONS, Role.MANAGER))
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-1"))
    with begin(clerk) as work:
        shared = views.save(work, "bills", "Shared", "", is_shared=True)
        mine = views.save(work, "bills", "Mine", "")
    for attempt in (
        lambda work: views.share(work, shared.view_id, is_shared=False),
        lambda work: views.remove(work, shared.view_id),
    ):
        with pytest.raises(Conflict, match="belongs to"), begin(other) as work:
            attempt(work)
    for actor, attempt in (
        (clerk, lambda work: views.open_first_for_role(work, shared.view_id, Role.BILLING)),
        (agent, lambda work: views.save(work, "bills", "x", "", is_shared=True)),
        (consumer, lambda work: views.save(work, "bills", "x", "")),
    ):
        with pytest.raises(Forbidden), begin(actor) as work:
            attempt(work)
    with pytest.raises(Conflict, match="name of your own"), begin(other) as work:
        views.open_first(work, shared.view_id)
    with pytest.raises(NotFound), begin(manager) as work:
        views.open_first_for_role(work, mine.view_id, Role.BILLING)
    with begin(manager) as work:
        views.open_first_for_role(work, shared.view_id, Role.BILLING)
        with pytest.raises(Conflict, match="every billing open"):
            views.remove(work, shared.view_id)
        views.open_first_for_role(work, shared.view_id, Role.BILLING, is_first=False)
        views.remove(work, shared.view_id)
    assert names(clerk) == ["Mine"]


@pytest.mark.parametrize(("name", "question"), [("", "q=1"), ("   ", "q=1"), ("x" * 61, "q=1"), ("ok", "q=" + "x" * 2000)])
def test_a_name_or_question_that_cannot_be_kept_is_refused(here: World, name: str, question: str) -> None:
    with pytest.raises(Invalid), begin(here.admin) as work:
        views.save(work, "bills", name, question)
