"""SQL of what becomes of each row: per noun where it is found and written, per action what it becomes and what refuses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

Refusals = Sequence[tuple[LiteralString, LiteralString]]
NO_REFUSALS: Final[Refusals] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How an action is judged: the fields after it, when a row is so already, and (condition, sentence) of refusals.

    `moves` brings what hangs on an account along, `needs_balance` waits for whoever is posting to it.
    """

    after: LiteralString
    refusals: Refusals = NO_REFUSALS
    undo_refusals: Refusals = NO_REFUSALS
    same: LiteralString = "before.fields = after.fields"
    moves: bool = False
    needs_balance: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows of a noun are: joined to `chosen k`, missing when `missing`, read as `before`, locked and written.

    `write` and `unwrite` are empty where each row goes through its own use case.
    """

    joins: LiteralString
    missing: LiteralString
    before: LiteralString
    by_ids: LiteralString
    lock: LiteralString = ""
    write: LiteralString = ""
    among: LiteralString = ""


OF_BATCH: Final = """r.org_id = %(org_id)s AND r.change_id = %(change_id)s AND r.row_no > %(first)s
        AND r.row_no <= %(last)s"""
FIXED: Final = "%(bulk_after)s::jsonb"
DELETED: Final = "jsonb_build_object('deleted_at', %(bulk_at)s::timestamptz, 'deleted_by', %(bulk_by)s::bigint)"
CALCULATING: Final = (
    "EXISTS (SELECT FROM bill_runs g WHERE g.org_id = %(org_id)s AND g.status = 'calculating')",
    "'A bill run is being calculated at the moment; do this when it has ended.'",
)
U_DELETED: Final = ("u.deleted_at IS NOT NULL", "'It is deleted; restore it first.'")
U_MOVES: Final[Refusals] = (
    (
        "EXISTS (SELECT FROM survey_units o WHERE o.org_id = u.org_id AND o.account_id = u.account_id"
        " AND o.unit_id <> u.unit_id AND o.deleted_at IS NULL)",
        "'It shares its account with other units; move the account, and all of them go along.'",
    ),
    CALCULATING,
)
U_OWES: Final[Refusals] = (
    ("b.due > 0", "'Its account owes money; what is owed is settled first.'"),
    (
        "EXISTS (SELECT FROM bills x WHERE x.org_id = u.org_id AND x.account_id = u.account_id AND x.is_live"
        " AND x.status IN ('draft', 'held'))",
        "'Its account has a bill in a run that is not issued yet.'",
    ),
    CALCULATING,
)
U_ACCOUNT_GONE: Final = (
    "EXISTS (SELECT FROM accounts o WHERE o.org_id = u.org_id AND o.account_id = u.account_id AND o.deleted_at IS NOT NULL)",
    "'Its account is deleted; restore that first.'",
)
OUT_OF_REACH: Final = (
    "NOT coalesce((k.before ->> 'area_id')::bigint = ANY (%(bulk_areas)s::bigint[]), true)",
    "'It came from an area that is not one of yours.'",
)
MERGED: Final = (
    "EXISTS (SELECT FROM areas m WHERE m.org_id = %(org_id)s AND m.area_id = (k.before ->> 'area_id')::bigint"
    " AND m.merged_into IS NOT NULL)",
    "'It came from an area that was merged into another since.'",
)
C_DELETED: Final = ("c.deleted_at IS NOT NULL", "'It is deleted; restore it first.'")
C_IN_USE: Final[Refusals] = (
    ("b.due > 0", "'It owes money; what is owed is settled first.'"),
    ("b.advance > 0", "'Money waits on it that is matched to no bill.'"),
    (
        "EXISTS (SELECT FROM bills x WHERE x.org_id = c.org_id AND x.account_id = c.account_id AND x.is_live"
        " AND x.status IN ('draft', 'held'))",
        "'It has a bill in a run that is not issued yet.'",
    ),
    (
        "EXISTS (SELECT FROM survey_units o WHERE o.org_id = c.org_id AND o.account_id = c.account_id AND o.deleted_at IS NULL)",
        "'It still has units; delete those first.'",
    ),
    (
        "c.account_id = ANY (ARRAY(SELECT o.account_id FROM staff o WHERE o.org_id = %(org_id)s AND o.is_active"
        " AND o.account_id IS NOT NULL))",
        "'A consumer signs in for it; end that first.'",
    ),
    CALCULATING,
)
B_ARCHIVED: Final = ("b.is_archived", "'It is archived; its month is brought back from the archive first.'")
IN_REVIEW: Final = (
    "g.status <> 'review'",
    "'A bill is held or released only while its run is in review; its run is ' || g.status || '.'",
)
TOO_MANY_TAGS: Final = ("jsonb_array_length(after.fields -> 'tags') > 20", "'It would have more than 20 tags.'")


def _tags(alias: LiteralString, function: LiteralString) -> LiteralString:
    return "jsonb_build_object('tags', " + function + "(" + alias + ".tags, %(bulk_tags)s::text[]))"


UNIT_STATUS: Final = (
    "NOT u.status = ANY (%(bulk_from)s::text[])",
    "'A unit that is ' || CASE u.status WHEN 'duplicate_of' THEN 'a duplicate' ELSE u.status END"
    " || ' does not become ' || %(bulk_word)s::text || ' by hand.'",
)
WAYS: Final[Mapping[tuple[str, str], Way]] = {
    ("units", "status"): Way(FIXED, (U_DELETED, UNIT_STATUS)),
    ("units", "kind"): Way(FIXED, (U_DELETED,)),
    ("units", "settlement"): Way(FIXED, (U_DELETED,)),
    ("units", "area"): Way(FIXED, (U_DELETED, *U_MOVES), (OUT_OF_REACH, MERGED, *U_MOVES), moves=True, needs_balance=True),
    ("units", "add_tags"): Way(_tags("u", "tags_with"), (U_DELETED, TOO_MANY_TAGS)),
    ("units", "remove_tags"): Way(_tags("u", "tags_without"), (U_DELETED,)),
    ("units", "delete"): Way(DELETED, U_OWES, (U_ACCOUNT_GONE,), same="u.deleted_at IS NOT NULL", needs_balance=True),
    ("units", "restore"): Way(FIXED, (U_ACCOUNT_GONE,), U_OWES, needs_balance=True),
    ("accounts", "active"): Way(FIXED, (C_DELETED,)),
    ("accounts", "area"): Way(
        FIXED, (C_DELETED, CALCULATING), (OUT_OF_REACH, MERGED, CALCULATING), moves=True, needs_balance=True
    ),
    ("accounts", "add_tags"): Way(_tags("c", "tags_with"), (C_DELETED, TOO_MANY_TAGS)),
    ("accounts", "remove_tags"): Way(_tags("c", "tags_without"), (C_DELETED,)),
    ("accounts", "delete"): Way(DELETED, C_IN_USE, same="c.deleted_at IS NOT NULL", needs_balance=True),
    ("accounts", "restore"): Way(FIXED, (), C_IN_USE, needs_balance=True),
    ("bills", "hold"): Way(
        FIXED,
        (
            B_ARCHIVED,
            ("b.status <> 'draft'", "'It is ' || replace(b.status, '_', ' ') || '; only a draft is held back.'"),
            IN_REVIEW,
        ),
        (IN_REVIEW,),
    ),
    ("bills", "release"): Way(
        FIXED,
        (
            B_ARCHIVED,
            ("b.status <> 'held'", "'It is ' || replace(b.status, '_', ' ') || '; only a held bill is released.'"),
            IN_REVIEW,
            (
                "EXISTS (SELECT FROM bill_exceptions x WHERE x.org_id = b.org_id AND x.period = b.period"
                " AND x.bill_id = b.bill_id AND x.resolved_at IS NULL AND x.kind IN ('no_tariff', 'no_price'))",
                "'It has no complete price: no tariff covers all of it.'",
            ),
        ),
        (IN_REVIEW,),
    ),
}

PLACES: Final[Mapping[str, Place]] = {
    "units": Place(
        joins="""
LEFT JOIN survey_units u ON u.org_id = %(org_id)s AND u.unit_id = k.row_id
LEFT JOIN account_balances b ON b.org_id = u.org_id AND b.account_id = u.account_id""",
        missing="u.unit_id IS NULL",
        before="same_fields(to_jsonb(u), after.fields)",
        by_ids="SELECT u.unit_id, NULL::date, u.code FROM survey_units u"
        " WHERE u.org_id = %(org_id)s AND u.unit_id = ANY (%(bulk_ids)s::bigint[])",
        lock="""
SELECT count(*) FROM (SELECT FROM survey_units u WHERE u.org_id = %(org_id)s AND u.unit_id IN
    (SELECT r.row_id FROM bulk_change_rows r WHERE """
        + OF_BATCH
        + ") ORDER BY u.unit_id FOR NO KEY UPDATE) locked",
        write="""
UPDATE survey_units u SET (status, category, size_marla, commercial_size, settlement, area_id, tags, deleted_at, deleted_by)
    = (SELECT p.status, p.category, p.size_marla, p.commercial_size, p.settlement, p.area_id, p.tags, p.deleted_at,
        p.deleted_by FROM jsonb_populate_record(u, w.fields) AS p)
FROM written w WHERE u.org_id = %(org_id)s AND u.unit_id = w.row_id""",
        among="SELECT v.account_id FROM bulk_change_rows r JOIN survey_units v ON v.org_id = r.org_id"
        " AND v.unit_id = r.row_id WHERE " + OF_BATCH,
    ),
    "accounts": Place(
        joins="""
LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = k.row_id
LEFT JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id""",
        missing="c.account_id IS NULL",
        before="same_fields(to_jsonb(c), after.fields)",
        by_ids="SELECT c.account_id, NULL::date, c.code FROM accounts c"
        " WHERE c.org_id = %(org_id)s AND c.account_id = ANY (%(bulk_ids)s::bigint[])",
        lock="""
SELECT count(*) FROM (SELECT FROM accounts c WHERE c.org_id = %(org_id)s AND c.account_id IN
    (SELECT r.row_id FROM bulk_change_rows r WHERE """
        + OF_BATCH
        + ") ORDER BY c.account_id FOR NO KEY UPDATE) locked",
        write="""
UPDATE accounts c SET (is_active, area_id, tags, deleted_at, deleted_by)
    = (SELECT p.is_active, p.area_id, p.tags, p.deleted_at, p.deleted_by FROM jsonb_populate_record(c, w.fields) AS p)
FROM written w WHERE c.org_id = %(org_id)s AND c.account_id = w.row_id""",
        among="SELECT r.row_id FROM bulk_change_rows r WHERE " + OF_BATCH,
    ),
    "bills": Place(
        joins="""
LEFT JOIN all_bills b ON b.org_id = %(org_id)s AND b.period = k.period AND b.bill_id = k.row_id
LEFT JOIN bill_runs g ON g.org_id = b.org_id AND g.run_id = b.run_id""",
        missing="b.bill_id IS NULL",
        before="jsonb_build_object('status', b.status)",
        by_ids="SELECT b.bill_id, b.period, bill_no(b.period, b.bill_id)"
        " FROM unnest(%(bulk_periods)s::date[], %(bulk_ids)s::bigint[]) AS i (period, bill_id)"
        " JOIN all_bills b ON b.org_id = %(org_id)s AND b.period = i.period AND b.bill_id = i.bill_id",
    ),
}
CHOSEN_COLUMNS: Final[Mapping[str, tuple[LiteralString, ...]]] = {
    "units": ("u.unit_id", "NULL::date", "u.code"),
    "accounts": ("c.account_id", "NULL::date", "c.code"),
    "bills": ("b.bill_id", "b.period", "bill_no(b.period, b.bill_id)"),
}
GONE: Final = "'It is not there any more, or no longer within your areas.'"


def judged(place: Place, way: Way) -> LiteralString:
    """What becomes of each row of `chosen k (row_no, row_id, period, ref)`: verdict, reason, fields before and after."""
    return (
        """
SELECT j.row_no, j.row_id, j.ref, j.before, j.after, CASE WHEN j.reason IS NOT NULL THEN 'refused'
    WHEN j.is_same THEN 'unchanged' ELSE 'changed' END AS verdict, j.reason
FROM (SELECT k.row_no, k.row_id, k.ref, before.fields AS before, after.fields AS after, """
        + way.same + " AS is_same, CASE WHEN " + place.missing + " THEN " + GONE + " WHEN " + way.same + " THEN NULL"
        + _whens(way.refusals) + " END AS reason\nFROM chosen k" + place.joins
        + "\nCROSS JOIN LATERAL (SELECT " + way.after + " AS fields) after"
        + "\nCROSS JOIN LATERAL (SELECT " + place.before + " AS fields) before) j"
    )  # fmt: skip


def judged_to_undo(place: Place, way: Way) -> LiteralString:
    """What refuses to take back each row of `chosen k (row_no, row_id, period, before, after)`; NULL where nothing does."""
    return (
        "\nSELECT k.row_no, CASE WHEN " + place.missing + " THEN " + GONE
        + " WHEN before.fields <> k.after THEN 'Somebody changed it since; it stays as it is now.'"
        + _whens(way.undo_refusals) + " END AS reason\nFROM chosen k" + place.joins
        + "\nCROSS JOIN LATERAL (SELECT k.after AS fields) after"
        + "\nCROSS JOIN LATERAL (SELECT " + place.before + " AS fields) before"
    )  # fmt: skip


def _whens(refusals: Refusals) -> LiteralString:
    return "".join([" WHEN " + condition + " THEN " + sentence for condition, sentence in refusals])
