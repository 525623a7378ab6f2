"""SQL of the search: each way to a record through its own index, names through the one function that may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, LiteralString

from services.search.models import Typed
from services.searching import LAST
from services.staff_fragments import NAMED as STAFF_NAMED
from services.staff_fragments import REACHED as STAFF_REACHED
from services.work import Work

ACCOUNT: Final = """
SELECT 'account' AS noun, c.account_id::text AS target, c.account_id, c.holder_name AS title,
    concat_ws(' · ', c.code, a.name) AS detail, CASE WHEN c.is_active THEN '' ELSE 'inactive' END AS state, c.phone,
    b.balance AS amount, NULL::date AS on_day, c.code = %(code)s AS is_exact, false AS is_similar, 0::bigint AS total
FROM accounts c
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id AND c.deleted_at IS NULL
JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id
"""

UNIT: Final = """
SELECT 'unit' AS noun, u.unit_id::text AS target, u.account_id, u.code AS title,
    concat_ws(' · ', c.holder_name, nullif(u.address, ''),
        CASE WHEN strpos(u.address, a.name) = 0 THEN a.name END) AS detail, u.status AS state, c.phone,
    NULL::numeric AS amount, NULL::date AS on_day, (u.code = %(code)s) IS TRUE AS is_exact, false AS is_similar,
    0::bigint AS total
FROM survey_units u
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id AND u.deleted_at IS NULL
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id
"""

PAYMENT: Final = """
SELECT 'payment' AS noun, p.payment_id::text AS target, p.account_id, receipt_no(p.counter, p.receipt_number) AS title,
    concat_ws(' · ', c.holder_name, c.code, nullif(p.reference, '')) AS detail, p.status AS state, c.phone, p.amount,
    p.value_on AS on_day, (p.counter = %(counter)s AND p.receipt_number = %(receipt_number)s) IS TRUE AS is_exact,
    false AS is_similar, 0::bigint AS total
FROM payments p
JOIN accounts c ON c.org_id = p.org_id AND c.account_id = p.account_id
"""

AND_ALSO: Final = " UNION ALL "

# Equality first: its plan is kept, where that of a range is made anew for each text, which takes longer than the search.
ACCOUNT_OF_CODE: Final = "(" + ACCOUNT + " WHERE c.org_id = %(org_id)s AND c.code = %(code)s)"
UNITS_OF_CODE: Final = (
    "("
    + UNIT
    + " WHERE u.org_id = %(org_id)s AND (u.code = %(code)s OR u.account_id = (SELECT k.account_id FROM accounts k"
    + " WHERE k.org_id = %(org_id)s AND k.code = %(code)s AND k.deleted_at IS NULL))"
    + " ORDER BY u.code = %(code)s DESC, u.code LIMIT %(most)s)"
)
CODE: Final = ACCOUNT_OF_CODE + AND_ALSO + UNITS_OF_CODE
# Asked before the two below: most of what is typed begins no code, and this is planned in a fraction of their time.
IS_BEGINNING: Final = """
SELECT c.account_id FROM accounts c WHERE c.org_id = %(org_id)s AND c.code >= %(code)s AND c.code < %(code_to)s
UNION ALL
SELECT u.unit_id FROM survey_units u WHERE u.org_id = %(org_id)s AND u.code >= %(code)s AND u.code < %(code_to)s
LIMIT 1
"""
UNITS_BY_CODE: Final = (
    "(" + UNIT + " WHERE u.org_id = %(org_id)s AND u.code >= %(code)s AND u.code < %(code_to)s ORDER BY u.code LIMIT %(most)s)"
)
ACCOUNTS_BY_CODE: Final = (
    "(" + ACCOUNT + " WHERE c.org_id = %(org_id)s AND c.code >= %(code)s AND c.code < %(code_to)s ORDER BY c.code LIMIT %(most)s)"
)
ACCOUNTS_BY_PHONE: Final = (
    "(" + ACCOUNT + " WHERE c.org_id = %(org_id)s AND c.phone = %(phone)s ORDER BY c.account_id LIMIT %(most)s)"
)
ACCOUNTS_BY_CNIC: Final = (
    "(" + ACCOUNT + " WHERE c.org_id = %(org_id)s AND c.cnic = %(cnic)s ORDER BY c.account_id LIMIT %(most)s)"
)
PAYMENTS_BY_RECEIPT: Final = (
    "(" + PAYMENT + " WHERE p.org_id = %(org_id)s AND p.counter = %(counter)s AND p.receipt_number = %(receipt_number)s)"
)
PAYMENTS_BY_REFERENCE: Final = (
    "(" + PAYMENT + " WHERE p.org_id = %(org_id)s AND p.reference = %(reference)s ORDER BY p.payment_id DESC LIMIT %(most)s)"
)

UNITS_OF: Final = (
    UNIT
    + " WHERE u.org_id = %(org_id)s AND u.account_id = ANY (%(account_ids)s)"
    + " ORDER BY array_position(%(account_ids)s::bigint[], u.account_id), u.code LIMIT %(most)s"
)

BILL: Final = """
SELECT 'bill' AS noun, bill_no(b.period, b.bill_id) AS target, b.account_id, bill_no(b.period, b.bill_id) AS title,
    concat_ws(' · ', c.holder_name, c.code, a.name, CASE WHEN b.is_archived THEN 'archived' END) AS detail, b.status AS state,
    c.phone, b.demand AS amount,
    b.period AS on_day, true AS is_exact, false AS is_similar, 0::bigint AS total
FROM all_bills b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = %(bill_id)s
    AND (NOT %(is_issued_only)s OR b.issued_at IS NOT NULL)
"""

NAMED: Final = """
WITH named AS MATERIALIZED (
    SELECT c.account_id, f.closeness, c.name_key, count(*) OVER () AS total
    FROM accounts_named(%(typed)s, %(counted)s) f
    JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = f.account_id AND c.deleted_at IS NULL
    ORDER BY f.closeness, c.name_key, c.account_id LIMIT %(most)s
)
SELECT 'account' AS noun, c.account_id::text AS target, c.account_id, c.holder_name AS title,
    concat_ws(' · ', c.code, a.name) AS detail, CASE WHEN c.is_active THEN '' ELSE 'inactive' END AS state, c.phone,
    b.balance AS amount, NULL::date AS on_day, false AS is_exact, n.closeness = 4 AS is_similar, n.total
FROM named n
JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = n.account_id
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id
JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id
ORDER BY n.closeness, n.name_key, n.account_id
"""

STAFF: Final = """
SELECT 'staff' AS noun, s.staff_id::text AS target, NULL::bigint AS account_id, p.full_name AS title,
    concat_ws(' · ', p.username, replace(s.role, '_', ' ')) AS detail,
    CASE WHEN s.is_active AND NOT p.is_disabled THEN '' ELSE 'inactive' END AS state, NULL::text AS phone,
    NULL::numeric AS amount, NULL::date AS on_day, false AS is_exact, false AS is_similar, 0::bigint AS total
FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND """ + STAFF_NAMED + """ AND (%(own_area_ids)s::bigint[] IS NULL OR """ + STAFF_REACHED + """)
ORDER BY p.username <> lower(%(typed)s), p.full_name, s.staff_id LIMIT %(most)s
"""

IDS_BY_NUMBER: Final = """
SELECT c.account_id FROM accounts c WHERE c.org_id = %(org_id)s
    AND (c.code >= %(code)s AND c.code < %(code_to)s OR c.phone = %(phone)s OR c.cnic = %(cnic)s)
LIMIT %(most)s
"""

IDS_BY_NAME: Final = "SELECT f.account_id FROM accounts_named(%(typed)s, %(most)s) f"


@dataclass(frozen=True, slots=True)
class Found:
    """One row of any of these statements; `total` is how many accounts a name has."""

    noun: str
    target: str
    account_id: int | None
    title: str
    detail: str
    state: str
    phone: str | None
    amount: Decimal | None
    on_day: date | None
    is_exact: bool
    is_similar: bool
    total: int


@dataclass(frozen=True, slots=True)
class AccountId:
    """An account that was found."""

    account_id: int


def by_code(work: Work, typed: Typed, most: int) -> list[Found]:
    """Unit and account of the whole code, the account with its units."""
    return work.all(Found, CODE, code=typed.text.upper(), most=most)


def by_number(work: Work, typed: Typed, most: int, *, has_payments: bool) -> list[Found]:
    """Accounts of the phone or CNIC, payments of the receipt or reference."""
    ways: list[LiteralString] = []
    if typed.phone is not None:
        ways.append(ACCOUNTS_BY_PHONE)
    if typed.cnic is not None:
        ways.append(ACCOUNTS_BY_CNIC)
    if has_payments and typed.receipt is not None:
        ways.append(PAYMENTS_BY_RECEIPT)
    if has_payments and typed.has_digits:
        ways.append(PAYMENTS_BY_REFERENCE)
    if not ways:
        return []
    counter, receipt_number = typed.receipt or (None, None)
    return work.all(
        Found, AND_ALSO.join(ways), **_numbers(typed), most=most, counter=counter, receipt_number=receipt_number,
        reference=typed.text,
    )  # fmt: skip


def by_beginning(work: Work, typed: Typed, most: int) -> list[Found]:
    """Units and accounts whose code begins so."""
    if work.scalar(IS_BEGINNING, **_numbers(typed)) is None:
        return []
    return work.all(Found, ACCOUNTS_BY_CODE + AND_ALSO + UNITS_BY_CODE, **_numbers(typed), most=most)


def bill(work: Work, typed: Typed, *, is_issued_only: bool) -> list[Found]:
    """The bill of the number that was typed, if any."""
    if typed.bill is None:
        return []
    period, bill_id = typed.bill
    return work.all(Found, BILL, period=period, bill_id=bill_id, is_issued_only=is_issued_only)


def named(work: Work, text: str, most: int, counted: int) -> list[Found]:
    """The `most` closest accounts by name, out of `counted` candidates; each row says how many these were."""
    return work.all(Found, NAMED, typed=text, most=most, counted=counted)


def units_of(work: Work, account_ids: Sequence[int], most: int) -> list[Found]:
    """The premises of these accounts, in the order of the accounts."""
    return work.all(Found, UNITS_OF, account_ids=list(account_ids), most=most, code=None)


def colleagues(work: Work, text: str, most: int) -> list[Found]:
    """People whose name or username holds every word that was typed."""
    areas = None if work.actor.area_ids is None else list(work.actor.area_ids)
    own = {"own_staff_id": work.actor.staff_id, "own_area_ids": areas, "reached_on": work.today}
    return work.all(Found, STAFF, typed=text, most=most, **own)


def ids_by_number(work: Work, typed: Typed, most: int) -> list[int]:
    """Accounts whose code begins so, or of the phone or CNIC."""
    return [row.account_id for row in work.all(AccountId, IDS_BY_NUMBER, **_numbers(typed), most=most)]


def ids_by_name(work: Work, text: str, most: int) -> list[int]:
    """Accounts by name, the closest first."""
    return [row.account_id for row in work.all(AccountId, IDS_BY_NAME, typed=text, most=most)]


def _numbers(typed: Typed) -> dict[str, object]:
    code = typed.text.upper()
    return {"code": code, "code_to": code + LAST, "phone": typed.phone, "cnic": typed.cnic}
