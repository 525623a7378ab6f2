"""Reading what is supplied to an account and pricing this month of it, on the path that bills take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services import tariffs
from services.permissions import Permission
from services.supplies import repository
from services.supplies.repository import LastUse, ServiceRow
from services.tariffs import PricedLine, PriceResult, PricingInput, TariffVersion
from services.work import Work
from utils import month
from utils.money import format_number

__all__ = ["Supply", "of_account"]

NOT_BILLED = ("inactive", "duplicate_of")


@dataclass(frozen=True, slots=True)
class Supply:
    """One service this month.

    `amount` is what it costs, `basis` for what ("for November 2026"), `lines` are the rules that make it up, in words.
    Where there is no amount, `problem` says why. No version is in force where `version_id` is None.
    """

    service_id: int
    kind: str
    unit_id: int | None
    unit_code: str | None
    starts_on: date
    ends_on: date | None
    tariff_code: str
    tariff_name: str
    version_id: int | None
    version_no: int | None
    effective_from: date | None
    is_metered: bool
    amount: Decimal | None
    basis: str
    lines: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class _Cost:
    amount: Decimal | None = None
    basis: str = ""
    lines: tuple[str, ...] = ()
    problem: str = ""


def of_account(work: Work, account_id: int, unit_id: int | None = None) -> list[Supply]:
    """The services of an account (of one of its units), those that run first, each with what this month costs."""
    work.require(Permission.ACCOUNT_READ)
    rows = repository.of_account(work, account_id, unit_id)
    if not rows:
        return []
    period = month.first_of(work.today)
    chooser = tariffs.resolve(work, sorted({row.tariff_id for row in rows}), period)
    uses = repository.last_uses(work, account_id, [row.service_id for row in rows])
    return [_supply(work, row, chooser, [use for use in uses if use.service_id == row.service_id], period) for row in rows]


def _supply(
    work: Work, row: ServiceRow, chooser: tariffs.VersionChooser, uses: Sequence[LastUse], period: date
) -> Supply:
    version = chooser.choose(row.tariff_id, row.area_id)
    is_metered = version is not None and bool(tariffs.questions(tariffs.parse(version.definition)).measures)
    cost = _not_billed(row, period) or _cost(work, row, chooser, version, uses if is_metered else (), period, is_metered)
    return Supply(
        service_id=row.service_id, kind=row.kind, unit_id=row.unit_id, unit_code=row.unit_code, starts_on=row.starts_on,
        ends_on=row.ends_on, tariff_code=row.tariff_code, tariff_name=row.tariff_name,
        version_id=version.version_id if version else None, version_no=version.version_no if version else None,
        effective_from=version.effective_from if version else None, is_metered=is_metered, amount=cost.amount,
        basis=cost.basis, lines=cost.lines, problem=cost.problem,
    )  # fmt: skip


def _not_billed(row: ServiceRow, period: date) -> _Cost | None:
    if row.starts_on > month.last_day(period):
        return _Cost(problem="It has not started yet.")
    if row.ends_on is not None and row.ends_on < period:
        return _Cost(problem="It has ended.")
    if not row.is_active:
        return _Cost(problem="It is not billed while the account is inactive.")
    if row.unit_status in NOT_BILLED:
        return _Cost(problem="It is not billed while the premises are inactive or a duplicate.")
    return None


def _cost(
    work: Work, row: ServiceRow, chooser: tariffs.VersionChooser, version: TariffVersion | None,
    uses: Sequence[LastUse], period: date, is_metered: bool,
) -> _Cost:  # fmt: skip
    if version is None:
        return _Cost(problem=f"No version of {row.tariff_name} is in force here in {month.show(period)}.")
    if not is_metered:
        known = {"settlement": row.settlement, "category": row.category, "size_marla": row.size_marla,
                 "commercial_size": row.commercial_size}  # fmt: skip
        given = {name: value for name, value in known.items() if value is not None}
        result = chooser.pricer(version).price(PricingInput(period=period, attributes=given))
        return _priced(result, f"for {month.show(period)}", tuple(line.text for line in result.lines))
    if not uses:
        return _Cost(problem="It is priced by use, and nothing has been read yet.")
    total, lines = Decimal(0), list[str]()
    for use in uses:
        given = {"customer_class": use.customer_class, **({"meter_size": use.meter_size} if use.meter_size else {})}
        asked = PricingInput(period=period, quantity=use.quantity, unit=use.unit_of_measure, attributes=given)
        result = chooser.pricer(version).price(asked)
        if result.uncovered is not None:
            return _priced(result, "", ())
        total += result.total
        lines += [_of_meter(use, line, work.actor.currency, is_named=len(uses) > 1) for line in result.lines]
    used = sum((use.quantity for use in uses), Decimal(0))
    newest = max(use.period for use in uses)
    last_read = f"{format_number(used)} {uses[0].unit_of_measure}, {month.show(newest)}"
    basis = f"in {month.show(period)} for a use as last read: {last_read}"
    return _Cost(total, basis, tuple(lines))


def _priced(result: PriceResult, basis: str, lines: tuple[str, ...]) -> _Cost:
    if result.uncovered is not None:
        reason = result.uncovered[:1].upper() + result.uncovered[1:].rstrip(".")
        return _Cost(problem=f"{reason}. A bill would be held back for a person to look at.")
    return _Cost(result.total, basis, lines)


def _of_meter(use: LastUse, line: PricedLine, currency: str, *, is_named: bool) -> str:
    meter = f"Meter {use.meter_no}, " if is_named else ""
    return f"{meter}{line.label}: {tariffs.explain(line, currency)}"
