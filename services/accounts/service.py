"""Finding accounts and opening them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services import areas, audit
from services.accounts import repository
from services.accounts.repository import Account, AccountRow
from services.paging import ListQuery, Page, chosen_id, decode_key, page_of
from services.permissions import Permission
from services.searching import sought
from services.work import Work
from utils.errors import Invalid, not_found

__all__ = ["Account", "AccountRow", "NewAccount", "add_many", "find", "get", "page"]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A consumer to add: `code` in capitals, `phone` as digits with country code or None."""

    code: str
    holder_name: str
    phone: str | None
    area_id: int


def get(work: Work, account_id: int) -> Account:
    """One account with its balance. Raises NotFound."""
    work.require(Permission.ACCOUNT_READ)
    return repository.get(work, account_id) or not_found("account", str(account_id))


def find(work: Work, code: str) -> Account:
    """The account of a code, in any case. Raises NotFound."""
    work.require(Permission.ACCOUNT_READ)
    return repository.find(work, code.strip().upper()) or not_found("account", code)


def page(work: Work, query: ListQuery) -> Page[AccountRow]:
    """Accounts by code. Searches code, name and phone; filters: area (id), owing (yes or no)."""
    work.require(Permission.ACCOUNT_READ)
    filters = sought(query.search).params()
    area, owing = chosen_id(query, "area"), query.filters.get("owing")
    if owing not in (None, "yes", "no"):
        raise Invalid({"owing": "Owing is yes or no."})
    filters["area_path"] = areas.get(work, area).path if area else None
    filters["owing"] = None if owing is None else owing == "yes"
    after = str(decode_key(query.after, 1)[0]) if query.after else None
    before = str(decode_key(query.before, 1)[0]) if query.before else None
    rows = repository.list_page(work, filters, after, before, query.size)
    return page_of(rows, query, lambda row: (row.code,), repository.count(work, filters))


def add_many(work: Work, new: Iterable[NewAccount]) -> int:
    """Open accounts, streamed; returns how many. The caller vouches for unique codes and existing areas."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_staged(work, _rows(new))
    audit.record(work, "account.added", f"{added} accounts", after={"count": added})
    return added


def _rows(new: Iterable[NewAccount]) -> Iterator[tuple[object, ...]]:
    for account in new:
        yield account.code, account.holder_name, account.phone, account.area_id
