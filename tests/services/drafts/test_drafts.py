"""Drafts: kept for their owner alone, emptied when the form is sent, bounded, and cleared away when they are old."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from services import drafts, memory
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils import clock
from utils.errors import Invalid

FORM = "ticket.open"


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def kept(actor: Actor, *forms: str) -> dict[tuple[str, str], dict[str, str]]:
    with begin(actor) as work:
        return {(each.form, each.record): dict(each.typed) for each in drafts.of_forms(work, forms or (FORM,))}


def test_a_draft_is_kept_replaced_and_thrown_away(here: World) -> None:
    clerk, first, second = builders.person(here, Role.BILLING), uuid4(), uuid4()
    with begin(clerk) as work:
        assert drafts.save(work, FORM, "unit 7", first, {"Description": "Half"})
        assert drafts.save(work, FORM, "unit 7", first, {"Description": "Half a sentence"})
        assert drafts.save(work, FORM, "", second, {"Description": "Another"})
    assert kept(clerk) == {(FORM, "unit 7"): {"Description": "Half a sentence"}, (FORM, ""): {"Description": "Another"}}
    with begin(clerk) as work:
        drafts.throw_away(work, FORM, "unit 7", second)
    assert (FORM, "unit 7") in kept(clerk)
    with begin(clerk) as work:
        drafts.throw_away(work, FORM, "unit 7", first)
    assert kept(clerk) == {(FORM, ""): {"Description": "Another"}}
    assert kept(clerk, "payment.record") == {}


def test_what_was_sent_does_not_come_back_by_a_save_that_was_on_its_way(here: World) -> None:
    clerk, filling = builders.person(here, Role.BILLING), uuid4()
    with begin(clerk) as work:
        drafts.save(work, FORM, "", filling, {"Description": "All of it"})
        drafts.sent(work, FORM, "", filling)
        assert not drafts.save(work, FORM, "", filling, {"Description": "All of it"})
    assert kept(clerk) == {}
    with begin(clerk) as work:
        assert drafts.save(work, FORM, "", uuid4(), {"Description": "The next"})
    assert kept(clerk) == {(FORM, ""): {"Description": "The next"}}


def test_nobody_else_sees_or_touches_a_draft_not_even_by_sql(here: World) -> None:
    clerk, filling = builders.person(here, Role.BILLING), uuid4()
    with begin(clerk) as work:
        drafts.save(work, FORM, "", filling, {"Description": "Mine"})
    for other in (here.admin, builders.person(here, Role.BILLING), builders.world().admin):
        assert kept(other) == {}
        with begin(other) as work:
            drafts.throw_away(work, FORM, "", filling)
            assert work.execute("SELECT count(*) FROM drafts").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(other) as work:
            work.execute(
                "INSERT INTO drafts VALUES (%(org_id)s, %(staff_id)s, 'x', '', gen_random_uuid(), '{}', %(now)s)",
                staff_id=clerk.staff_id,
            )
    assert kept(clerk) == {(FORM, ""): {"Description": "Mine"}}
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(DatabaseRole.DOOR) as door:
        door.execute("SELECT typed FROM drafts")


def test_secrets_are_never_kept_and_a_draft_is_bounded(here: World) -> None:
    clerk = builders.person(here, Role.BILLING)
    with begin(clerk) as work:
        drafts.save(work, FORM, "", uuid4(), {"Description": "x", "New password": "hunter2", "Recovery code": "1234"})
    assert kept(clerk) == {(FORM, ""): {"Description": "x"}}
    for form, record, typed in (
        (FORM, "", {"Description": "x" * 60_001}),
        (FORM, "", {str(number): "x" for number in range(61)}),
        ("Ticket open", "", {"a": "b"}),
        (FORM, "x" * 101, {"a": "b"}),
    ):
        with pytest.raises(Invalid), begin(clerk) as work:
            drafts.save(work, form, record, uuid4(), typed)
    with begin(clerk) as work:
        for number in range(103):
            drafts.save(work, "payment.record", str(number), uuid4(), {"Amount": str(number)})
    assert len(kept(clerk, FORM, "payment.record")) == 100


def test_a_draft_leaves_the_answers_kept_for_others_as_they_are(here: World) -> None:
    before = memory.shared.ask(here.org_id).change
    with begin(here.admin, is_private=True) as work:
        drafts.save(work, FORM, "", uuid4(), {"Description": "x"})
    assert memory.shared.ask(here.org_id).change == before


def test_drafts_of_a_month_ago_are_cleared_away_in_every_organization(here: World) -> None:
    now, elsewhere = clock.now(), builders.world().admin
    for actor in (here.admin, elsewhere):
        for days in (2, 31):
            with begin(actor, now - timedelta(days=days)) as work:
                drafts.save(work, FORM, str(days), uuid4(), {"Description": str(days)})
    assert drafts.forget(now) == 2
    assert set(kept(here.admin)) == set(kept(elsewhere)) == {(FORM, "2")}
