"""Accounts: who owes, one consumer with one running balance."""

from services.accounts.service import Account, AccountRow, NewAccount, add_many, find, get, page

__all__ = ["Account", "AccountRow", "NewAccount", "add_many", "find", "get", "page"]
