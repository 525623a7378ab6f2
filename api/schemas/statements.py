"""The statement of an account as it travels."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.shapes import Day, Exact, In, Out, Period
from services.ledger import Statement


class StatementParams(In):
    """Which days, and in which form."""

    first: Day | None = Field(None, alias="from", description="The first day, for example 2026-01-01.")
    last: Day | None = Field(None, alias="to", description="The last day; today without it.")
    format: Literal["json", "csv"] = "json"


class EntryOut(Out):
    """One entry; `amount` is what it adds to the debt, `balance` what the account owes right after it."""

    entry_id: int
    kind: str
    value_on: date
    recorded_at: datetime
    period: Period | None
    bill_no: str | None
    payment_id: int | None
    receipt_no: str | None
    due: Exact
    advance: Exact
    amount: Exact
    balance: Exact
    note: str


class KindTotalOut(Out):
    """The entries of one kind."""

    kind: str
    count: int
    amount: Exact


class StatementOut(Out):
    """`opening` plus the amounts of all entries is `closing`; above zero the account owes."""

    account_id: int
    account_code: str
    holder_name: str
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    opening: Exact
    closing: Exact
    totals: list[KindTotalOut]
    entries: list[EntryOut]

    @classmethod
    def of(cls, statement: Statement) -> "StatementOut":
        """The statement as an answer."""
        return cls(
            account_id=statement.account_id,
            account_code=statement.account_code,
            holder_name=statement.holder_name,
            first=statement.first,
            last=statement.last,
            opening=statement.opening,
            closing=statement.closing,
            totals=[KindTotalOut.model_validate(total) for total in statement.totals],
            entries=[EntryOut.model_validate(line) for line in statement.lines],
        )
