"""Making an export: who may, of what, and what is remembered of it."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, LiteralString

from services import audit
from services.exports import repository
from services.permissions import Permission
from services.work import Work
from utils.errors import Invalid

__all__ = ["Export", "ExportNoun", "stream"]


class ExportNoun(StrEnum):
    """What can be exported."""

    BILLS = "bills"
    BILL_LINES = "bill_lines"
    UNITS = "units"
    ACCOUNTS = "accounts"
    READINGS = "readings"
    PAYMENTS = "payments"


STATEMENTS: Final[dict[ExportNoun, LiteralString]] = {
    ExportNoun.BILLS: repository.BILLS,
    ExportNoun.BILL_LINES: repository.BILL_LINES,
    ExportNoun.UNITS: repository.UNITS,
    ExportNoun.ACCOUNTS: repository.ACCOUNTS,
    ExportNoun.READINGS: repository.READINGS,
    ExportNoun.PAYMENTS: repository.PAYMENTS,
}
WITHOUT_PERIOD: Final = frozenset({ExportNoun.UNITS, ExportNoun.ACCOUNTS})
READS: Final = {
    ExportNoun.BILLS: Permission.BILL_READ,
    ExportNoun.BILL_LINES: Permission.BILL_READ,
    ExportNoun.UNITS: Permission.UNIT_READ,
    ExportNoun.ACCOUNTS: Permission.ACCOUNT_READ,
    ExportNoun.READINGS: Permission.READING_READ,
    ExportNoun.PAYMENTS: Permission.PAYMENT_READ,
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for: a noun, and a period (first of month) for what has one; None is everything."""

    noun: ExportNoun
    period: date | None = None


def stream(work: Work, wanted: Export) -> Generator[bytes, None, None]:
    """CSV in UTF-8 with a header, piece by piece, of the rows that the actor may see; refusals come before the first.

    bills: bill_no, account_code, unit_code, customer_class (`mixed` where meters differ), period, service, quantity,
    demand, arrears, credit, amount_due, outstanding, status, due_on, area_code; drafts and held bills are among them.
    bill_lines: bill_no, account_code, period, line_no, meter_no, unit_code, customer_class, component, quantity, rate,
    amount, tier_no, season, bill_status. A text that a spreadsheet would take for a formula begins with an apostrophe.
    Payments of a period are those of its value dates. Raises Forbidden, Invalid.
    """
    work.require(Permission.EXPORT)
    work.require(READS[wanted.noun])
    if wanted.period is not None and wanted.noun in WITHOUT_PERIOD:
        raise Invalid({"period": f"The export of {wanted.noun} has no period; leave it out."})
    audit.record(work, "export.made", f"export {wanted.noun}", after={"period": wanted.period})
    values = {"period": wanted.period, "time_zone": work.actor.time_zone}
    return repository.copy_out(work, STATEMENTS[wanted.noun], values)
