"""Shared answers: no row crosses a role, an area or an organization; a writer sees the own write at once, others in 5 s."""

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services import areas, bill_runs, bills, caching, dashboards, notices
from services.memory import Memory
from services.permissions import Role
from services.work import Actor, Work, begin
from tests import builders, town
from tests.builders import World
from tests.town import NEXT, Town
from utils.errors import AppError, Forbidden
from utils.settings import ROOT

# Each use case that screens read through the cache, with arguments for a town; a new one without a row fails below.
READS: dict[str, tuple[Callable[..., Any], Callable[[Town], tuple[object, ...]]]] = {
    "areas.trail": (areas.trail, lambda place: (place.here.ward_a,)),
    "areas.below": (areas.below, lambda place: (place.here.district,)),
    "bill_runs.list_cycles": (bill_runs.list_cycles, lambda _: ()),
    "bills.period_choices": (bills.period_choices, lambda _: ()),
    "dashboards.collecting": (dashboards.collecting, lambda _: ()),
    "notices.unread": (notices.unread, lambda place: (place.clerk.staff_id,)),
}
COUNT = "SELECT count(*)::int FROM accounts WHERE org_id = %(org_id)s"


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def count(work: Work) -> int:
    """The accounts that the actor sees."""
    return work.scalar(COUNT)


def outcome(read: Callable[[], object]) -> object:
    """What is answered, or the refusal; the moment of reading is none of the answer."""
    try:
        found = read()
    except AppError as error:
        return type(error), str(error)
    return replace(found, as_of=None) if isinstance(found, dashboards.Collecting) else found  # type: ignore[arg-type]


def people(place: Town) -> list[Actor]:
    """Every role, with and without areas."""
    own = place.account_ids["A-1"]
    anywhere = [builders.person(place.here, role) for role in Role if role not in (Role.CONSUMER, Role.FIELD_AGENT)]
    in_areas = [
        builders.person(place.here, role, (ward,))
        for role in (Role.FIELD_AGENT, Role.MANAGER, Role.BILLING)
        for ward in (place.here.ward_a, place.here.ward_b)
    ]
    return [*anywhere, *in_areas, builders.person(place.here, Role.CONSUMER, (), own)]


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_every_read_of_a_screen_has_a_row_here() -> None:
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "components").glob("*.py"), *(ROOT / "api").rglob("*.py")]
    used = {
        ast.unparse(node.args[1])
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "caching.read"
    }
    assert used == set(READS)


def test_what_is_shared_is_what_each_would_have_read_alone(database: object) -> None:
    """Everybody of two organizations asks everything twice, in one memory; nobody gets another's answer."""
    places = (town.town(), town.town())
    town.bill(places[0])
    town.bill(places[1], NEXT)
    town.pay(places[0], "A-1", "50")
    memory = Memory()
    askers = [(place, actor) for place in places for actor in people(place)]
    for _ in range(2):
        for place, actor in askers:
            for name, (use_case, args) in READS.items():
                with_memory = outcome(lambda: caching.ask(memory, actor, use_case, *args(place)))  # noqa: B023
                assert with_memory == outcome(lambda: _alone(actor, use_case, args(place))), (name, actor.role)  # noqa: B023


def _alone(actor: Actor, use_case: Callable[..., object], args: tuple[object, ...]) -> object:
    with begin(actor) as work:
        return use_case(work, *args)


def test_a_second_reader_with_the_same_rights_gets_the_same_answer_without_a_question(here: World) -> None:
    asked: list[str] = []

    def read(work: Work) -> int:
        asked.append(work.actor.username)
        return count(work)

    memory, first, second = Memory(), builders.person(here, Role.BILLING), builders.person(here, Role.BILLING)
    assert [caching.ask(memory, actor, read) for actor in (first, second, first)] == [0, 0, 0]
    assert asked == [first.username]
    in_area = builders.person(here, Role.BILLING, (here.ward_a,))
    caching.ask(memory, in_area, read)
    caching.ask(memory, here.admin, read)
    assert asked == [first.username, in_area.username, here.admin.username]


def test_a_writer_sees_the_own_write_at_once(here: World) -> None:
    assert caching.read(here.admin, count) == 0
    builders.account(here, "A-1")
    assert caching.read(here.admin, count) == 1
    colleague = builders.person(here, Role.BILLING)
    assert caching.read(colleague, count) == 1


def test_a_write_that_is_taken_back_and_one_elsewhere_change_nothing(here: World) -> None:
    asked: list[int] = []

    def read(work: Work) -> int:
        asked.append(work.org_id)
        return count(work)

    caching.read(here.admin, read)
    other = builders.world()
    builders.account(other, "A-1")
    with pytest.raises(Forbidden), begin(here.admin) as work:
        work.execute("UPDATE accounts SET holder_name = holder_name WHERE org_id = %(org_id)s")
        raise Forbidden("Not so.")
    with begin(here.admin) as work:
        count(work)
    caching.read(here.admin, read)
    assert asked == [here.org_id]


def test_what_another_process_writes_shows_within_five_seconds(here: World) -> None:
    clock = Clock()
    memory = Memory(clock=clock)  # as that of another process: nobody tells it of writes
    assert caching.ask(memory, here.admin, count) == 0
    builders.account(here, "A-1")
    clock.seconds += 4.9
    assert caching.ask(memory, here.admin, count) == 0
    clock.seconds += 0.1
    assert caching.ask(memory, here.admin, count) == 1


def test_an_answer_looked_for_while_somebody_wrote_is_not_kept(here: World) -> None:
    memory = Memory()

    def read_slowly(work: Work) -> int:
        found = count(work)
        memory.forget(here.org_id)
        return found

    caching.ask(memory, here.admin, read_slowly)
    assert len(memory) == 0


def test_refusals_are_not_kept(here: World) -> None:
    memory, tries = Memory(), []

    def refuse(work: Work) -> int:
        tries.append(work)
        raise Forbidden("Not you.")

    for _ in range(2):
        with pytest.raises(Forbidden):
            caching.ask(memory, here.admin, refuse)
    assert len(tries) == 2


def test_the_longest_unused_answers_go_first_and_none_is_too_large() -> None:
    memory = Memory(most_rows=10)
    for question in range(3):
        memory.keep(1, question, tuple(range(4)), memory.ask(1))
        memory.find(1, 0)
    assert [memory.find(1, question) is not None for question in range(3)] == [True, False, True]
    memory.keep(1, "large", tuple(range(11)), memory.ask(1))
    assert memory.find(1, "large") is None
    assert len(memory) == 2


def test_an_organization_is_forgotten_alone() -> None:
    memory = Memory()
    for org_id in (1, 2):
        memory.keep(org_id, "q", "a", memory.ask(org_id))
    memory.forget(1)
    assert (memory.find(1, "q"), memory.find(2, "q") is not None) == (None, True)
