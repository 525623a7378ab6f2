"""Accounts: who owes, one consumer with one running balance."""

from services.accounts.service import ACCOUNTS, Account, AccountRow, NewAccount, add_many, find, get, page

__all__ = ["ACCOUNTS", "Account", "AccountRow", "NewAccount", "add_many", "find", "get", "page"]
