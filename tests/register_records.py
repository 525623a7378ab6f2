"""Proposed changes and duplicates of the register, for tests that try every operation."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from services import change_requests, duplicates, survey_units
from services.change_requests import NewRequest
from services.paging import ListQuery
from services.work import Actor, begin
from tests.town import Town


def request_of(place: Town, account_code: str, person: Actor | None = None) -> int:
    """A proposed name of the consumer of an account."""
    person = person or place.here.admin
    changes, unit_id = {"holder_name": f"Demo {uuid4()}"}, place.unit_ids[account_code]
    with begin(person) as work:
        return change_requests.propose(work, NewRequest("consumer", uuid4(), unit_id, changes=changes)).row.request_id


def pair_of(place: Town, account_code: str) -> int:
    """Two more units of an account, at one spot."""
    latitude = 31.5 if account_code == "A-1" else 31.6
    twin = survey_units.NewUnit("", account_code, "House 1", "urban", "residential", Decimal(5), None, latitude, 74.3, "listed",
                                date(2026, 1, 5))  # fmt: skip
    codes = [f"U-{uuid4()}".upper() for _ in range(2)]
    with begin(place.here.admin) as work:
        survey_units.add_many(work, [replace(twin, code=code) for code in codes])
        duplicates.look(work, place.here.district)
        return duplicates.page(work, ListQuery(codes[0])).rows[0].pair_id
