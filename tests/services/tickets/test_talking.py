"""Naming colleagues in what is said on a ticket, and canned answers."""

from dataclasses import replace

import pytest

from services import notices, staff, tickets
from services.paging import ListQuery
from services.permissions import Role
from services.staff import NewStaff
from services.tickets import CannedAnswer, Step
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from tests.services.tickets.test_tickets import assigned, new, opened
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1", holder_name="Ayesha {unit}")
    return made


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


def told(actor: Actor) -> list[tuple[str, str]]:
    with begin(actor) as work:
        return [(each.kind, each.subject) for each in notices.page(work, ListQuery()).rows]


def test_who_is_named_is_told_in_a_way_of_its_own_and_once(here: World, clerk: Actor) -> None:
    row = opened(clerk, new(here.ward_a))
    seeing, other = builders.person(here, Role.FIELD_AGENT, (here.ward_a,)), builders.person(here, Role.MANAGER)
    assigned(clerk, row.ticket_id, seeing)
    body = f"See @{seeing.username}, and (@{other.username.upper()}). Not mail@{other.username}!"
    with begin(clerk) as work:
        assert tickets.comment(work, row.ticket_id, body, is_internal=True).untold == []
    named = ("ticket.mentioned", f"{clerk.full_name} named you on ticket {row.ticket_no}: {row.subject}")
    assert told(other) == [named]
    assert told(seeing)[0] == named
    assert [kind for kind, _ in told(seeing)] == ["ticket.mentioned", "ticket.assigned"], "not of the comment once more"


def test_who_does_not_see_the_ticket_is_not_told_and_the_writer_is(here: World, clerk: Actor) -> None:
    row = opened(clerk, new(here.ward_a))
    elsewhere = builders.person(builders.world(), Role.MANAGER)
    beside = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-2"))
    left = builders.person(here, Role.MANAGER)
    with begin(here.admin) as work:
        staff.deactivate(work, left.staff_id, "Left")
    unseeing = [each.username for each in (beside, elsewhere, consumer, left)]
    with begin(clerk) as work:
        said = tickets.comment(
            work, row.ticket_id, " ".join(f"@{name}" for name in [*unseeing, "no.body", clerk.username]), is_internal=False
        )
    assert said.untold == [*unseeing, "no.body"]
    for each in (beside, consumer, elsewhere, clerk):
        assert [kind for kind, _ in told(each) if kind == "ticket.mentioned"] == []


def test_a_username_with_a_full_stop_and_one_with_an_at_are_read_whole(here: World, clerk: Actor) -> None:
    with begin(here.admin) as work:
        staff.add(work, NewStaff("a.khan@office", "A Khan", Role.MANAGER, PASSWORD))
    row = opened(clerk, new(here.ward_a))
    with begin(clerk) as work:
        assert tickets.comment(work, row.ticket_id, "Ask @a.khan@office.", is_internal=True).untold == []
        assert "a.khan@office" in [each.username for each in tickets.colleagues(work, row.ticket_id)]


def test_the_note_of_a_step_names_too(here: World, clerk: Actor) -> None:
    row = opened(clerk, new(here.ward_a))
    manager = builders.person(here, Role.MANAGER)
    with begin(clerk) as work:
        moved = tickets.move(work, row.ticket_id, Step.REJECT, f"As @{manager.username} said; @nobody.here")
    assert moved.untold == ["nobody.here"]
    assert [kind for kind, _ in told(manager)] == ["ticket.mentioned"]


def test_an_answer_is_placed_with_what_is_known_and_says_what_is_missing(here: World, clerk: Actor) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    body = "Dear {name}, {ticket} on {unit}: {ticket}."
    with begin(clerk) as work:
        tickets.set_answer(work, CannedAnswer("all", " All  of it ", body))
        assert "All of it" in [each.name for each in tickets.answers(work)]
    on_unit, anywhere = opened(clerk, new(unit_id=unit_id)), opened(clerk, new(here.ward_a))
    with begin(clerk) as work:
        filled = tickets.fill(work, on_unit.ticket_id, "all")
        assert (filled.text, filled.missing) == ("Dear Ayesha {unit}, T-000001 on U-1: T-000001.", [])
        filled = tickets.fill(work, anywhere.ticket_id, "all")
        assert (filled.text, filled.missing) == ("Dear {name}, T-000002 on {unit}: T-000002.", ["name", "unit"])
        with pytest.raises(NotFound):
            tickets.fill(work, on_unit.ticket_id, "nothing")
        (kept,) = [each for each in tickets.answers(work) if each.code == "all"]
        tickets.set_answer(work, replace(kept, is_active=False), kept.mark)
        with pytest.raises(NotFound):
            tickets.fill(work, on_unit.ticket_id, "all")


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (CannedAnswer("Bad Code", "Mine", "Text"), "code"),
        (CannedAnswer("mine", "RECEIVED", "Text"), "name"),
        (CannedAnswer("mine", "Mine", "  "), "body"),
        (CannedAnswer("mine", "Mine", "x" * 4001), "body"),
        (CannedAnswer("mine", "Mine", "Dear {nmae}"), "body"),
    ],
)
def test_an_answer_that_is_none_is_refused_below_its_field(clerk: Actor, made: CannedAnswer, field: str) -> None:
    with pytest.raises(Invalid) as refusal, begin(clerk) as work:
        tickets.set_answer(work, made)
    assert set(refusal.value.fields) == {field}


def test_answers_are_kept_by_who_may_for_the_whole_organization_and_one_after_the_other(here: World, clerk: Actor) -> None:
    for actor in (replace(clerk, area_ids=(here.ward_a,)), builders.person(here, Role.BILLING)):
        with pytest.raises(Forbidden), begin(actor) as work:
            tickets.set_answer(work, CannedAnswer("mine", "Mine", "Text"))
    with begin(clerk) as work:
        seen = tickets.answers(work)[0]
        tickets.set_answer(work, replace(seen, body="Other"), seen.mark)
        with pytest.raises(Conflict, match="Somebody else changed the canned answer"):
            tickets.set_answer(work, replace(seen, body="Another"), seen.mark)
