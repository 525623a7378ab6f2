"""What the list of pairs holds, how it is narrowed and in which orders it comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.listing import (
    ACCOUNTS_SOUGHT,
    Condition,
    Field,
    Kind,
    Listing,
    OneOf,
    Same,
    Sort,
    Within,
    sought_params,
)
from services.permissions import Permission
from services.searching import cleaned
from services.work import Work


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two units that look like one, the older first; `metres` is between them where that is a reason."""

    pair_id: int
    unit_id: int
    unit_code: str
    address: str
    holder_name: str
    other_id: int
    other_code: str
    other_address: str
    other_holder: str
    area_id: int
    area_name: str
    reasons: str
    reason_list: list[str]
    reason_count: int
    metres: int | None
    status: str
    found_at: datetime
    decider_name: str | None
    decided_at: datetime | None
    reason: str | None


REASONS: Final = (
    ("phone", "Same phone"),
    ("name", "Same name"),
    ("alike", "Names alike"),
    ("position", "Same position"),
)
STATUSES: Final = (("open", "Open"), ("merged", "Merged"), ("dismissed", "Two units"))
BASE: Final = """duplicate_pairs d
JOIN survey_units u ON u.org_id = d.org_id AND u.unit_id = d.unit_id
JOIN survey_units o ON o.org_id = d.org_id AND o.unit_id = d.other_id"""
JOINS: Final = """
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN accounts oc ON oc.org_id = o.org_id AND oc.account_id = o.account_id
LEFT JOIN staff ds ON ds.org_id = d.org_id AND ds.staff_id = d.decided_by
LEFT JOIN people dp ON dp.person_id = ds.person_id"""
LIVING: Final = """(d.status <> 'open' OR (u.status NOT IN ('inactive', 'duplicate_of') AND u.deleted_at IS NULL
    AND o.status NOT IN ('inactive', 'duplicate_of') AND o.deleted_at IS NULL))"""
SOUGHT: Final = (
    """((u.code >= %(code_from)s AND u.code < %(code_to)s) OR (o.code >= %(code_from)s AND o.code < %(code_to)s)
    OR u.account_id IN """
    + ACCOUNTS_SOUGHT
    + " OR o.account_id IN "
    + ACCOUNTS_SOUGHT
    + ")"
)
COUNT: Final = "cardinality(d.reasons)"


@dataclass(frozen=True, slots=True)
class Because:
    """Pairs that have one of some reasons."""

    name: Final = "because"
    label: Final = "Because"
    options: Final = REASONS

    def read(self, work: Work, text: str) -> Condition:
        found = OneOf("because", self.label, "", self.options).read(work, text)
        chosen = text.split(",")
        return Condition("d.reasons && %(because)s::text[]", {**found.params, "because": chosen})

    def describe(self, work: Work, text: str) -> str:
        return OneOf("because", self.label, "", self.options).describe(work, text)


def _sought(work: Work, text: str) -> Condition:
    return Condition(SOUGHT, sought_params(work, text)) if cleaned(text) else Condition("")


def _living(work: Work) -> Condition:  # noqa: ARG001 all reaches are asked alike
    """What was found is open no more once one of the two is out for whatever reason."""
    return Condition(LIVING)


PAIRS: Final = Listing(
    noun="duplicate",
    nouns="duplicates",
    permission=Permission.UNIT_MERGE,
    row=PairRow,
    base=BASE,
    alias="d",
    key=("d.pair_id",),
    joins=JOINS,
    ids=(
        ("d.pair_id", "pair_id"),
        ("d.unit_id", "unit_id"),
        ("d.other_id", "other_id"),
        ("u.area_id", "area_id"),
        ("d.reasons", "reason_list"),
        (COUNT, "reason_count"),
    ),
    fields=(
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("address", "Address", Kind.TEXT, "u.address"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("other_code", "Other unit", Kind.CODE, "o.code"),
        Field("other_address", "Other address", Kind.TEXT, "o.address"),
        Field("other_holder", "Other consumer", Kind.TEXT, "oc.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("reasons", "Because", Kind.TEXT, "array_to_string(d.reasons, ', ')"),
        Field("metres", "Apart, m", Kind.NUMBER, "d.metres"),
        Field("status", "State", Kind.CHOICE, "d.status"),
        Field("found_at", "Found", Kind.MOMENT, "d.found_at"),
        Field("decider_name", "Decided by", Kind.TEXT, "dp.full_name"),
        Field("decided_at", "Decided", Kind.MOMENT, "d.decided_at"),
        Field("reason", "Reason", Kind.TEXT, "d.reason"),
    ),
    sorts=(
        Sort("likely", "Most reasons first", ((COUNT, "reason_count"), ("d.pair_id", "pair_id")), is_descending=True),
        Sort("newest", "Newest first", (("d.pair_id", "pair_id"),), is_descending=True),
    ),
    filters=(
        OneOf("status", "State", "d.status", STATUSES),
        Because(),
        Within("area", "Area", "u.area_id"),
        Same("pair", "Pair", "d.pair_id"),
    ),
    search=_sought,
    reach=_living,
    defaults={"status": "open"},
)
