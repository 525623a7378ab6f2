"""The columns and the link of a bill, the same in every list of bills."""

from collections.abc import Sequence
from datetime import date

from components.screens import BILL
from components.table import Column, Kind
from services.bills import BillRow


def columns(today: date, *, has_account: bool = True) -> Sequence[Column[BillRow]]:
    """Columns of a list of bills; without the account where the list is of one account."""

    def state(row: BillRow) -> str:
        return "overdue" if row.is_overdue(today) else row.status

    account = (
        Column[BillRow]("Consumer", "holder_name", sub="account_code"),
        Column[BillRow]("Area", "area_name", is_desk_only=True),
        Column[BillRow]("Class", lambda row: class_word(row.customer_class), is_desk_only=True, name="customer_class"),
    )
    return (
        Column[BillRow]("Bill", "bill_no", Kind.CODE, sub=lambda row: "archived" if row.is_archived else ""),
        Column[BillRow]("Period", "period", Kind.MONTH),
        *(account if has_account else ()),
        Column[BillRow]("State", state, Kind.STATUS, noun="bill", name="status"),
        Column[BillRow]("Due", "due_on", Kind.DATE, is_desk_only=True),
        Column[BillRow]("Demand", "demand", Kind.MONEY, is_lead=True),
        Column[BillRow]("Unpaid", "outstanding", Kind.MONEY),
    )


def href(row: BillRow) -> str:
    """The address of a bill."""
    return BILL.link(bill=row.bill_no)


def class_word(customer_class: str) -> str:
    """A customer class in plain words: 'Residential single'."""
    return customer_class.replace("_", " ").capitalize()
