"""Finding accounts and opening them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from services import audit, listing
from services.accounts import repository
from services.accounts.listing_repository import ACCOUNTS, AccountRow
from services.accounts.repository import Account
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import not_found

__all__ = ["ACCOUNTS", "Account", "AccountRow", "NewAccount", "add_many", "find", "get", "page"]

# What stands before the last three digits for a role that need not identify people.
HIDDEN_CNIC: Final = "••••••••••"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A consumer to add: `code` in capitals, `phone` as digits with country code or None, `cnic` as 13 digits or None."""

    code: str
    holder_name: str
    phone: str | None
    area_id: int
    cnic: str | None = None


def get(work: Work, account_id: int) -> Account:
    """One account with its balance; its CNIC only for who may identify people. Raises NotFound."""
    work.require(Permission.ACCOUNT_READ)
    return _as_seen(work, repository.get(work, account_id) or not_found("account", str(account_id)))


def find(work: Work, code: str) -> Account:
    """The account of a code, in any case. Raises NotFound."""
    work.require(Permission.ACCOUNT_READ)
    return _as_seen(work, repository.find(work, code.strip().upper()) or not_found("account", code))


def page(work: Work, query: ListQuery) -> Page[AccountRow]:
    """Accounts as `ACCOUNTS` says: by code unless sorted, searched by code, name and phone."""
    return listing.page(work, ACCOUNTS, query)


def add_many(work: Work, new: Iterable[NewAccount]) -> int:
    """Open accounts, streamed; returns how many. The caller vouches for unique codes and existing areas."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_staged(work, _rows(new))
    audit.record(work, "account.added", f"{added} accounts", after={"count": added})
    return added


def _as_seen(work: Work, account: Account) -> Account:
    if account.cnic is None or work.actor.may(Permission.ACCOUNT_IDENTIFY):
        return account
    return replace(account, cnic=HIDDEN_CNIC + account.cnic[-3:])


def _rows(new: Iterable[NewAccount]) -> Iterator[tuple[object, ...]]:
    for account in new:
        yield account.code, account.holder_name, account.phone, account.area_id, account.cnic
