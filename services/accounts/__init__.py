"""Accounts: who owes, one consumer with one running balance."""

from services.accounts.changing import change, fields_of, judged, locked
from services.accounts.rules import LONGEST_NAME, AccountFields, faults
from services.accounts.service import ACCOUNTS, Account, AccountRow, NewAccount, add_many, find, get, page

__all__ = [
    "ACCOUNTS",
    "LONGEST_NAME",
    "Account",
    "AccountFields",
    "AccountRow",
    "NewAccount",
    "add_many",
    "change",
    "faults",
    "fields_of",
    "find",
    "get",
    "judged",
    "locked",
    "page",
]
