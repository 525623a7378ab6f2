"""Changing an account by hand: judged by the rules, never over somebody else's change, remembered field by field."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, Final

from services import audit
from services.accounts import repository, rules
from services.accounts.repository import Account
from services.accounts.rules import AccountFields
from services.permissions import Permission
from services.searching import phone_digits
from services.work import Work
from utils.errors import Conflict, Invalid, not_found

EDITABLE: Final = tuple(field.name for field in fields(AccountFields))


def fields_of(account: Account) -> AccountFields:
    """What may be changed of an account, as it is."""
    return AccountFields(account.holder_name, account.phone, account.is_active)


def change(work: Work, account_id: int, changes: Mapping[str, Any], seen: str | None = None) -> Account:
    """Change some of name, phone (in any spelling, '' for none) and activity; returns the account as it is now.

    `seen` is the mark of the fields that the person looked at: Conflict when they were changed meanwhile. Raises
    Invalid with a sentence for each wrong field, NotFound, Forbidden, and Conflict for a deleted account.
    """
    work.require(Permission.ACCOUNT_WRITE)
    account = repository.lock(work, account_id) or not_found("account", account_id)
    if account.deleted_at is not None:
        raise Conflict(f"Account {account.code} was deleted from the register; restore it first.")
    before = fields_of(account)
    if seen is not None and seen != before.mark:
        raise Conflict(
            f"Account {account.code} was changed by somebody else after you opened it; nothing of yours was saved yet. "
            "Look at what it says now, and save again if yours is right."
        )
    old, new = asdict(before), asdict(judged(before, changes))
    changed = [name for name in EDITABLE if old[name] != new[name]]
    if changed:
        repository.update(work, account_id, new)
        audit.record(
            work, "account.changed", f"account {account.code}",
            {name: old[name] for name in changed}, {name: new[name] for name in changed},
        )  # fmt: skip
    return repository.lock(work, account_id) or not_found("account", account_id)


def judged(before: AccountFields, changes: Mapping[str, Any]) -> AccountFields:
    """The fields as they would be after a change. Raises Invalid with a sentence for each wrong field."""
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(dict.fromkeys(sorted(unknown), "This cannot be changed here."))
    after = _tidy(replace(before, **changes))
    wrong = rules.faults(after)
    if wrong:
        raise Invalid(wrong)
    return after


def locked(work: Work, account_id: int) -> AccountFields | None:
    """What may be changed of an account, locked against other changes; None where it is not there for this person."""
    work.require(Permission.ACCOUNT_READ)
    account = repository.lock(work, account_id)
    return None if account is None else fields_of(account)


def _tidy(account: AccountFields) -> AccountFields:
    phone = (account.phone or "").strip()
    # What is no phone in any spelling stays as it was typed, for the rules to refuse.
    return replace(account, holder_name=(account.holder_name or "").strip(), phone=phone_digits(phone) or phone or None)
