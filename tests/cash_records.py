"""Cash of an agent in its states, for tests that try every operation."""

from decimal import Decimal
from uuid import uuid4

from services import cash
from services.cash import NewCash, NewDeposit, NewHandover
from services.work import Actor, begin
from tests.town import Town


def receipt_of(place: Town, account_code: str, agent: Actor) -> int:
    """Cash that an agent took at a unit."""
    with begin(agent) as work:
        return cash.collect(work, NewCash(place.unit_ids[account_code], Decimal(5), uuid4())).row.receipt_id


def handover_of(place: Town, account_code: str, agent: Actor) -> int:
    """What an agent took and somebody of the office accepted."""
    receipt_of(place, account_code, agent)
    with begin(place.here.admin) as work:
        return cash.accept(work, NewHandover(agent.staff_id, Decimal(5), uuid4())).row.handover_id


def deposit_of(place: Town, account_code: str, agent: Actor) -> int:
    """A deposit that is not on the statement yet."""
    handover_id = handover_of(place, account_code, agent)
    with begin(place.here.admin) as work:
        return cash.deposit(work, NewDeposit((handover_id,), "First", str(uuid4()), work.today, uuid4())).deposit_id
