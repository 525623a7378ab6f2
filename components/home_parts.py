"""The parts of the home screen, each answering one question of a role."""

from collections.abc import Sequence
from decimal import Decimal

from components import account_parts, cards, page, places, table, words
from components.cards import Figure
from components.screens import ACCOUNT, AREAS, BILL, BILL_RUN, BILLS, CHANGE_REQUESTS, PAYMENTS, SURVEY_UNITS, TODAY
from components.table import Column, Kind, Writer
from services import accounts, areas, bills, caching, change_requests, dashboards, visits
from services.areas import Area
from services.dashboards import AreaFigures, PeriodFigures, Waiting
from services.paging import ListQuery
from services.work import Actor, begin
from utils import clock
from utils.wording import worded


def greeting(actor: Actor) -> str:
    """The heading: who is here."""
    return worded("Welcome, {name}", name=actor.full_name)


def what_waits(actor: Actor) -> None:
    """Runs that wait for a person, and bills that are held back in them."""
    with begin(actor) as work:
        waiting = dashboards.waiting(work)
    page.section("What waits")
    if not waiting:
        page.notice("task_alt", "No bill run waits for anybody.", "The next period can begin.")
        return
    columns = (
        Column[Waiting]("Run", lambda row: f"{row.cycle_name}, {words.month(row.period)}"),
        Column[Waiting]("State", "status", Kind.STATUS, noun="bill_run", is_lead=True),
        Column[Waiting]("Bills", "bill_count", Kind.NUMBER),
        Column[Waiting]("Held back", "held_count", Kind.NUMBER),
        Column[Waiting]("Made by", lambda row: "you" if row.created_by == actor.staff_id else "a colleague"),
    )
    table.show(columns, waiting, Writer(actor.currency, actor.time_zone), lambda row: BILL_RUN.link(run=row.run_id))


def requests_that_wait(actor: Actor) -> None:
    """How many proposed changes of others wait for a decision, and the way to them."""
    with begin(actor) as work:
        count, is_more = change_requests.waiting(work)
    said = f"{count:,}{'+' if is_more else ''} {'waits' if count == 1 else 'wait'}" if count else "None waits"
    href = CHANGE_REQUESTS.link(status="pending", mine="no")
    cards.show([Figure("Change requests", said, "proposed by others, for you to decide", href=href)])


def are_we_collecting(actor: Actor) -> None:
    """Billed and paid by period, what came in this month, and where most is unpaid."""
    found = caching.read(actor, dashboards.collecting)
    trend, came_in, leaks = found.trend, found.came_in, found.leaks
    as_of = words.moment(found.as_of, actor.time_zone)
    page.section("Are we collecting?")
    if not trend:
        page.notice("receipt_long", "Nothing has been billed yet.", "Make a bill run for a period.")
        return
    newest = trend[0]
    unpaid = sum((row.demand - row.allocated for row in trend), Decimal(0))
    cards.show(
        [
            Figure(
                "Came in this month",
                words.money(came_in.amount, actor.currency),
                words.counted(came_in.payment_count, "payment"),
                href=PAYMENTS.link(month=f"{clock.local_date(clock.now(), actor.time_zone):%Y-%m}"),
            ),
            Figure(
                f"Billed for {words.month(newest.period)}",
                words.money(newest.demand, actor.currency),
                words.counted(newest.bill_count, "bill"),
                href=BILLS.link(period=f"{newest.period:%Y-%m}"),
            ),
            Figure(
                "Paid of that",
                words.percent(newest.allocated, newest.demand),
                f"{words.money(newest.allocated, actor.currency)} of {words.money(newest.demand, actor.currency)}",
            ),
            Figure(
                "Unpaid",
                words.money(unpaid, actor.currency),
                f"of {words.counted(len(trend), 'period')} up to {words.short_month(newest.period)}",
            ),
        ],
        as_of,
    )
    _periods(actor, trend)
    _leaks(actor, newest, leaks)


def my_areas(actor: Actor) -> None:
    """The areas that one works in, each with the way to its premises."""
    with begin(actor) as work:
        mine = [area for area in areas.list_all(work) if actor.area_ids is None or area.area_id in set(actor.area_ids)]
    known = {area.area_id for area in mine}
    tops = [area for area in mine if area.parent_id not in known]
    page.section(worded("My areas") if actor.area_ids is not None else worded("Areas"))
    if not tops:
        page.notice("map", worded("No area is assigned to you yet."), worded("Ask your head administrator."))
        return
    columns = (
        Column[Area]("Area", "name", sub=lambda area: places.kind_word(area.kind)),
        Column[Area]("Code", "code", Kind.CODE),
    )
    screen = SURVEY_UNITS if actor.area_ids is not None else AREAS
    table.show(columns, tops, Writer(actor.currency, actor.time_zone), lambda area: screen.link(area=area.area_id))


def my_day(actor: Actor) -> None:
    """How many stops an agent has left, and the way to them."""
    with begin(actor) as work:
        day = visits.today(work)
    left = words.counted(len(day.stops), "stop") if day.stops else worded("Nothing left")
    done = [worded("{count:,} done", count=day.done_count)]
    if day.returned:
        done.append(worded("{count:,} came back", count=len(day.returned)))
    cards.show([Figure("Today", left, worded(", ").join(done), href=TODAY.link())])


def what_i_owe(actor: Actor) -> None:
    """A consumer's own account: what is owed, the newest bill, what was paid."""
    if actor.account_id is None:
        return
    with begin(actor) as work:
        account = accounts.get(work, actor.account_id)
        newest = bills.page(work, ListQuery(size=1)).rows
    owes = account.balance > 0
    figures = [
        Figure(
            "You owe" if owes else "You have paid ahead" if account.balance < 0 else "You owe nothing",
            words.money(abs(account.balance), actor.currency),
            f"account {account.code}",
            href=ACCOUNT.link(account=account.account_id),
        )
    ]
    if newest:
        bill = newest[0]
        due = f"due {words.day(bill.due_on)}"
        figures.append(
            Figure(
                f"Bill for {words.month(bill.period)}",
                words.money(bill.demand, actor.currency),
                due if bill.outstanding else "paid, thank you",
                href=BILL.link(bill=bill.bill_no),
            )
        )
    cards.show(figures)
    account_parts.bills_and_payments(actor, account.account_id)
    account_parts.usage(actor, account.account_id)


def _periods(actor: Actor, trend: Sequence[PeriodFigures]) -> None:
    most = max(row.demand for row in trend)
    columns = (
        Column[PeriodFigures]("Period", "period", Kind.MONTH),
        Column[PeriodFigures]("Bills", "bill_count", Kind.NUMBER, is_desk_only=True),
        Column[PeriodFigures]("Billed", "demand", Kind.MONEY),
        Column[PeriodFigures]("Paid of it", "allocated", Kind.MONEY),
        Column[PeriodFigures]("", lambda row: words.bar(row.allocated, most), is_desk_only=True),
        Column[PeriodFigures]("Share", lambda row: words.percent(row.allocated, row.demand), Kind.NUMBER, is_lead=True),
    )
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, trend, writer, lambda row: BILLS.link(period=f"{row.period:%Y-%m}"))


def _leaks(actor: Actor, newest: PeriodFigures, leaks: Sequence[AreaFigures]) -> None:
    if len(leaks) < 2:
        return
    page.section("Where is most unpaid?", f"Wards and union councils by unpaid demand of {words.month(newest.period)}.")
    columns = (
        Column[AreaFigures]("Area", "name", sub=lambda row: places.kind_word(row.kind)),
        Column[AreaFigures]("Billed", "demand", Kind.MONEY),
        Column[AreaFigures]("Unpaid", lambda row: row.demand - row.allocated, Kind.MONEY, is_lead=True),
        Column[AreaFigures]("Paid", lambda row: words.percent(row.allocated, row.demand), Kind.NUMBER),
    )
    period = f"{newest.period:%Y-%m}"
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, leaks, writer, lambda row: BILLS.link(period=period, area=row.area_id))
