"""What the list of visits holds, how it is narrowed and in which orders it comes."""

import re
from typing import Final

from services.listing import (
    ACCOUNTS_SOUGHT,
    Condition,
    Days,
    Field,
    Kind,
    Listing,
    OneOf,
    Same,
    Sort,
    Whether,
    Within,
    sought_params,
)
from services.permissions import Permission, sees_own_visits_only
from services.searching import cleaned
from services.visits.models import OUTCOMES, PURPOSES, STATUS_WORDS, VisitRow
from services.work import Work

JOINS: Final = """
JOIN areas a ON a.org_id = v.org_id AND a.area_id = v.area_id
JOIN staff gs ON gs.org_id = v.org_id AND gs.staff_id = v.agent_id
JOIN people gp ON gp.person_id = gs.person_id
LEFT JOIN survey_units u ON u.org_id = v.org_id AND u.unit_id = v.unit_id
LEFT JOIN accounts c ON c.org_id = v.org_id AND c.account_id = v.account_id
LEFT JOIN challans h ON h.org_id = v.org_id AND h.visit_id = v.visit_id
LEFT JOIN staff ds ON ds.org_id = v.org_id AND ds.staff_id = v.decided_by
LEFT JOIN people dp ON dp.person_id = ds.person_id"""
SOUGHT: Final = (
    """(v.visit_number = %(visit_number)s OR v.unit_id IN (SELECT w.unit_id FROM survey_units w
        WHERE w.org_id = %(org_id)s AND w.code >= %(code_from)s AND w.code < %(code_to)s)
    OR v.account_id IN """
    + ACCOUNTS_SOUGHT
    + ")"
)
DOUBTFUL: Final = "cardinality(v.doubts) > 0"
_NUMBER: Final = re.compile(r"(?:[vV]-?|#)?0*([0-9]{1,15})")


def _sought(work: Work, text: str) -> Condition:
    typed = cleaned(text)
    if not typed:
        return Condition("")
    number = _NUMBER.fullmatch(typed)
    return Condition(SOUGHT, {**sought_params(work, text), "visit_number": int(number[1]) if number else None})


def _reach(work: Work) -> Condition:
    """Who neither plans nor decides sees the own visits, or all of them where the role makes none."""
    if not sees_own_visits_only(work.actor.role):
        return Condition("")
    return Condition("v.agent_id = %(own_staff_id)s", {"own_staff_id": work.actor.staff_id})


VISITS: Final = Listing(
    noun="visit",
    nouns="visits",
    permission=Permission.VISIT_READ,
    row=VisitRow,
    base="visits v",
    alias="v",
    key=("v.visit_id",),
    joins=JOINS,
    ids=(
        ("v.visit_id", "visit_id"),
        ("v.unit_id", "unit_id"),
        ("v.account_id", "account_id"),
        ("v.area_id", "area_id"),
        ("v.agent_id", "agent_id"),
        ("v.reading_id", "reading_id"),
        ("v.doubts", "doubt_list"),
        ("v.version", "version"),
        ("h.challan_id", "challan_id"),
    ),
    areas="v.area_id",
    fields=(
        Field("visit_no", "Visit", Kind.CODE, "visit_no(v.visit_number)", is_made=True),
        Field("planned_on", "Planned for", Kind.DATE, "v.planned_on"),
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("address", "Address", Kind.TEXT, "u.address"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("agent_name", "Agent", Kind.TEXT, "gp.full_name"),
        Field("purpose", "Purpose", Kind.CHOICE, "v.purpose"),
        Field("task", "What to do", Kind.TEXT, "v.task"),
        Field("status", "State", Kind.CHOICE, "v.status"),
        Field("outcome", "Outcome", Kind.CHOICE, "v.outcome"),
        Field("note", "Note", Kind.TEXT, "v.note"),
        Field("started_at", "Started", Kind.MOMENT, "v.started_at"),
        Field("submitted_at", "Submitted", Kind.MOMENT, "v.submitted_at"),
        Field("distance_metres", "From the unit, m", Kind.NUMBER, "v.distance_metres"),
        Field("latitude", "Latitude", Kind.DEGREES, "v.latitude"),
        Field("longitude", "Longitude", Kind.DEGREES, "v.longitude"),
        Field("accuracy_metres", "Accuracy, m", Kind.NUMBER, "v.accuracy_metres"),
        Field("doubts", "Doubts", Kind.TEXT, "array_to_string(v.doubts, ' ')"),
        Field("challan_no", "Challan", Kind.CODE, "challan_no(h.challan_number)", is_made=True),
        Field("challan_words", "Challan for", Kind.TEXT, "h.words"),
        Field("challan_amount", "Fine", Kind.MONEY, "h.amount"),
        Field("challan_status", "Challan state", Kind.CHOICE, "h.status"),
        Field("missed_for", "Missed for", Kind.CHOICE, "v.missed_for"),
        Field("decider_name", "Decided by", Kind.TEXT, "dp.full_name"),
        Field("decided_at", "Decided", Kind.MOMENT, "v.decided_at"),
    ),
    sorts=(
        Sort("day", "Latest day first", (("v.planned_on", "planned_on"), ("v.visit_id", "visit_id")), is_descending=True),
        Sort("earliest", "Earliest day first", (("v.planned_on", "planned_on"), ("v.visit_id", "visit_id"))),
        Sort("newest", "Newest plan first", (("v.visit_id", "visit_id"),), is_descending=True),
    ),
    filters=(
        OneOf("status", "State", "v.status", tuple((each.value, word) for each, word in STATUS_WORDS.items())),
        Same("agent", "Agent", "v.agent_id"),
        Days("planned", "Planned for", "v.planned_on"),
        Within("area", "Area", "v.area_id"),
        Whether("doubtful", "Doubtful", DOUBTFUL, "NOT " + DOUBTFUL),
        OneOf("outcome", "Outcome", "v.outcome", OUTCOMES),
        OneOf("purpose", "Purpose", "v.purpose", PURPOSES),
        Days("submitted", "Submitted", "v.submitted_at", is_moment=True),
        Same("unit", "Unit", "v.unit_id"),
        Same("account", "Account", "v.account_id"),
        Same("visit", "Visit", "v.visit_id"),
    ),
    search=_sought,
    reach=_reach,
)
