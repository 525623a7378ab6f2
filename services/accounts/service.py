"""Finding accounts and opening them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services import audit, listing
from services.accounts import repository
from services.accounts.listing_repository import ACCOUNTS, AccountRow
from services.accounts.repository import Account
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import not_found

__all__ = ["ACCOUNTS", "Account", "AccountRow", "NewAccount", "add_many", "find", "get", "page"]


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
    """Accounts as `ACCOUNTS` says: by code unless sorted, searched by code, name and phone."""
    return listing.page(work, ACCOUNTS, query)


def add_many(work: Work, new: Iterable[NewAccount]) -> int:
    """Open accounts, streamed; returns how many. The caller vouches for unique codes and existing areas."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_staged(work, _rows(new))
    audit.record(work, "account.added", f"{added} accounts", after={"count": added})
    return added


def _rows(new: Iterable[NewAccount]) -> Iterator[tuple[object, ...]]:
    for account in new:
        yield account.code, account.holder_name, account.phone, account.area_id
