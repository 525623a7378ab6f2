"""The API takes every filter and order that a list has."""

import pytest
from pydantic import BaseModel

from api.schemas.audit import AuditParams
from api.schemas.billing import BillParams
from api.schemas.cash import CashReceiptParams, HandoverParams
from api.schemas.challans import ChallanParams
from api.schemas.field_days import ClosedDayParams
from api.schemas.money import PaymentParams
from api.schemas.notices import NoticeParams
from api.schemas.people import StaffParams
from api.schemas.register import AccountParams, ReadingParams, UnitParams
from api.schemas.tickets import TicketParams
from api.schemas.visits import VisitParams
from services import (
    accounts,
    activity,
    bills,
    cash,
    challans,
    field_days,
    metering,
    notices,
    payments,
    staff,
    survey_units,
    tickets,
    visits,
)
from services.listing import Listing
from services.paging import ListQuery
from services.permissions import Role
from tests import builders
from tests.api.talking import as_program

PARAMS = [
    (survey_units.UNITS, UnitParams),
    (accounts.ACCOUNTS, AccountParams),
    (bills.BILLS, BillParams),
    (payments.PAYMENTS, PaymentParams),
    (metering.READINGS, ReadingParams),
    (staff.STAFF, StaffParams),
    (activity.AUDIT, AuditParams),
    (tickets.TICKETS, TicketParams),
    (notices.NOTICES, NoticeParams),
    (visits.VISITS, VisitParams),
    (cash.CASH_RECEIPTS, CashReceiptParams),
    (cash.CASH_HANDOVERS, HandoverParams),
    (challans.CHALLANS, ChallanParams),
    (field_days.CLOSED_DAYS, ClosedDayParams),
]


@pytest.mark.parametrize(("listing", "params"), PARAMS, ids=[listing.noun for listing, _ in PARAMS])
def test_every_filter_and_order_of_a_list_can_be_asked_for(listing: Listing[object], params: type[BaseModel]) -> None:
    assert {each.name for each in listing.filters} <= set(params.model_fields)
    for sort in listing.sorts:
        assert params.model_validate({"sort": sort.key}).query().sort == sort.key  # pyright: ignore
    assert params().query() == ListQuery()  # pyright: ignore


def test_filters_narrow_what_the_api_lists(database: object) -> None:
    here = builders.world()
    for n in range(4):
        builders.account(here, f"A-{n}")
        builders.unit(here, f"U-{n}", f"A-{n}", marla=str(n + 1))
    talk = as_program(builders.person(here, Role.BILLING))
    rows = talk.get("/api/v1/units", params={"marla": "2..3", "surveyed": "2026-01-05", "sort": "newest"}).json()["rows"]
    assert [row["code"] for row in rows] == ["U-2", "U-1"]
    wrong = talk.get("/api/v1/units", params={"marla": "3..2"})
    assert wrong.status_code == 422
    assert "marla" in wrong.json()["error"]["fields"]
