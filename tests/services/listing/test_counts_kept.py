"""Counts beside pages are kept for five seconds: for the same question and rights alone, and never past an own write."""

from typing import Any

import pytest

from database import connection
from services import memory
from services.exports.models import ExportNoun
from services.exports.nouns import LISTINGS
from services.listing import Listing, page
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.register_records import request_of
from tests.town import NEXT, Town
from utils.errors import AppError

SHORT = ListQuery(size=1)


def counted(actor: Actor, listing: Listing[Any], query: ListQuery = SHORT) -> object:
    try:
        with begin(actor) as work:
            return page(work, listing, query).count
    except AppError as error:
        return type(error), str(error)


def people(place: Town) -> list[Actor]:
    """Every role, with and without areas, and two with the same rights."""
    anywhere = [builders.person(place.here, role) for role in Role if role not in (Role.CONSUMER, Role.FIELD_AGENT)]
    in_areas = [
        builders.person(place.here, role, (ward,))
        for role in (Role.FIELD_AGENT, Role.MANAGER, Role.BILLING)
        for ward in (place.here.ward_a, place.here.ward_a, place.here.ward_b)
    ]
    return [*anywhere, *in_areas, builders.person(place.here, Role.CONSUMER, (), place.account_ids["A-1"])]


@pytest.mark.parametrize("noun", LISTINGS)
def test_a_count_that_was_kept_is_the_one_that_would_have_been_made(database: object, noun: ExportNoun) -> None:
    places = (town.town(), town.town())
    town.bill(places[0])
    town.bill(places[1])
    town.bill(places[1], NEXT)
    town.pay(places[0], "A-1", "50")
    town.pay(places[0], "B-1", "50")
    town.pay(places[1], "A-1", "50")
    request_of(places[0], "A-1")
    askers = [actor for place in places for actor in people(place)]
    alone: list[object] = []
    for actor in askers:
        memory.shared.forget_all()
        alone.append(counted(actor, LISTINGS[noun]))
    memory.shared.forget_all()
    for _ in range(2):
        assert [counted(actor, LISTINGS[noun]) for actor in askers] == alone
    assert len({str(each) for each in alone}) > 1


def test_a_count_is_made_once_for_the_same_rights_and_anew_after_an_own_write(database: object) -> None:
    place = town.town()
    units = LISTINGS[ExportNoun.UNITS]
    first, second = (builders.person(place.here, Role.BILLING) for _ in range(2))
    before = counted(first, units)
    assert isinstance(before, int)
    gone = (first.staff_id, place.unit_ids["A-1"])
    with connection.connect(connection.direct_url()) as elsewhere:
        elsewhere.execute("UPDATE survey_units SET deleted_at = now(), deleted_by = %s WHERE unit_id = %s", gone)
    assert (counted(first, units), counted(second, units)) == (before, before)
    assert counted(first, units, ListQuery(size=1, filters={"status": "listed"})) == before - 1
    builders.unit(place.here, "A-9", "A-1")
    assert (counted(first, units), counted(second, units)) == (before, before)
    with connection.connect(connection.direct_url()) as elsewhere:
        elsewhere.execute("DELETE FROM survey_units WHERE code = 'A-9'")
    builders.account(place.here, "A-99")
    assert counted(second, units) == before - 1
