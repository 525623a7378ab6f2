"""Suthra demo: a sanitation agency of one division, in stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Final

from services import accounts, areas, bill_runs, ledger, metering, payments, survey_units, tariffs
from services.demo import (
    collecting,
    complaining,
    paying,
    people,
    places,
    premises,
    proposing,
    repository,
    runs,
    schedule,
    visiting,
)
from services.demo.people import SUTHRA
from services.demo.premises import Block, Premises
from services.demo.schedule import Moments
from services.demo.steps import Stage, Task, once
from services.ledger import NewOpening
from services.payments import RecordPayment
from services.work import Work
from utils import clock, month

NAME: Final = "Suthra demo"
CURRENCY: Final = "PKR"
ZONE: Final = "Asia/Karachi"
TARIFF: Final = "punjab-sanitation"
CYCLE: Final = "sanitation-monthly"
TARIFF_FROM: Final = date(2026, 1, 1)
DUE_DAYS: Final = 15
BATCH: Final = 20_000
FIRST_BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is loaded: the same seed, units and newest period give the same rows, up to the day of `now`."""

    seed: int
    units: int
    newest: date
    now: datetime

    @property
    def oldest(self) -> date:
        """The first period that is billed."""
        return schedule.periods(self.newest)[0]

    @property
    def opened_at(self) -> datetime:
        """When the register was taken over, ten days before the first period."""
        return schedule.moment(self.oldest - timedelta(days=10), 10, ZONE, self.now)

    @property
    def runs(self) -> list[Moments]:
        """The runs, oldest first; the newest stays in review."""
        return schedule.monthly(self.newest, ZONE, self.now)


REGISTERED: Final = Stage("statistics", (Task(repository.analyze_register, (), 0.3),))
ROLES: Final = runs.Roles(CYCLE, "suthra-billing", "suthra-manager")


def stages(plan: Plan, passwords: Mapping[str, str], processes: int) -> list[Stage]:
    """All that is to be done, in order; what was done before is passed by. Large runs are shared by the processes."""
    blocks = premises.blocks(plan.seed, plan.units)
    first, *rest = _batches(blocks)
    found = [
        Stage("places, people and tariff", (Task(_lay_out, (plan, dict(passwords)), 1.5),)),
        Stage("survey units", (_registration(plan, first),)),
        REGISTERED,
        Stage("survey units", tuple(_registration(plan, batch) for batch in rest)),
        REGISTERED,
        Stage(
            "opening balances, tickets and visits",
            (
                Task(_open_accounts, (plan, dict(passwords)), 0.5 + plan.units / 40_000),
                Task(complaining.complain, (plan.seed, plan.units, plan.now), 0.5),
                Task(visiting.visit, (plan.seed, plan.units, _busiest_ward(plan), plan.oldest, plan.now), 0.1),
            ),
        ),
        # By itself: what is approved changes the units that are visited and complained about.
        Stage(
            "change requests",
            (Task(proposing.propose, (plan.seed, plan.units, _busiest_ward(plan), plan.oldest, plan.now), 0.1),),
        ),
    ]
    hands = max(1, processes) if plan.units > BATCH else 1
    for period_no, (run, spans) in enumerate(zip(plan.runs, schedule.spans(plan.runs, _last_day(plan)), strict=True)):
        found += _billing(run, plan.units, hands, is_issued=run.period != plan.newest)
        for span in spans:
            tasks = tuple(
                Task(_collect, (plan, period_no, span, district), count / 30_000) for district, count in _by_district(blocks)
            )
            found.append(Stage(f"payments up to {span[1]:%d %b %Y}", tasks))
    found.append(Stage("cash of the field", (Task(collecting.collect, (plan.now,), 0.1),)))
    return found


def _registration(plan: Plan, batch: Sequence[Block]) -> Task:
    return Task(_register, (plan, batch), sum(block.count for block in batch) / 6000)


def _billing(run: Moments, units: int, hands: int, *, is_issued: bool) -> list[Stage]:
    label = f"bills of {month.show(run.period)}"
    work = Stage(label, tuple(Task(runs.work_off, (ROLES, run), units / 18_000 / hands) for _ in range(hands)))
    found = [Stage(label, (Task(runs.start, (ROLES, run), 0.1),)), work]
    if is_issued:
        found += [Stage(label, (Task(runs.approve_and_issue, (ROLES, run), 0.1),)), work]
    return found


def _lay_out(plan: Plan, passwords: Mapping[str, str]) -> None:
    admin = people.actor_of("suthra-admin")

    def lay_out(work: Work) -> None:
        ids = areas.add_many(work, places.places(plan.seed).areas)
        for username in people.office(SUTHRA):
            people.add(work, username, passwords)
        ward = _busiest_ward(plan)
        people.add(work, "suthra-agent", passwords, area_ids=(ids[ward.leaf.position],))
        district = next(place for place, area in enumerate(places.places(plan.seed).areas)
                        if area.kind == "district" and area.name == f"{ward.leaf.district} District")  # fmt: skip
        people.add(work, "suthra-agent2", passwords, area_ids=(ids[district],))

    def set_prices(work: Work) -> None:
        shipped = tariffs.load("punjab_sanitation")
        tariffs.add_tariff(work, TARIFF, shipped.name, "waste")
        definition = tariffs.to_json(shipped.definition)
        tariffs.add_version(work, TARIFF, min(TARIFF_FROM, plan.oldest), None, definition, shipped.source)
        cycle = bill_runs.NewCycle(CYCLE, "Sanitation monthly", "waste", bill_runs.Basis.FLAT, "monthly", DUE_DAYS)
        bill_runs.add_cycle(work, cycle)

    once(admin, "places and office", plan.opened_at, lay_out)
    once(people.actor_of("suthra-billing"), "tariff", plan.opened_at, set_prices)


def _register(plan: Plan, batch: Sequence[Block]) -> None:
    def register(work: Work) -> None:
        tariff_id = tariffs.find(work, TARIFF).tariff_id
        area_ids = {area.code: area.area_id for area in areas.list_all(work)}
        rows = [
            (area_ids[block.leaf.code], each) for block in batch for each in premises.premises_of(plan.seed, block, plan.oldest)
        ]
        accounts.add_many(
            work, (accounts.NewAccount(each.account_code, each.holder_name, each.phone, area_id) for area_id, each in rows)
        )
        survey_units.add_many(work, (_unit(each) for _, each in rows))
        metering.add_services(
            work,
            (
                metering.NewService(each.account_code, each.unit_code, "waste", tariff_id, plan.oldest)
                for _, each in rows
                if each.is_supplied
            ),
        )

    once(people.actor_of("suthra-operations"), f"units from {batch[0].first}", plan.opened_at, register)


def _unit(each: Premises) -> survey_units.NewUnit:
    return survey_units.NewUnit(
        each.unit_code,
        each.account_code,
        each.address,
        each.settlement,
        each.category,
        each.size_marla,
        each.commercial_size,
        each.latitude,
        each.longitude,
        each.status,
        each.surveyed_on,
    )


def _open_accounts(plan: Plan, passwords: Mapping[str, str]) -> None:
    def add_consumer(work: Work) -> None:
        account = accounts.find(work, _consumer_code(plan))
        people.add(work, "suthra-consumer", passwords, account_id=account.account_id)

    once(people.actor_of("suthra-admin"), "consumer", plan.opened_at, add_consumer)
    billing = people.actor_of("suthra-billing")
    value_on = plan.oldest - timedelta(days=12)
    for batch in premises.batches(premises.blocks(plan.seed, plan.units), BATCH * 2):

        def open_balances(work: Work, batch: Sequence[Block] = batch) -> None:
            openings = (
                NewOpening(code, amount, value_on, "Balance of the register before Suthra")
                for block in batch
                for code, amount in paying.openings_of(plan.seed, block, _demands(plan.seed, block))
            )
            ledger.post_openings(work, openings)

        once(billing, f"opening balances from {batch[0].first}", plan.opened_at, open_balances)


def _collect(plan: Plan, period_no: int, span: tuple[date, date], district: str) -> None:
    """Record what one district paid in a span of days, for its bills of this and the period before."""
    clerk = people.actor_of("suthra-billing2")
    at = schedule.moment(span[1], 18, ZONE, plan.now)
    blocks = [block for block in premises.blocks(plan.seed, plan.units) if block.leaf.district == district]
    for batch in premises.batches(blocks, BATCH * 5):
        once(
            clerk,
            f"payments of {district} upto {span[1]} from {batch[0].first}",
            at,
            partial(_record, plan=plan, period_no=period_no, span=span, batch=batch, counter=district.lower()),
        )


def _record(work: Work, *, plan: Plan, period_no: int, span: tuple[date, date], batch: Sequence[Block], counter: str) -> None:
    issued = [run.issued_at.date() for run in plan.runs[:-1]]
    found = [
        paid
        for number in range(max(0, period_no - 1), min(period_no + 1, len(issued)))
        for block in batch
        for paid in paying.payments_of(plan.seed, block, _demands(plan.seed, block), number, issued[number])
        if span[0] <= paid.value_on <= span[1]
    ]
    found.sort(key=lambda paid: (paid.value_on, paid.account_code))
    if found:
        payments.record_many(work, (RecordPayment(*paid) for paid in found), counter)


def _last_day(plan: Plan) -> date:
    """The last day with a payment: yesterday, or when nobody pays for the newest issued bills any more."""
    runs_ = plan.runs
    yesterday = clock.local_date(plan.now, ZONE) - timedelta(days=1)
    return min(yesterday, runs_[-2].issued_at.date() + timedelta(days=paying.LATEST_DAYS))


def _batches(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """A small first batch, so that the statistics can be renewed soon, then large ones."""
    head = premises.batches(blocks, FIRST_BATCH)[0]
    return [head, *premises.batches(blocks[len(head) :], BATCH)]


def _by_district(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for block in blocks:
        counts[block.leaf.district] = counts.get(block.leaf.district, 0) + block.count
    return list(counts.items())


def _busiest_ward(plan: Plan) -> Block:
    blocks = premises.blocks(plan.seed, plan.units)
    wards = [block for block in blocks if block.leaf.settlement == "urban"] or blocks
    return max(wards, key=lambda block: block.leaf.households)


def _consumer_code(plan: Plan) -> str:
    """An account of the field agent's ward that pays; any that is supplied where nobody does."""
    ward = _busiest_ward(plan)
    demands = _demands(plan.seed, ward)
    for paid in paying.payments_of(plan.seed, ward, demands, 0, plan.oldest):
        return paid.account_code
    return premises.account_code(ward.first)


@lru_cache(maxsize=4096)
def _demands(seed: int, block: Block) -> Sequence[int]:
    return premises.demands_of(seed, block)
