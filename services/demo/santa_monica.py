"""Santa Monica water: every published read of a city, billed month by month, in stages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from services import accounts, areas, bill_runs, metering, staff, tariffs
from services.demo import people, repository, runs, schedule
from services.demo.people import MONICA
from services.demo.reads import Read, account_code, reads
from services.demo.steps import Stage, Task, once
from services.work import Work
from utils import month

NAME: Final = "Santa Monica water"
CURRENCY: Final = "USD"
ZONE: Final = "America/Los_Angeles"
TARIFF: Final = "santa-monica-water"
CYCLE: Final = "water-per-read"
TARIFF_FROM: Final = date(2014, 1, 1)
FIRST_MONTH: Final = date(2014, 1, 1)
MONTHS: Final = 33
DUE_DAYS: Final = 20
# The largest reads of the file are 421,817, then 12,386 and 11,324 CCF: half as much again as the largest plausible one.
OUTLIER_ABOVE: Final = Decimal(20_000)
OPENED_AT: Final = datetime.combine(date(2013, 12, 20), time(18), UTC)
CITY: Final = (34.0195, -118.4912)
CONSUMER: Final = 32456
ROLES: Final = runs.Roles(CYCLE, "monica-billing", "monica-manager")


def stages(passwords: Mapping[str, str], now: datetime) -> list[Stage]:
    """All that is to be done, in order; what was done before is passed by."""
    found = [
        Stage("city, people and tariff", (Task(_lay_out, (dict(passwords),), 1.5),)),
        Stage("reads", (Task(_take_over, (dict(passwords),), 7.0),)),
    ]
    runs_ = [_moments(month.add(FIRST_MONTH, number), now) for number in range(MONTHS)]
    # A month is priced while the one before it is issued; issued they are one after the other, as arrears demand.
    for run, before in zip([*runs_, None], [None, *runs_], strict=True):
        label = f"bills of {month.show((run or runs_[-1]).period)}"
        priced = (Task(runs.bring_to_review, (ROLES, run), 0.35),) if run else ()
        issued = (Task(runs.bring_to_issued, (ROLES, before), 0.35),) if before else ()
        found.append(Stage(label, issued + priced))
    return found


def _moments(period: date, now: datetime) -> schedule.Moments:
    """The run of a month begins on the third day of the next, when its last reads are in."""
    return schedule.moments(period, month.add(period, 1) + timedelta(days=2), ZONE, now)


def join(now: datetime) -> None:
    """Let the people who work in both organizations into this one."""
    for person in people.joiners(MONICA):

        def let_in(work: Work, username: str = person.username, role: people.Role = person.role) -> None:
            staff.join(work, username, role)

        once(people.actor_of("monica-admin"), f"joined by {person.username}", now, let_in)


def _lay_out(passwords: Mapping[str, str]) -> None:
    def lay_out(work: Work) -> None:
        (city,) = areas.add_many(work, [areas.NewArea(None, "city", "SM", "Santa Monica", None, *CITY)])
        for username in people.office(MONICA):
            people.add(work, username, passwords)
        people.add(work, "monica-agent", passwords, area_ids=(city,))

    def set_prices(work: Work) -> None:
        shipped = tariffs.load("santa_monica_water")
        tariffs.add_tariff(work, TARIFF, shipped.name, "water")
        tariffs.add_version(work, TARIFF, TARIFF_FROM, None, tariffs.to_json(shipped.definition), shipped.source)
        cycle = bill_runs.NewCycle(CYCLE, "Water per read", "water", bill_runs.Basis.METERED, "per_read", DUE_DAYS, OUTLIER_ABOVE)
        bill_runs.add_cycle(work, cycle)

    once(people.actor_of("monica-admin"), "city and office", OPENED_AT, lay_out)
    once(people.actor_of("monica-billing"), "tariff", OPENED_AT, set_prices)


def _take_over(passwords: Mapping[str, str]) -> None:
    operator = people.actor_of("monica-operations")
    once(operator, "meters", OPENED_AT, _register)
    repository.analyze_register()
    once(operator, "reads", OPENED_AT, _record)
    repository.analyze_readings()

    def add_consumer(work: Work) -> None:
        account = accounts.find(work, account_code(CONSUMER))
        people.add(work, "monica-consumer", passwords, account_id=account.account_id)

    once(people.actor_of("monica-admin"), "consumer", OPENED_AT, add_consumer)


def _register(work: Work) -> None:
    """A customer is an account with one water service; the reads name its meters."""
    city = areas.find(work, "SM").area_id
    tariff_id = tariffs.find(work, TARIFF).tariff_id
    customers = sorted({row.customer_id for row in _all_reads()})
    meters = dict.fromkeys((row.account_code, row.meter_no) for row in _all_reads())
    accounts.add_many(work, (accounts.NewAccount(account_code(each), f"Customer {each}", None, city) for each in customers))
    metering.add_services(
        work, (metering.NewService(account_code(each), None, "water", tariff_id, FIRST_MONTH) for each in customers)
    )
    metering.add_meters(work, (metering.NewMeter(account, meter_no, None, "CCF") for account, meter_no in meters))


def _record(work: Work) -> None:
    """The month is all that is known of the day; it counts as its last day."""
    last_days = {period: month.last_day(period) for period in {row.period for row in _all_reads()}}
    metering.add_readings(
        work,
        (
            metering.NewReading(row.meter_no, row.period, last_days[row.period], row.usage, row.customer_class)
            for row in _all_reads()
        ),
    )
    _all_reads.cache_clear()


@cache
def _all_reads() -> list[Read]:
    return list(reads())
