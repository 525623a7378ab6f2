"""SQL of accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.staging import stage
from services.work import Work


@dataclass(frozen=True, slots=True)
class Account:
    """One consumer; `due` is unpaid demand, `advance` money not yet matched, `balance` the first less the second."""

    account_id: int
    code: str
    holder_name: str
    phone: str | None
    cnic: str | None
    area_id: int
    area_name: str
    is_active: bool
    created_at: datetime
    deleted_at: datetime | None
    due: Decimal
    advance: Decimal
    balance: Decimal


GET = """
SELECT c.account_id, c.code, c.holder_name, c.phone, c.cnic, c.area_id, a.name AS area_name, c.is_active, c.created_at,
    c.deleted_at, b.due, b.advance, b.balance
FROM accounts c
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id
JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id
WHERE c.org_id = %(org_id)s AND c.account_id = %(account_id)s
"""

LOCK = GET + "FOR NO KEY UPDATE OF c"

UPDATE = """
UPDATE accounts SET holder_name = %(holder_name)s, phone = %(phone)s, is_active = %(is_active)s
WHERE org_id = %(org_id)s AND account_id = %(account_id)s
"""

FIND = """
SELECT c.account_id, c.code, c.holder_name, c.phone, c.cnic, c.area_id, a.name AS area_name, c.is_active, c.created_at,
    c.deleted_at, b.due, b.advance, b.balance
FROM accounts c
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id
JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id
WHERE c.org_id = %(org_id)s AND c.code = %(code)s AND c.deleted_at IS NULL
"""

CREATE_STAGED = """
CREATE TEMPORARY TABLE staged_accounts (code text, holder_name text, phone text, area_id bigint, cnic text) ON COMMIT DROP
"""

COPY_STAGED = "COPY staged_accounts (code, holder_name, phone, area_id, cnic) FROM STDIN"

ADD_STAGED = """
INSERT INTO accounts (org_id, code, holder_name, phone, area_id, cnic, created_at)
SELECT %(org_id)s, code, holder_name, phone, area_id, cnic, %(now)s FROM staged_accounts ORDER BY area_id, code
"""


def get(work: Work, account_id: int) -> Account | None:
    """One account with its balance."""
    return work.one(Account, GET, account_id=account_id)


def lock(work: Work, account_id: int) -> Account | None:
    """One account with its balance, locked against other changes."""
    return work.one(Account, LOCK, account_id=account_id)


def update(work: Work, account_id: int, values: Mapping[str, object]) -> None:
    """Write the fields that may be changed."""
    work.execute(UPDATE, account_id=account_id, **values)


def find(work: Work, code: str) -> Account | None:
    """The account of a code with its balance."""
    return work.one(Account, FIND, code=code)


def add_staged(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert accounts (code, holder name, phone, area id, CNIC); returns how many."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    added = work.execute(ADD_STAGED).rowcount
    work.execute("DROP TABLE staged_accounts")
    return added
