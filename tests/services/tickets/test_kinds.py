"""Types and priorities as an organization sets them: what is refused, what goes out of use, and two people at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import psycopg
import pytest

from services import audit, tickets
from services.permissions import Role
from services.tickets import CannedAnswer, EscalationRule, Priority, TicketType
from services.work import Actor, Work, begin
from tests import builders
from tests.builders import World
from tests.services.tickets.test_tickets import NINE, new, opened
from tests.working import PATIENCE_SECONDS
from utils.errors import Conflict, Forbidden, Invalid

TOLD = ("manager", "operations")


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


@pytest.fixture
def manager(here: World) -> Actor:
    return builders.person(here, Role.MANAGER)


def kind(actor: Actor, code: str) -> TicketType:
    with begin(actor) as work:
        return next(each for each in tickets.types(work, is_everything=True) if each.code == code)


def priority(actor: Actor, code: str) -> Priority:
    with begin(actor) as work:
        return next(each for each in tickets.priorities(work, is_everything=True) if each.code == code)


def set_type(actor: Actor, made: TicketType, seen: str | None = None) -> None:
    with begin(actor) as work:
        tickets.set_type(work, made, seen)


def set_priority(actor: Actor, made: Priority, at: datetime | None = None, seen: str | None = None) -> None:
    with begin(actor, at) as work:
        tickets.set_priority(work, made, seen)


def test_a_type_is_added_changed_and_taken_out_of_use(here: World, manager: Actor) -> None:
    set_type(manager, TicketType("street_light", "  Street   light "))
    assert kind(manager, "street_light").name == "Street light"
    made = opened(manager, new(here.ward_a, type_code="street_light"))
    set_type(manager, TicketType("street_light", "Lamp", is_active=False), kind(manager, "street_light").mark)
    with begin(manager) as work:
        assert "street_light" not in [each.code for each in tickets.types(work)]
        assert tickets.get(work, made.ticket_id).row.type_name == "Lamp"
        rows = audit.history_of(work, "ticket type street_light")
    assert rows[0].after == {"name": "Lamp", "is_active": False}
    assert rows[-1].after == {"code": "street_light", "name": "Street light", "needs_unit": False, "is_active": True}
    with pytest.raises(Invalid, match="Choose what it is about"):
        opened(manager, new(here.ward_a, type_code="street_light"))


def test_nothing_changes_and_nothing_is_recorded_where_nothing_is_new(manager: Actor) -> None:
    set_type(manager, kind(manager, "other"))
    with begin(manager) as work:
        assert audit.history_of(work, "ticket type other") == []


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (TicketType("Bad Code", "Lamp"), "code"),
        (TicketType("lamp", "  "), "name"),
        (TicketType("lamp", "x" * 61), "name"),
        (TicketType("lamp", "wrong BILL"), "name"),
        (Priority("now", "Now", 0, 60, 1), "response_minutes"),
        (Priority("now", "Now", 60, 60_001, 1), "resolution_minutes"),
        (Priority("now", "Now", 61, 60, 1), "response_minutes"),
        (Priority("now", "urgent", 60, 60, 1), "name"),
        (Priority("now", "Now", 60, 60, 0), "rank"),
    ],
)
def test_nonsense_is_refused_below_its_field(manager: Actor, made: TicketType | Priority, field: str) -> None:
    with pytest.raises(Invalid) as refusal, begin(manager) as work:
        tickets.set_type(work, made) if isinstance(made, TicketType) else tickets.set_priority(work, made)
    assert set(refusal.value.fields) == {field}


def test_the_last_in_use_stays_in_use(manager: Actor) -> None:
    with begin(manager) as work:
        kinds, promised = tickets.types(work), tickets.priorities(work)
        for each in kinds[1:]:
            tickets.set_type(work, replace(each, is_active=False), each.mark)
        for each in promised[1:]:
            tickets.set_priority(work, replace(each, is_active=False), each.mark)
    with pytest.raises(Invalid, match="last type in use"):
        set_type(manager, replace(kinds[0], is_active=False), kinds[0].mark)
    with pytest.raises(Invalid, match="last priority in use"):
        set_priority(manager, replace(promised[0], is_active=False), seen=promised[0].mark)
    with pytest.raises(Invalid, match="out of use; take that into use again"):
        set_type(manager, TicketType("again", kinds[1].name))


def test_what_was_promised_stays_promised_and_one_out_of_use_is_given_no_more(here: World, manager: Actor) -> None:
    made = opened(manager, new(here.ward_a, "urgent"))
    urgent = priority(manager, "urgent")
    set_priority(manager, replace(urgent, response_minutes=30, is_active=False), NINE, urgent.mark)
    with begin(manager, NINE) as work:
        assert tickets.get(work, made.ticket_id).row.response_due_at == made.response_due_at
        assert tickets.change_priority(work, made.ticket_id, "urgent").row.priority == "Urgent", "it has that already"
        tickets.change_priority(work, made.ticket_id, "low")
        with pytest.raises(Invalid):
            tickets.change_priority(work, made.ticket_id, "urgent")


def test_a_type_that_needs_a_unit_is_opened_on_one_only(here: World, manager: Actor) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    fault = kind(manager, "meter_fault")
    set_type(manager, replace(fault, needs_unit=True), fault.mark)
    with pytest.raises(Invalid, match="needs the unit") as refusal:
        opened(manager, new(here.ward_a, type_code="meter_fault"))
    assert set(refusal.value.fields) == {"unit_code"}
    assert opened(manager, new(type_code="meter_fault", unit_code=" u-1 ")).unit_id == unit_id
    with pytest.raises(Invalid, match="no unit U-2"):
        opened(manager, new(type_code="meter_fault", unit_code="U-2"))


def test_of_two_who_change_one_at_once_the_second_looks_again(manager: Actor) -> None:
    seen = kind(manager, "other")
    set_type(manager, replace(seen, name="Anything else"), seen.mark)
    with pytest.raises(Conflict, match="Somebody else changed the type"):
        set_type(manager, replace(seen, name="Else"), seen.mark)


def test_of_two_who_add_one_at_once_the_second_is_told(manager: Actor) -> None:
    """Each in a transaction of its own; the second waits for the first, and then reads what that one added."""
    added: tuple[Callable[[Work, int], object], ...] = (
        lambda work, n: tickets.set_type(work, TicketType("lamp", "Street light", needs_unit=bool(n))),
        lambda work, n: tickets.set_priority(work, Priority("soon", "Soon", 60, 120 + n, 9)),
        lambda work, n: tickets.set_escalation_rule(work, EscalationRule("low", None, None, None, TOLD[n])),
        lambda work, n: tickets.set_answer(work, CannedAnswer("soon", "Soon", f"We come in {n + 1} hours.")),
    )
    for add in added:
        both = Barrier(2, timeout=PATIENCE_SECONDS)

        def second(add: Callable[[Work, int], object] = add, both: Barrier = both) -> str:
            with pytest.raises(Conflict) as refusal, begin(manager) as work:
                both.wait()
                add(work, 1)
            return str(refusal.value)

        with ThreadPoolExecutor(1) as pool:
            with begin(manager) as work:
                waiting = pool.submit(second)
                add(work, 0)
                both.wait()
            assert waiting.result().startswith("Somebody else added")
        with begin(manager) as work:
            add(work, 0)
    with begin(manager) as work:
        assert [each.needs_unit for each in tickets.types(work) if each.code == "lamp"] == [False]
        assert [each.resolution_minutes for each in tickets.priorities(work) if each.code == "soon"] == [120]
        assert [each.missed_role for each in tickets.escalation_rules(work)] == [TOLD[0]]
        assert [each.body for each in tickets.answers(work) if each.code == "soon"] == ["We come in 1 hours."]


def test_whoever_sees_some_areas_or_has_no_such_role_sets_nothing(here: World, manager: Actor) -> None:
    for actor in (replace(manager, area_ids=(here.ward_a,)), builders.person(here, Role.SUPPORT)):
        with pytest.raises(Forbidden):
            set_type(actor, TicketType("lamp", "Lamp"))


def test_a_consumer_writes_no_type_by_any_way(here: World) -> None:
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-9"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(consumer) as work:
        work.execute("UPDATE ticket_types SET name = 'Mine' WHERE org_id = %(org_id)s AND code = 'other'")
