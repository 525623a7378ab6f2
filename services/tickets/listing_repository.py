"""What the list of tickets holds, how it is narrowed and in which orders it comes."""

import re
from dataclasses import dataclass
from typing import Final

from services.listing import Condition, Days, Exactly, Field, Kind, Listing, OneOf, Same, Sort, Whether, Within
from services.permissions import Permission
from services.searching import cleaned, parse_bill_no
from services.tickets import people_repository, repository
from services.tickets.models import CHANNELS, ESCALATIONS, STATUS_WORDS, TicketRow
from services.work import Work
from utils.errors import Invalid

JOINS: Final = """
JOIN ticket_types y ON y.org_id = t.org_id AND y.code = t.type_code
JOIN ticket_priorities r ON r.org_id = t.org_id AND r.code = t.priority_code
JOIN areas a ON a.org_id = t.org_id AND a.area_id = t.area_id
JOIN staff os ON os.org_id = t.org_id AND os.staff_id = t.opened_by
JOIN people op ON op.person_id = os.person_id
LEFT JOIN accounts c ON c.org_id = t.org_id AND c.account_id = t.account_id
LEFT JOIN survey_units u ON u.org_id = t.org_id AND u.unit_id = t.unit_id
LEFT JOIN visits x ON x.org_id = t.org_id AND x.visit_id = t.visit_id
LEFT JOIN staff gs ON gs.org_id = t.org_id AND gs.staff_id = t.assignee_id
LEFT JOIN people gp ON gp.person_id = gs.person_id"""
DUE_KEY: Final = "coalesce(t.resolution_due_at, '2999-01-01 00:00+00'::timestamptz)"
MERGED_INTO: Final = """(SELECT ticket_no(v.ticket_number) FROM tickets v
    WHERE v.org_id = t.org_id AND v.ticket_id = t.merged_into_id)"""
OVERDUE: Final = """(t.ended_at IS NULL AND (t.resolution_due_at < %(now)s
    OR (t.first_responded_at IS NULL AND t.response_due_at < %(now)s)))"""
WORDS: Final = """NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS part (word)
    WHERE strpos(lower(t.subject || ' ' || t.description), part.word) = 0)"""
BILL_NO: Final = "bill_no(t.bill_period, t.bill_id)"
NUMBER: Final = "t.ticket_number = %(ticket_number)s"
_NUMBER: Final = re.compile(r"(?:[tT]-?|#)?0*([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class Mine(Whether):
    """The tickets of who asks, or those of others and of nobody."""

    def read(self, work: Work, text: str) -> Condition:
        found = Whether.read(self, work, text)
        return Condition(found.sql, {"own_staff_id": work.actor.staff_id})


@dataclass(frozen=True, slots=True)
class AboutBill(Same):
    """The tickets about a bill, by its number."""

    def read(self, work: Work, text: str) -> Condition:  # noqa: ARG002 all filters are asked alike
        found = parse_bill_no(text)
        if found is None:
            raise Invalid({self.name: "A bill number looks like 202609-0000123."})
        return Condition(self.sql, {"about_period": found[0], "about_bill": found[1]})

    def describe(self, work: Work, text: str) -> str:  # noqa: ARG002 all filters are asked alike
        return text


@dataclass(frozen=True, slots=True)
class OfUnit(Same):
    """The tickets of a unit and of those that were merged into it, by its id."""

    def read(self, work: Work, text: str) -> Condition:
        found = Same.read(self, work, text)
        # Asked first: with ids that it knows, the planner takes the index instead of walking back through all tickets.
        merged = repository.merged_units(work, found.params[self.name])
        if not merged:
            return found
        return Condition(self.sql + " = ANY (%(units)s::bigint[])", {"units": [found.params[self.name], *merged]})


@dataclass(frozen=True, slots=True)
class Team(Whether):
    """The tickets of who asks and of those who work beside them."""

    def read(self, work: Work, text: str) -> Condition:
        found = Whether.read(self, work, text)
        return Condition(found.sql, {"team": people_repository.team(work)})


def number_in(typed: str) -> int | None:
    """The number that somebody wrote as T-000123, T-123 or 123; None for anything else."""
    found = _NUMBER.fullmatch(typed.strip())
    return None if found is None else int(found[1])


def _sought(work: Work, text: str) -> Condition:  # noqa: ARG001 all searches are asked alike
    typed = cleaned(text)
    if not typed:
        return Condition("")
    number = number_in(typed)
    words: dict[str, object] = {"words": typed.lower().split()}
    if number is None:
        return Condition(WORDS, words)
    return Condition("(" + NUMBER + " OR " + WORDS + ")", {**words, "ticket_number": number})


TICKETS: Final = Listing(
    noun="ticket",
    nouns="tickets",
    permission=Permission.TICKET_READ,
    row=TicketRow,
    base="tickets t",
    alias="t",
    key=("t.ticket_id",),
    joins=JOINS,
    ids=(
        ("t.ticket_id", "ticket_id"),
        ("t.area_id", "area_id"),
        ("t.account_id", "account_id"),
        ("t.unit_id", "unit_id"),
        ("t.visit_id", "visit_id"),
        ("t.assignee_id", "assignee_id"),
        ("t.type_code", "type_code"),
        ("t.priority_code", "priority_code"),
        ("t.version", "version"),
        (DUE_KEY, "due_key"),
        ("t.merged_into_id", "merged_into_id"),
        (MERGED_INTO, "merged_into_no"),
    ),
    areas="t.area_id",
    account="t.account_id",
    fields=(
        Field("ticket_no", "Ticket", Kind.CODE, "ticket_no(t.ticket_number)", is_made=True),
        Field("subject", "Subject", Kind.TEXT, "t.subject"),
        Field("description", "Description", Kind.TEXT, "t.description"),
        Field("type_name", "Type", Kind.TEXT, "y.name"),
        Field("priority", "Priority", Kind.TEXT, "r.name"),
        Field("status", "State", Kind.CHOICE, "t.status"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("bill_no", "Bill", Kind.CODE, BILL_NO, is_made=True),
        Field("visit_no", "Visit", Kind.CODE, "visit_no(x.visit_number)", is_made=True),
        Field("assignee_name", "Assigned to", Kind.TEXT, "gp.full_name"),
        Field("channel", "Channel", Kind.CHOICE, "t.channel"),
        Field("opened_at", "Opened", Kind.MOMENT, "t.opened_at"),
        Field("opener_name", "Opened by", Kind.TEXT, "op.full_name"),
        Field("response_due_at", "Response due", Kind.MOMENT, "t.response_due_at"),
        Field("first_responded_at", "First response", Kind.MOMENT, "t.first_responded_at"),
        Field("resolution_due_at", "Resolution due", Kind.MOMENT, "t.resolution_due_at"),
        Field("ended_at", "Ended", Kind.MOMENT, "t.ended_at"),
        Field("escalation", "Escalation", Kind.CHOICE, "t.escalation"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("t.ticket_id", "ticket_id"),), is_descending=True),
        Sort("due", "Due first", ((DUE_KEY, "due_key"), ("t.ticket_id", "ticket_id"))),
    ),
    filters=(
        OneOf("status", "State", "t.status", tuple((each.value, word) for each, word in STATUS_WORDS.items())),
        Mine("mine", "Mine", "t.assignee_id = %(own_staff_id)s", "t.assignee_id IS DISTINCT FROM %(own_staff_id)s"),
        Team(
            "team",
            "My team's",
            "t.assignee_id = ANY (%(team)s::bigint[])",
            "(t.assignee_id = ANY (%(team)s::bigint[])) IS NOT TRUE",
        ),
        Whether("unassigned", "Unassigned", "t.assignee_id IS NULL", "t.assignee_id IS NOT NULL"),
        Whether("overdue", "Overdue", OVERDUE, "NOT " + OVERDUE),
        OneOf("escalation", "Escalation", "t.escalation", ESCALATIONS),
        Whether("open", "Still open", "t.ended_at IS NULL", "t.ended_at IS NOT NULL"),
        Exactly("type", "Type", "t.type_code"),
        Exactly("priority", "Priority", "t.priority_code"),
        OneOf("channel", "Channel", "t.channel", CHANNELS),
        Within("area", "Area", "t.area_id"),
        Days("opened", "Opened", "t.opened_at", is_moment=True),
        Same("assignee", "Assigned to", "t.assignee_id"),
        OfUnit("unit", "Unit", "t.unit_id"),
        Same("account", "Account", "t.account_id"),
        AboutBill("bill", "Bill", "t.bill_period = %(about_period)s AND t.bill_id = %(about_bill)s"),
        Same("visit", "Visit", "t.visit_id"),
        Same("ticket", "Ticket", "t.ticket_id"),
    ),
    search=_sought,
)
