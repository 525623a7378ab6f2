"""Cash of Suthra demo: what the field agents took at debtors on the last days, one of them handed over, both closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from services import cash, field_days, visits
from services.cash import NewCash, NewHandover
from services.demo import people, schedule
from services.demo.steps import once
from services.paging import ListQuery
from services.visits import VisitRow
from services.work import Actor, Work
from utils import clock

DAYS: Final = 2
A_DAY: Final = 4
LATEST_HOUR: Final = 16
SHORT: Final = Decimal(50)
PAYERS: Final = ("", "The tenant", "", "A neighbour")


def collect(now: datetime) -> None:
    """Take it, once: of each of the last two days with visits some of what was owed at the units visited."""

    def take(work: Work, agent: Actor) -> None:
        asked = {"agent": str(agent.staff_id), "status": "submitted,approved,returned"}
        made = visits.page(work, ListQuery(filters=asked, size=100)).rows
        days = _last_days(made, clock.local_date(now, work.actor.time_zone))
        for day in days:
            at = schedule.moment(day, LATEST_HOUR, work.actor.time_zone, now)
            by_agent = replace(work, actor=agent, now=at)
            taken = 0
            for row in sorted((each for each in made if each.planned_on == day), key=lambda each: each.visit_id):
                owed = cash.offer(by_agent, row.unit_id).owed
                if owed > 0 and taken < A_DAY:
                    new = NewCash(row.unit_id, _part(owed, taken), uuid5(NAMESPACE_URL, row.visit_no), PAYERS[taken], "", day)
                    cash.collect(by_agent, replace(new, visit_id=row.visit_id))
                    taken += 1
            if day != days[-1]:
                _hand_over(replace(work, now=at + timedelta(hours=1)), agent.staff_id)
            closing = field_days.CloseDay(uuid5(NAMESPACE_URL, f"day {day} of {agent.username}"), "no_time")
            field_days.close(replace(work, actor=agent, now=at + timedelta(hours=2)), closing)

    for name in ("suthra-agent", "suthra-agent2"):
        agent = people.actor_of(name)
        once(people.actor_of("suthra-operations"), f"cash of {name}", now, partial(take, agent=agent))


def _last_days(made: Sequence[VisitRow], today: date) -> list[date]:
    days = sorted({each.planned_on for each in made if today - each.planned_on < timedelta(days=cash.EARLIEST_DAYS)})
    return days[-DAYS:]


def _hand_over(work: Work, agent_id: int) -> None:
    held = cash.in_hand(work, agent_id).amount
    if held > SHORT:
        key = uuid5(NAMESPACE_URL, f"handover of {agent_id}")
        cash.accept(work, NewHandover(agent_id, held - SHORT, key, "A note of 50 was missing; the agent looks for it."))


def _part(owed: Decimal, taken: int) -> Decimal:
    """Every third pays half of it."""
    return owed if taken % 3 != 1 else max(Decimal(1), (owed / 2).quantize(Decimal(1)))
