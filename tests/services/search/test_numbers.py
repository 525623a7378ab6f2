"""Numbers on paper: tickets, visits, challans and receipts of cash are found whole, by who reads them, within their reach."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import uuid4

import pytest

from services import cash, challans, search, tickets
from services.cash import NewCash, NewChallanCash
from services.challans import PayChallan
from services.permissions import Role
from services.search import Noun, Results
from services.tickets import NewTicket
from services.work import Actor, begin
from tests import builders
from tests.services.visits.field import NINE, TODAY, Field, agent_of, field, submitted, what


@dataclass(frozen=True)
class Papers:
    """In ward A: ticket T-000001, visit V-000001 with challan C-000001, two receipts of the agent, the second for it."""

    place: Field
    ticket: str
    visit: str
    challan: str
    cash: str
    fine: str


@pytest.fixture
def papers(database: object) -> Papers:
    place = field()
    new = NewTicket("Street light broken", "", "other", "normal", "phone", uuid4(), place.unit_ids["U-1"])
    challan_id = submitted(place, "U-1", found=what("challan_issued", fine_code="littering")).row.challan_id or 0
    with begin(place.agent, NINE) as work:
        ticket = tickets.open_one(work, new).ticket_no
        first = cash.collect(work, NewCash(place.unit_ids["U-1"], Decimal(100), uuid4())).row.receipt_no
        second = cash.collect_challan(work, NewChallanCash(challan_id, uuid4())).row.receipt_no
    return Papers(place, ticket, "V-000001", "C-000001", first, second)


def look(actor: Actor, text: str) -> Results:
    with begin(actor, NINE) as work:
        return search.find(work, text)


def found(actor: Actor, text: str) -> dict[Noun, list[str]]:
    return {group.noun: [hit.title for hit in group.hits] for group in look(actor, text).groups}


def test_a_number_typed_in_full_leads_straight_to_its_record(papers: Papers) -> None:
    for text, noun, title, state in (
        ("T-000001", Noun.TICKET, "T-000001", "new"),
        ("t-1", Noun.TICKET, "T-000001", "new"),
        (" t1 ", Noun.TICKET, "T-000001", "new"),
        ("v-000001", Noun.VISIT, "V-000001", "submitted"),
        ("V1", Noun.VISIT, "V-000001", "submitted"),
        ("c-000001", Noun.CHALLAN, "C-000001", "paid"),
        ("C1", Noun.CHALLAN, "C-000001", "paid"),
        (papers.cash.lower(), Noun.CASH_RECEIPT, papers.cash, "collected"),
        (papers.fine, Noun.CASH_RECEIPT, papers.fine, "collected"),
    ):
        direct = look(papers.place.here.admin, text).direct
        assert direct is not None, text
        assert (direct.noun, direct.title, direct.state) == (noun, title, state), text
    (group,) = look(papers.place.here.admin, "T-000001").groups
    assert group.hits[0].detail == "Street light broken · U-1 · Ward A"
    (group,) = look(papers.place.here.admin, "V-000001").groups
    assert (group.hits[0].detail.split(" · ")[0], group.hits[0].on) == ("U-1", TODAY)
    for text in ("T-000002", "C-2", "V-2", "T-", "V-", "C", "TT-1", "T-1x", "A1-0000001", "T-" + "9" * 16):
        assert look(papers.place.here.admin, text).direct is None, text


def test_beside_a_receipt_stands_what_it_paid(papers: Papers) -> None:
    admin = papers.place.here.admin
    assert found(admin, papers.cash) == {Noun.PAYMENT: [papers.cash], Noun.CASH_RECEIPT: [papers.cash]}
    assert found(admin, papers.fine) == {Noun.CASH_RECEIPT: [papers.fine], Noun.CHALLAN: ["C-000001"]}
    with begin(papers.place.agent, NINE) as work:
        (receipt,) = [
            hit for group in search.find(work, papers.cash).groups for hit in group.hits if hit.noun is Noun.CASH_RECEIPT
        ]
    assert (receipt.amount, receipt.on) == (100, TODAY)


def test_a_receipt_of_the_office_leads_to_the_challan_that_it_paid(papers: Papers) -> None:
    place = papers.place
    challan_id = submitted(place, "U-2", found=what("challan_issued", fine_code="littering")).row.challan_id or 0
    clerk = builders.person(place.here, Role.SUPPORT)
    with begin(clerk, NINE) as work:
        posted = challans.pay(work, PayChallan(challan_id, "cash", "", TODAY, uuid4())).posted
    assert posted is not None
    direct = look(clerk, posted.receipt_no).direct
    assert direct is not None
    assert (direct.noun, direct.title) == (Noun.CHALLAN, "C-000002")


def test_a_code_that_looks_like_a_number_is_listed_beside_it(papers: Papers) -> None:
    admin = papers.place.here.admin
    builders.account(papers.place.here, "T-1", holder_name="Other")
    results = look(admin, "T-1")
    assert results.direct is None
    assert found(admin, "T-1") == {Noun.ACCOUNT: ["Other"], Noun.TICKET: ["T-000001"]}


@pytest.mark.parametrize("role", list(Role))
def test_by_role_and_area_what_is_read_is_found(role: Role, papers: Papers) -> None:
    here = papers.place.here
    reads = {
        papers.ticket: Noun.TICKET if role is not Role.CONSUMER else None,
        papers.visit: Noun.VISIT if role is not Role.CONSUMER else None,
        papers.challan: Noun.CHALLAN if role is not Role.CONSUMER else None,
        papers.cash: Noun.CASH_RECEIPT if role not in (Role.CONSUMER, Role.SUPPORT) else None,
    }
    with begin(here.admin, NINE) as work:
        account_id = next(
            hit.target for group in search.find(work, "A-1").groups for hit in group.hits if hit.noun is Noun.ACCOUNT
        )
    own = int(account_id) if role is Role.CONSUMER else None
    near = builders.person(here, role, (here.ward_a,) if own is None else (), own)
    papers_only = {Noun.TICKET, Noun.VISIT, Noun.CHALLAN, Noun.CASH_RECEIPT}
    for number, noun in reads.items():
        # An agent finds the own visits, challans and receipts only, and these are of a colleague.
        is_own = role is not Role.FIELD_AGENT or noun is Noun.TICKET
        expected = {noun} if noun is not None and is_own else set[Noun]()
        assert set(found(near, number)) & papers_only == expected, number
        if own is None:
            far = builders.person(here, role, (here.ward_b,))
            assert set(found(far, number)) & papers_only == set(), number


def test_who_issued_and_took_finds_the_own_and_another_organization_nothing(papers: Papers) -> None:
    place = papers.place
    for number, noun in (
        (papers.visit, Noun.VISIT),
        (papers.challan, Noun.CHALLAN),
        (papers.cash, Noun.CASH_RECEIPT),
        (papers.ticket, Noun.TICKET),
    ):
        assert noun in found(place.agent, number)
    moved = replace(place.agent, area_ids=(place.here.ward_b,))
    assert Noun.CASH_RECEIPT in found(moved, papers.cash), "the money is still in hand"
    assert found(moved, papers.ticket) == {}
    there = builders.world()
    for number in (papers.ticket, papers.visit, papers.challan, papers.cash, papers.fine):
        assert found(there.admin, number) == {}
    colleague = agent_of(place.here, place.here.ward_a)
    assert Noun.CHALLAN not in found(colleague, papers.challan)
    assert Noun.VISIT not in found(colleague, papers.visit)
