"""Every use case × every role × records within reach and out of it; a use case that nothing can be called with fails."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from services import drafts, search, staff
from services.permissions import GRANTS, Permission, Role
from services.search import Noun
from services.work import Actor, begin
from tests import scene as scenes
from tests.gone import GOES
from tests.records import Records
from tests.scene import Scene
from tests.services.arguments import ALIASES, NAMED, SPECIAL, Named, Try, arguments
from tests.services.use_cases import USE_CASES, Outcome, tried
from utils.errors import Conflict, Forbidden
from utils.settings import ROOT

HEAD: Final = Role.HEAD_ADMINISTRATOR
LIMITED: Final = (Role.FIELD_AGENT, Role.CONSUMER)
OFFICE: Final = (Role.SUPPORT, Role.OPERATIONS, Role.BILLING, Role.MANAGER, HEAD)

# What everybody may do, with what is their own alone.
OWN: Final = {
    "drafts.of_forms": "one's own drafts",
    "drafts.save": "one's own drafts",
    "drafts.sent": "one's own drafts",
    "drafts.throw_away": "one's own drafts",
    "staff.own": "one's own profile",
    "staff.change_own_phone": "one's own profile",
}
# What answers as if there were nothing instead of refusing, to whoever is not granted this.
SAYS_NOTHING: Final = {
    "attachments.may_add": Permission.ATTACHMENT_ADD,
    "cash.of_payment": Permission.CASH_READ,
    "search.find": Permission.ACCOUNT_READ,
}
# Steps of use cases that have asked before, and what is told of work that stopped; no face may call them.
PARTS: Final = frozenset({
    "allocations.release", "allocations.settle", "archives.archived_month", "archives.bring_back", "archives.check_can_bill",
    "archives.fail", "audit.record", "bill_runs.fail", "bills.apply_allocations", "bulk_changes.fail", "challans.pay_at",
    "exports.fail", "files.put", "imports.fail", "jobs.tell_of_stop", "ledger.allocate", "ledger.lock_accounts",
    "ledger.lock_matchable", "ledger.post_demands", "ledger.post_payment_reversal", "ledger.post_payments", "ledger.release",
    "listing.described", "listing.expect_many", "listing.sought_accounts", "listing.sought_params", "messages.send_later",
    "metering.doubt", "notices.follow_on", "notices.followed", "notices.of_account", "notices.tell", "notices.tell_followers",
    "payments.advance_counter", "payments.lock_counter", "payments.record_at", "retention.fail", "service_levels.current",
    "storage.path_of", "storage.put", "storage.read", "storage.size", "tags.remember",
})  # fmt: skip
# Records that lie in an area or belong to an account, or are their maker's alone.
OF_SOMEBODY: Final = frozenset({
    "unit_id", "account_id", "account_code", "bill_no", "bill_id", "payment_id", "reading_id", "meter_no", "file_id",
    "export_id", "ticket_id", "ticket_no", "notice_id", "visit_id", "request_id", "pair_id", "kept_id", "merged_id",
    "attachment_id", "receipt_id", "collected_id", "handover_id", "challan_id", "audit_id",
})  # fmt: skip
# The office sees a handover where it sees the whole organization, else the agent alone.
OF_AGENTS: Final = frozenset({"handover_id"})
# What says as much of a record within reach as of one that never was, and why.
SAYS_THE_SAME: Final = {
    "audit.seal_of": "a seal covers all entries up to one",
    "notices.follow": "one follows what one names, and is told of what one sees",
    "notices.follows": "nobody follows anything yet",
    "notices.unfollow": "one follows what one names, and is told of what one sees",
}
# What answers for what was deleted, or merged into another, to whoever sees it, and why; all else refuses in a sentence.
STILL_ANSWERS: Final = {
    "accounts.get": "what happened on it stays, and its page says that it was deleted",
    "accounts.locked": "what a proposed change of it would change",
    "areas.children": "its page says what it was merged into",
    "areas.find": "its page says what it was merged into",
    "areas.get": "its page says what it was merged into",
    "areas.trail": "its page says what it was merged into",
    "bulk_changes.look": "restoring is a change of many, and another one is refused row by row",
    "bulk_changes.preview": "restoring is a change of many, and another one is refused row by row",
    "bulk_changes.start": "restoring is a change of many, and another one is refused row by row",
    "cash.collect": "the account of a unit that was merged may still owe",
    "cash.offer": "the account of a unit that was merged may still owe",
    "duplicates.look": "nothing lies in an area that was merged",
    "ledger.balance_of": "what happened on it stays",
    "ledger.statement": "what happened on it stays",
    "ledger.statement_between": "what happened on it stays",
    "ledger.statement_of": "what happened on it stays",
    "metering.measure_of_account": "what happened on it stays",
    "payments.record_many": "refused row by row",
    "search.account_ids": "lists of what happened on it are narrowed by it",
    "staff.who_may": "those of the area that it was merged into",
    "supplies.of_account": "what it would cost once it is restored",
    "survey_units.get": "its page says what it was merged into",
    "survey_units.locked": "what a proposed change of it would change",
    "tickets.open_one": "it stands on the page of the unit that remains too",
    "visits.agents": "those of the area that it was merged into",
    "visits.plan_by_rule": "nothing lies in an area that was merged",
    "visits.preview": "nothing lies in an area that was merged",
}
# A month of the calendar is no record.
NO_RECORD: Final = frozenset({"period"})
# What only accounts of the other area are called.
FAR: Final = re.compile(r"(?<![\w-])(U-|M-)?B-[12](?![\w-])")

CASES: Final = sorted(USE_CASES.keys() - PARTS)


@dataclass
class Matrix:
    """Who tried what so far."""

    scene: Scene
    known: dict[str, Outcome] = field(default_factory=dict[str, Outcome])

    def tried(self, name: str, actor: Actor, of: Records) -> tuple[Outcome, set[str]]:
        """What came of it, and which records it named."""
        named = Named(of)
        given = arguments(USE_CASES[name], Try(self.scene, actor, named))
        return tried(USE_CASES[name], actor, given), named.names

    def told(self, name: str, actor: Actor, of: Records) -> str:
        """What the person learns from it, without what they named themselves."""
        outcome, names = self.tried(name, actor, of)
        return outcome.told({each: getattr(of, each) for each in names} | {"bill": f"{of.period:%Y%m}-{of.bill_id:07}"})

    def head(self, name: str) -> Outcome:
        """What comes of it when the head administrator, who may do everything, tries it."""
        if name not in self.known:
            self.known[name], _ = self.tried(name, self.scene.people[HEAD], self.scene.own_of(HEAD))
        return self.known[name]

    def granted(self, name: str) -> list[Role]:
        """Whose role grants all that it asks for, and for the whole organization where it asks so."""
        head = self.head(name)
        needed = {SAYS_NOTHING[name]} if name in SAYS_NOTHING else {*head.asked}
        return [role for role in Role if needed <= GRANTS[role] and not (head.everywhere and role in LIMITED)]


@pytest.fixture(scope="module")
def matrix(shared_database: object) -> Matrix:
    return Matrix(scenes.stand())


def test_every_row_here_is_of_a_use_case() -> None:
    assert {*OWN, *SAYS_NOTHING, *SAYS_THE_SAME, *PARTS, *SPECIAL} <= USE_CASES.keys()
    arguments_of_all = {each.name for case in USE_CASES.values() for each in case.parameters}
    assert {*NAMED, *ALIASES} <= arguments_of_all


@pytest.mark.parametrize("name", sorted({*CASES} - SAYS_NOTHING.keys()))
def test_a_role_may_use_what_the_table_grants_and_nothing_else(matrix: Matrix, name: str) -> None:
    asked, granted = matrix.head(name).asked, matrix.granted(name)
    assert bool(asked) == (name not in OWN)
    outcomes = {role: matrix.tried(name, person, matrix.scene.own_of(role))[0] for role, person in matrix.scene.people.items()}
    assert {role for role, outcome in outcomes.items() if not isinstance(outcome.refusal, Forbidden)} == {*granted}
    # Whoever lacks what is asked for first is told so before anything is looked up.
    for role in (each for each in Role if asked and asked[0] not in GRANTS[each]):
        refusal = matrix.tried(name, matrix.scene.people[role], matrix.scene.made_up)[0].refusal
        assert (role, repr(refusal)) == (role, repr(outcomes[role].refusal))
    # A run in another state refuses, a payment that somebody else took back as well; nothing else is in the way.
    in_the_way = {role: outcomes[role].refusal for role in granted if outcomes[role].refusal is not None}
    assert {role: repr(said) for role, said in in_the_way.items() if not isinstance(said, Conflict)} == {}


@pytest.mark.parametrize("name", sorted(SAYS_NOTHING))
def test_whoever_is_not_granted_it_learns_nothing(matrix: Matrix, name: str) -> None:
    for role, person in matrix.scene.people.items():
        own, made_up = matrix.scene.own_of(role), matrix.scene.made_up
        learns = matrix.told(name, person, own) != matrix.told(name, person, made_up)
        assert (role, learns) == (role, SAYS_NOTHING[name] in GRANTS[role])


@pytest.mark.parametrize("name", sorted({*CASES} - OWN.keys() - SAYS_NOTHING.keys()))
def test_rights_in_some_areas_do_not_reach_what_concerns_everybody(matrix: Matrix, name: str) -> None:
    role = next(role for role in OFFICE if role in matrix.granted(name))
    outcome, _ = matrix.tried(name, matrix.scene.limited(role), matrix.scene.own_of(role))
    is_refused = isinstance(outcome.refusal, Forbidden) and "whole organization" in str(outcome.refusal)
    assert is_refused == bool(matrix.head(name).everywhere)


def triers(matrix: Matrix, name: str) -> Iterator[tuple[Role, Actor]]:
    """Who sees a part of the organization and may try it; the head administrator for what concerns all of it."""
    granted = matrix.granted(name)
    if matrix.head(name).everywhere:
        yield HEAD, matrix.scene.people[HEAD]
        return
    for role in [*(role for role in LIMITED if role in granted), next(role for role in OFFICE if role in granted)]:
        yield role, matrix.scene.limited(role)


@pytest.mark.parametrize("name", CASES)
def test_a_record_out_of_reach_is_as_one_that_was_never_there(matrix: Matrix, name: str) -> None:
    scene = matrix.scene
    for role, person in triers(matrix, name):
        own, names = matrix.tried(name, person, scene.own_of(role))
        assert person.area_ids is None or not FAR.search(own.told({})), role
        if not names - NO_RECORD:
            continue
        never = matrix.told(name, person, scene.made_up)
        assert (role, matrix.told(name, person, scene.elsewhere)) == (role, never)
        if not names & OF_SOMEBODY:
            continue
        if person.area_ids is not None or person.account_id is not None:
            assert (role, matrix.told(name, person, scene.other_area)) == (role, never)
        if name not in SAYS_THE_SAME and not (role in OFFICE and names & OF_AGENTS):
            assert (role, matrix.told(name, person, scene.own_of(role))) != (role, never)


@pytest.mark.parametrize("name", CASES)
def test_what_is_gone_is_refused_in_a_sentence(matrix: Matrix, name: str) -> None:
    scene, head = matrix.scene, matrix.scene.people[HEAD]
    never = matrix.told(name, head, scene.gone.none(scene.own_of(HEAD)))
    answered = False
    for of in scene.gone.each(scene.own_of(HEAD)):
        outcome, names = matrix.tried(name, head, of)
        assert not names & {*GOES} or not isinstance(outcome.refusal, Forbidden)
        is_answer = outcome.refusal is None and bool(names & {*GOES}) and name not in SAYS_THE_SAME
        answered |= is_answer and matrix.told(name, head, of) != never
    assert answered == (name in STILL_ANSWERS)


@pytest.mark.parametrize("name", CASES)
def test_what_is_gone_out_of_reach_was_never_there(matrix: Matrix, name: str) -> None:
    scene = matrix.scene
    for role, person in triers(matrix, name):
        own = scene.own_of(role)
        _, names = matrix.tried(name, person, own)
        if not names & {*GOES}:
            continue
        never = matrix.told(name, person, scene.gone.none(own))
        for of in scene.gone_elsewhere.each(own):
            assert (role, matrix.told(name, person, of)) == (role, never)
        if names & OF_SOMEBODY and (person.area_ids is not None or person.account_id is not None):
            for of in scene.gone_far.each(own):
                assert (role, matrix.told(name, person, of)) == (role, never)


def called_in(file: Path) -> Iterator[str]:
    """What a file calls of the front doors, as 'bills.get'."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("services."):
            yield from (f"{node.module.removeprefix('services.')}.{each.name}" for each in node.names)


def test_what_asks_for_nothing_is_called_by_no_face() -> None:
    faces = [file for folder in ("pages", "components", "api", "commands") for file in (ROOT / folder).rglob("*.py")]
    assert {(file.name, called) for file in faces for called in called_in(file) if called in PARTS} == set()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPPORT])
def test_nobody_reaches_the_drafts_and_the_profile_of_another(matrix: Matrix, role: Role) -> None:
    somebody, other, filling = matrix.scene.people[Role.SUPPORT], matrix.scene.people[role], uuid4()
    with begin(somebody) as work:
        drafts.save(work, "ticket.open", "", filling, {"Description": "Half a"})
        phone = staff.own(work).phone
    with begin(other) as work:
        assert filling not in {each.filling for each in drafts.of_forms(work, ["ticket.open"])}
        drafts.throw_away(work, "ticket.open", "", filling)
        drafts.sent(work, "ticket.open", "", filling)
        staff.change_own_phone(work, "0300-7654321")
    with begin(somebody) as work:
        assert filling in {each.filling for each in drafts.of_forms(work, ["ticket.open"])}
        assert staff.own(work).phone == phone


@pytest.mark.parametrize("role", list(Role))
def test_search_finds_colleagues_for_those_alone_who_read_of_them(matrix: Matrix, role: Role) -> None:
    with begin(matrix.scene.people[role]) as work:
        found = search.find(work, matrix.scene.place.second.full_name)
    nouns = {hit.noun for group in found.groups for hit in group.hits}
    assert nouns == ({Noun.STAFF} if Permission.STAFF_READ in GRANTS[role] else set())
