"""A small register, an agent who sees one ward of it, and two who decide, for tests of change requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from services import change_requests, ledger
from services.change_requests import NewRequest, Request
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World


@dataclass(frozen=True)
class Register:
    """Units U-1 to U-3 of accounts A-1 to A-3 in ward A and U-9 in ward B; the agent works in ward A."""

    here: World
    agent: Actor
    operations: Actor
    admin: Actor
    consumer: Actor
    unit_ids: dict[str, int]
    account_ids: dict[str, int]


def register() -> Register:
    """A fresh organization."""
    here = builders.world()
    unit_ids, account_ids = {}, {}
    for number, area in ((1, here.ward_a), (2, here.ward_a), (3, here.ward_a), (9, here.ward_b)):
        account_ids[f"A-{number}"] = builders.account(here, f"A-{number}", area)
        unit_ids[f"U-{number}"] = builders.unit(here, f"U-{number}", f"A-{number}")
    return Register(
        here,
        builders.person(here, Role.FIELD_AGENT, (here.ward_a,)),
        builders.person(here, Role.OPERATIONS),
        builders.person(here, Role.HEAD_ADMINISTRATOR),
        builders.person(here, Role.CONSUMER, account_id=account_ids["A-1"]),
        unit_ids,
        account_ids,
    )


def new(place: Register, kind: str, changes: Mapping[str, Any] | None = None, code: str = "U-1", **values: Any) -> NewRequest:
    """A request about a unit."""
    named = {"unit_id": place.unit_ids[code], "client_uuid": uuid4(), **values}
    return NewRequest(kind, changes=changes or {}, **named)


def proposed(actor: Actor, asked: NewRequest) -> Request:
    """The request as it was taken."""
    with begin(actor) as work:
        return change_requests.propose(work, asked)


def renamed(place: Register, name: str = "Demo Neighbour", code: str = "U-1", by: Actor | None = None) -> Request:
    """A proposed name."""
    return proposed(by or place.agent, new(place, "consumer", {"holder_name": name}, code))


def approved(actor: Actor, request_id: int, seen: str | None = None, *, leaves_balance: bool = False) -> Request:
    """The request after somebody approved it."""
    with begin(actor) as work:
        return change_requests.approve(work, request_id, seen, leaves_balance=leaves_balance)


def looked_at(actor: Actor, request_id: int) -> Request:
    """The request as it is now."""
    with begin(actor) as work:
        return change_requests.get(work, request_id)


def owing(place: Register, account_code: str, amount: int) -> None:
    """What an account owed in an earlier system."""
    with begin(place.here.admin) as work:
        ledger.post_opening(work, account_code, Decimal(amount), date(2026, 1, 1))


FIXED = UUID(int=77)
