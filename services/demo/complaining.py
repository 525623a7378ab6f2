"""Tickets of Suthra demo: a few dozen complaints of the last weeks, most of them seen to, some late, some waiting."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from services import notices, tickets
from services.demo import people, picturing, premises, repository, schedule
from services.demo.steps import once
from services.paging import ListQuery
from services.tickets import EscalationRule, NewTicket, Step
from services.work import Work, begin
from utils import clock

COUNT: Final = 24
DAYS: Final = 24
SUBJECTS: Final = {
    "missed_collection": ("Waste not collected since Monday", "The bin at the corner overflows", "Nobody came this week"),
    "wrong_bill": ("The bill says 10 marla, the house has 5", "Paid twice in one month", "Billed as a shop, it is a house"),
    "new_connection": ("New house, please list it", "Upper storey needs a bill of its own"),
    "staff_conduct": ("The collector asked for money without a receipt",),
    "other": ("Where can the fee be paid on Saturdays?", "Please change the name on the bill"),
}  # fmt: skip
NOTES: Final = {
    Step.PEND: "Waits for the visit of the supervisor.",
    Step.RESOLVE: "Looked at and put right; the consumer was told.",
    Step.REJECT: "Asked twice; the first one is seen to.",
}
ASKED: Final = "@suthra-manager please look at this one: the consumer calls every day."
LEFT_UNREAD: Final = 3
# How far a ticket came, the early ones all the way.
PATHS: Final = (
    (Step.START, Step.RESOLVE, Step.CLOSE),
    (Step.START, Step.PEND, Step.RESUME, Step.RESOLVE),
    (Step.START, Step.RESOLVE),
    (Step.START, Step.PEND),
    (Step.START,),
    (),
)
REACHED: Final = ((0, 0, 0, 1, 2), (0, 1, 2, 2, 4), (2, 3, 4, 5, 5))


@dataclass(frozen=True, slots=True)
class _Complaint:
    opened_at: datetime
    new: NewTicket
    path: int


def complain(seed: int, units: int, now: datetime) -> None:
    """Open them in the order of time and take their steps; done once."""
    support = people.actor_of("suthra-support")
    operations = people.actor_of("suthra-operations")
    others = [operations, people.actor_of("suthra-manager")]

    def all_of_them(work: Work) -> None:
        rng = Random(f"tickets {seed}")  # noqa: S311
        manager = replace(work, now=now, actor=others[1])
        for code in ("urgent", "high"):
            tickets.set_escalation_rule(manager, EscalationRule(code, None, 75, "operations", "manager"))
        waiting: list[int] = []
        ticket_id = 0
        for number, each in enumerate(_complaints(work, rng, units, now)):
            at = replace(work, now=each.opened_at, actor=support)
            ticket_id = tickets.open_one(at, each.new).ticket_id
            if number % 9 == 8:
                waiting.append(ticket_id)
                continue
            sees_to_it = rng.choice([support, support, *others])
            at = _later(at, rng, 3, now)
            tickets.assign(at, ticket_id, sees_to_it.staff_id)
            at = replace(at, actor=sees_to_it)
            for step in PATHS[each.path]:
                at = _later(at, rng, 20, now)
                tickets.move(at, ticket_id, step, NOTES.get(step, ""))
            if number % 5 == 2:
                tickets.comment(at, ticket_id, ASKED, is_internal=True)

        if len(waiting) > 1:
            tickets.merge(replace(work, now=now, actor=support), waiting[1], waiting[0])
            tickets.link(replace(work, now=now, actor=support), waiting[0], ticket_id)

    once(operations, "tickets", now, all_of_them)
    picturing.add(operations, support, now)
    for each in (support, *others):
        with begin(each, now) as work:
            _read_all_but_the_newest(work)


def _read_all_but_the_newest(work: Work) -> None:
    """What they were told long ago they have read; again it changes nothing."""
    told = notices.page(work, ListQuery(size=LEFT_UNREAD + 1)).rows
    if len(told) > LEFT_UNREAD:
        notices.read_all(work, told[-1].notice_id)


def _complaints(work: Work, rng: Random, units: int, now: datetime) -> list[_Complaint]:
    count = min(COUNT, units)
    numbers = sorted(rng.sample(range(1, units + 1), count))
    found = repository.unit_ids(work, [premises.unit_code(number) for number in numbers])
    rng.shuffle(found)
    today = clock.local_date(now, work.actor.time_zone)
    days = [today - timedelta(days=rng.randint(1, DAYS)) for _ in found]
    moments = sorted(schedule.moment(day, rng.randint(8, 17), work.actor.time_zone, now) for day in days)
    made: list[_Complaint] = []
    for place, (opened_at, unit_id) in enumerate(zip(moments, found, strict=True)):
        kind = rng.choice(["missed_collection"] * 4 + ["wrong_bill"] * 3 + ["new_connection", "staff_conduct", "other"])
        new = NewTicket(
            rng.choice(SUBJECTS[kind]),
            "",
            kind,
            rng.choice(["urgent", "high", "normal", "normal", "normal", "low"]),
            rng.choice(["phone", "phone", "counter", "visit"]),
            UUID(int=rng.getrandbits(128), version=4),
            unit_id=unit_id,
        )
        made.append(_Complaint(opened_at, new, rng.choice(REACHED[place * len(REACHED) // len(found)])))
    return made


def _later(work: Work, rng: Random, hours: int, now: datetime) -> Work:
    return replace(work, now=min(work.now + timedelta(minutes=rng.randint(10, hours * 60)), now))
