"""Statements about hot bills that read archived ones as well where a month has some."""

from datetime import date
from typing import LiteralString

from services.archives import repository
from services.work import Work


def wherever(work: Work, period: date, sql: LiteralString) -> LiteralString:
    """The statement over `bills b` and `bill_exceptions x` as it is, or over both sides where the month is archived."""
    if not repository.months(work, period):
        return sql
    both = sql.replace("FROM bills b", "FROM all_bills b").replace("JOIN bills b", "JOIN all_bills b")
    return both.replace("JOIN bill_exceptions x", "JOIN all_bill_exceptions x")
