"""The statement of an account between two days: opening balance, every entry, closing balance, totals by kind."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from services.ledger import repository
from services.ledger.models import EntryKind, KindTotal, Statement, StatementLine
from services.ledger.repository import Holder
from services.permissions import Permission
from services.work import Work
from utils.errors import Invalid, not_found
from utils.text import as_cell

MOST_LINES: Final = 5_000
HEADER: Final = (
    "date", "kind", "bill_no", "period", "receipt_no", "note", "unpaid_demand", "unmatched_money", "amount", "balance"
)  # fmt: skip


def statement_between(work: Work, account_id: int, first: date, last: date) -> Statement:
    """All entries with a value date from `first` to `last`, both included. Raises NotFound, Invalid, Forbidden."""
    work.require(Permission.LEDGER_READ)
    found = repository.holder(work, account_id, None) or not_found("account", account_id)
    return _statement(work, found, first, last)


def statement_of(work: Work, account_code: str, first: date, last: date) -> Statement:
    """Like `statement_between`, for the account of a code."""
    work.require(Permission.LEDGER_READ)
    found = repository.holder(work, None, account_code.strip().upper()) or not_found("account", account_code)
    return _statement(work, found, first, last)


def as_csv(statement: Statement) -> str:
    """The statement as CSV: a row with the opening balance, one an entry, and a row with the closing balance."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerow((statement.first, "opening_balance", *[""] * 7, statement.opening))
    writer.writerows(_cells(line) for line in statement.lines)
    writer.writerow((statement.last, "closing_balance", *[""] * 7, statement.closing))
    return out.getvalue()


def _statement(work: Work, holder: Holder, first: date, last: date) -> Statement:
    if first > last:
        raise Invalid({"from": "The statement begins after it ends; swap the two days."})
    lines = repository.statement_between(work, holder.account_id, first, last, MOST_LINES)
    if len(lines) > MOST_LINES:
        raise Invalid({"from": f"These days hold more than {MOST_LINES:,} entries; choose fewer days."})
    if lines:
        # One query gives the lines with their balances, so that opening and closing agree with them at any moment.
        opening, closing = lines[0].balance - lines[0].amount, lines[-1].balance
    else:
        opening = closing = repository.balance_before(work, holder.account_id, first)
    totals = tuple(_totals(lines))
    return Statement(
        holder.account_id, holder.code, holder.holder_name, first, last, opening, tuple(lines), closing, totals
    )  # fmt: skip


def _totals(lines: list[StatementLine]) -> Iterator[KindTotal]:
    for kind in EntryKind:
        amounts = [line.amount for line in lines if line.kind == kind]
        if amounts:
            yield KindTotal(kind, len(amounts), sum(amounts, Decimal(0)))


def _cells(line: StatementLine) -> tuple[object, ...]:
    period = f"{line.period:%Y-%m}" if line.period else ""
    return (line.value_on, line.kind, line.bill_no or "", period, line.receipt_no or "", as_cell(line.note),
            line.due, line.advance, line.amount, line.balance)  # fmt: skip
