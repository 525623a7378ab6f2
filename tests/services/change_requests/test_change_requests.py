"""Change requests: proposed by whoever sees that the register is wrong, decided by somebody else, never applied blindly."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from services import accounts, activity, attachments, audit, change_requests, notices, survey_units
from services.change_requests import Decision
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.services.change_requests.register import (
    FIXED,
    Register,
    approved,
    looked_at,
    new,
    owing,
    proposed,
    register,
    renamed,
)
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Register:
    return register()


def told(actor: Actor) -> list[str]:
    with begin(actor) as work:
        return [row.subject for row in notices.page(work, ListQuery()).rows]


def found(actor: Actor, search: str = "", **filters: str) -> list[str]:
    with begin(actor) as work:
        return [row.request_no for row in change_requests.page(work, ListQuery(search, filters)).rows]


def unit_of(place: Register, code: str = "U-1") -> survey_units.UnitRow:
    with begin(place.operations) as work:
        return survey_units.get(work, place.unit_ids[code])


def test_a_name_and_a_phone_go_from_the_agent_to_the_register_with_history_and_notices(place: Register) -> None:
    asked = new(place, "consumer", {"holder_name": " Demo Neighbour ", "phone": "0300-0000001"}, note="Moved in in June")
    made = proposed(place.agent, asked)
    assert (made.row.request_no, made.row.status, made.row.unit_code) == ("CR-000001", "pending", "U-1")
    assert made.row.before == {"holder_name": "Demo Holder", "phone": None}
    assert made.row.after == {"holder_name": "Demo Neighbour", "phone": "923000000001"}
    assert unit_of(place).holder_name == "Demo Holder"
    said = f"{place.agent.full_name} proposes a change of unit U-1: name or phone"
    assert said in told(place.operations)
    assert told(place.agent) == []
    done = approved(place.operations, made.row.request_id)
    assert (done.row.status, done.row.decider_name) == ("applied", place.operations.full_name)
    assert (unit_of(place).holder_name, unit_of(place).phone) == ("Demo Neighbour", "923000000001")
    assert told(place.agent) == [f"{place.operations.full_name} approved what you proposed, and it is done (CR-000001)"]
    with begin(place.admin) as work:
        assert [row.action for row in audit.history_of(work, "account A-1")] == ["account.changed"]
        rows = audit.history_of(work, made.row.ref)
        assert [row.action for row in rows] == ["change_request.applied", "change_request.proposed"]
        said = activity.page(work, ListQuery(filters={"action": "change_request.proposed"})).rows[0]
    assert said.who == place.agent.full_name


def test_category_and_size_are_judged_by_the_rules_of_the_register(place: Register) -> None:
    made = proposed(place.agent, new(place, "premises", {"category": "commercial", "commercial_size": "small"}))
    assert made.row.after == {"category": "commercial", "commercial_size": "small"}
    approved(place.operations, made.row.request_id)
    assert (unit_of(place).category, unit_of(place).size_marla) == ("commercial", Decimal("5.00"))
    size = proposed(place.agent, new(place, "premises", {"size_marla": Decimal("7.5")}, "U-2"))
    assert (size.row.before, size.row.after) == ({"size_marla": "5.00"}, {"size_marla": "7.50"})
    approved(place.operations, size.row.request_id)
    assert unit_of(place, "U-2").size_marla == Decimal("7.50")


def test_what_is_no_unit_becomes_inactive(place: Register) -> None:
    made = proposed(place.agent, new(place, "not_a_unit", note="A transformer stands there"))
    approved(place.operations, made.row.request_id)
    assert unit_of(place).status == "inactive"
    with pytest.raises(Invalid, match="Unit U-1 is inactive"):
        proposed(place.agent, new(place, "premises", {"size_marla": Decimal(9)}))
    assert renamed(place).row.status == "pending"


@pytest.mark.parametrize(
    ("kind", "changes", "values", "field", "sentence"),
    [
        ("consumer", {"holder_name": "Demo Holder"}, {}, "", "nothing would change"),
        ("consumer", {"phone": "12"}, {}, "phone", "Write the phone with its digits"),
        ("consumer", {"holder_name": " "}, {}, "holder_name", "Say who the consumer is"),
        ("consumer", {"cnic": "1"}, {}, "cnic", "not part of what you propose"),
        ("premises", {"size_marla": Decimal(-5)}, {}, "size_marla", "more than 0"),
        ("premises", {"size_marla": None}, {}, "size_marla", "needs its size in marla"),
        ("premises", {"category": "palace"}, {}, "category", "is one of"),
        ("premises", {"status": "billed"}, {}, "status", "not part of what you propose"),
        ("not_a_unit", {}, {}, "note", "what is there instead"),
        ("duplicate", {}, {}, "duplicate_of", "Say which unit is kept"),
        ("duplicate", {}, {"duplicate_of": "u-1"}, "duplicate_of", "not a duplicate of itself"),
        ("duplicate", {}, {"duplicate_of": "U-9"}, "duplicate_of", "There is no unit U-9 within your reach"),
        ("palace", {}, {}, "kind", "is one of"),
        ("consumer", {"holder_name": "X"}, {"unit_id": 10**12}, "unit_id", "no such unit within your reach"),
        ("consumer", {"holder_name": "X"}, {"unit_id": None}, "unit_id", "which unit or account"),
        ("consumer", {"holder_name": "X"}, {"note": "x" * 1001}, "note", "at most 1,000"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    place: Register, kind: str, changes: dict[str, Any], values: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(place.agent, new(place, kind, changes, **values))
    assert sentence in refused.value.fields[field]


def test_of_deleted_and_merged_units_nothing_is_proposed(place: Register) -> None:
    with begin(place.operations) as work:
        survey_units.merge(work, place.unit_ids["U-1"], place.unit_ids["U-2"])
        work.execute("UPDATE survey_units SET deleted_at = now(), deleted_by = %(by)s WHERE unit_id = %(unit)s",
                     by=place.admin.staff_id, unit=place.unit_ids["U-3"])  # fmt: skip
    for code, sentence in (("U-1", "was merged into U-2"), ("U-3", "is deleted")):
        with pytest.raises(Invalid, match=sentence):
            renamed(place, code=code)


def test_sent_again_it_is_one_request_and_something_else_under_its_id_is_refused(place: Register) -> None:
    asked = new(place, "consumer", {"holder_name": "Demo Neighbour"}, client_uuid=FIXED)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: proposed(place.agent, asked).row.request_id, range(8)))) == 1
    with pytest.raises(Conflict, match="something else was sent"):
        proposed(place.agent, replace(asked, note="Other"))
    with pytest.raises(Conflict, match="something else was sent"):
        proposed(place.operations, asked)
    with pytest.raises(Conflict, match="CR-000001 proposes the same already"):
        proposed(place.operations, replace(asked, client_uuid=uuid4()))


def test_nobody_decides_about_an_own_proposal_and_agents_about_none(place: Register) -> None:
    own = renamed(place, by=place.operations)
    with pytest.raises(Forbidden, match="You proposed CR-000001 yourself"):
        approved(place.operations, own.row.request_id)
    with pytest.raises(Forbidden, match="may not decide change requests"):
        approved(place.agent, own.row.request_id)
    with pytest.raises(psycopg.errors.CheckViolation), begin(place.operations) as work:
        work.execute("UPDATE change_requests SET status = 'applied', decided_by = proposed_by, decided_at = now(),"
                     " applied_by = proposed_by, applied_at = now()")  # fmt: skip
    assert approved(place.admin, own.row.request_id).row.status == "applied"


def test_a_consumer_proposes_for_the_own_account_and_sees_the_own_proposals_only(place: Register) -> None:
    renamed(place)
    mine = proposed(place.consumer, new(place, "consumer", {"phone": "0300-0000009"}))
    assert found(place.consumer) == ["CR-000002"]
    assert sorted(found(place.agent)) == ["CR-000001", "CR-000002"]
    of_account = proposed(place.consumer, new(place, "consumer", {"holder_name": "Demo Own"}, unit_id=None,
                                              account_id=place.account_ids["A-1"]))  # fmt: skip
    assert (of_account.row.unit_code, of_account.row.account_code) == (None, "A-1")
    with pytest.raises(Invalid, match="no such unit"):
        proposed(place.consumer, new(place, "consumer", {"phone": "0300-0000009"}, "U-2"))
    approved(place.operations, mine.row.request_id)
    assert told(place.consumer) == [f"{place.operations.full_name} approved what you proposed, and it is done (CR-000002)"]
    with pytest.raises(NotFound):
        looked_at(place.consumer, looked_at(place.agent, mine.row.request_id).row.request_id - 1)


def test_requests_of_other_areas_are_not_there(place: Register) -> None:
    other = renamed(place, code="U-9", by=place.operations)
    assert found(place.agent) == []
    with pytest.raises(NotFound):
        looked_at(place.agent, other.row.request_id)


def test_what_somebody_changed_since_is_shown_and_not_applied_blindly(place: Register) -> None:
    made = renamed(place)
    with begin(place.operations) as work:
        accounts.change(work, place.account_ids["A-1"], {"holder_name": "Demo Other"})
    with pytest.raises(Conflict, match="somebody changed holder name after this was proposed"):
        approved(place.operations, made.row.request_id)
    seen = looked_at(place.operations, made.row.request_id)
    assert (list(seen.changed), seen.now) == (["holder_name"], {"holder_name": "Demo Other"})
    with begin(place.admin) as work:
        accounts.change(work, place.account_ids["A-1"], {"holder_name": "Demo Third"})
    with pytest.raises(Conflict, match="while you looked at it"):
        approved(place.operations, made.row.request_id, seen.mark)
    mark = looked_at(place.operations, made.row.request_id).mark
    assert approved(place.operations, made.row.request_id, mark).row.status == "applied"
    assert unit_of(place).holder_name == "Demo Neighbour"


def test_a_rejection_says_why_and_is_final(place: Register) -> None:
    made = renamed(place)
    with pytest.raises(Invalid, match="Say why"), begin(place.operations) as work:
        change_requests.reject(work, made.row.request_id, " ")
    with begin(place.operations) as work:
        done = change_requests.reject(work, made.row.request_id, "The name is right")
    assert (done.row.status, done.row.reason) == ("rejected", "The name is right")
    assert "rejected what you proposed (CR-000001): The name is right" in told(place.agent)[0]
    with pytest.raises(Conflict, match="has rejected CR-000001 before"):
        approved(place.admin, made.row.request_id)


def test_of_two_who_decide_one_wins_and_the_other_reads_who_it_was(place: Register) -> None:
    made = renamed(place)

    def decide(actor: Actor) -> str:
        try:
            return approved(actor, made.row.request_id).row.status
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(decide, (place.operations, place.admin)), key=len)
    assert ends[0] == "applied"
    assert "has applied CR-000001 before" in ends[1]


def test_many_are_decided_at_once_and_what_is_refused_says_why(place: Register) -> None:
    first, second = renamed(place), renamed(place, code="U-2")
    own = renamed(place, code="U-3", by=place.operations)
    duplicate = proposed(place.agent, new(place, "duplicate", code="U-3", duplicate_of="U-2"))
    with begin(place.admin) as work:
        accounts.change(work, place.account_ids["A-2"], {"holder_name": "Demo Other"})
    ids = [each.row.request_id for each in (first, second, own, duplicate)]
    with begin(place.operations) as work:
        assert change_requests.waiting(work) == (3, False)
        done = change_requests.decide_many(work, [*ids, 10**12], Decision.APPROVE)
    with begin(place.operations) as work:
        assert change_requests.waiting(work) == (1, False)
    assert [each.request_no for each in done.done] == ["CR-000001", "CR-000004"]
    said = {each.request_no: each.reason for each in done.refused}
    assert "somebody changed holder name" in said["CR-000002"]
    assert "You proposed CR-000003 yourself" in said["CR-000003"]
    assert "There is no change request" in said[""]
    assert unit_of(place).holder_name == "Demo Neighbour"
    with begin(place.operations) as work:
        rejected = change_requests.decide_many(work, ids, Decision.REJECT, "Not so")
    assert ([each.request_no for each in rejected.done], len(rejected.refused)) == (["CR-000002"], 3)
    for wrong in ([], list(range(1, 300))):
        with pytest.raises(Invalid), begin(place.operations) as work:
            change_requests.decide_many(work, wrong, Decision.APPROVE)


def test_a_duplicate_waits_approved_while_its_account_owes(place: Register) -> None:
    owing(place, "A-1", 300)
    made = proposed(place.agent, new(place, "duplicate", duplicate_of="u-2"))
    waits = approved(place.operations, made.row.request_id)
    assert waits.row.status == "approved"
    assert "Account A-1 of U-1 owes Rs 300" in waits.open_balance
    assert unit_of(place).status == "listed"
    with pytest.raises(Conflict, match="owes Rs 300"):
        approved(place.admin, made.row.request_id)
    done = approved(place.admin, made.row.request_id, leaves_balance=True)
    assert (done.row.status, done.row.decider_name) == ("applied", place.operations.full_name)
    assert unit_of(place).status == "duplicate_of"


def test_a_search_and_filters_find_requests(place: Register) -> None:
    renamed(place)
    proposed(place.agent, new(place, "premises", {"size_marla": Decimal(9)}, "U-2"))
    assert found(place.operations, "CR-1") == ["CR-000001"]
    assert found(place.operations, "U-2") == ["CR-000002"]
    assert found(place.operations, "Demo Holder") == ["CR-000002", "CR-000001"]
    assert found(place.operations, kind="premises") == ["CR-000002"]
    assert found(place.operations, mine="yes") == []
    assert found(place.operations, area=str(place.here.ward_b)) == []
    assert found(place.operations, unit=str(place.unit_ids["U-1"]), status="pending,approved") == ["CR-000001"]


def test_photos_are_added_by_who_proposed_it_until_it_is_decided(place: Register) -> None:
    made = renamed(place)
    with begin(place.agent) as work:
        assert attachments.may_add(work, "change_request", made.row.request_id)
    with begin(place.operations) as work:
        assert not attachments.may_add(work, "change_request", made.row.request_id)
        assert attachments.list_of(work, "change_request", made.row.request_id) == []
    approved(place.operations, made.row.request_id)
    with begin(place.agent) as work:
        assert not attachments.may_add(work, "change_request", made.row.request_id)


def test_everybody_proposes(place: Register) -> None:
    for role in Role:
        account_id = place.account_ids["A-2"] if role is Role.CONSUMER else None
        areas = (place.here.ward_a,) if role is Role.FIELD_AGENT else ()
        person = builders.person(place.here, role, areas, account_id)
        assert renamed(place, f"Demo {role.value}", "U-2", person).row.status == "pending"
