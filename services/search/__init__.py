"""Search: one box that finds units, accounts, bills, payments, receipts, tickets, visits, challans and staff."""

from services.search.models import Group, Hit, Noun, Results
from services.search.service import account_ids, find

__all__ = ["Group", "Hit", "Noun", "Results", "account_ids", "find"]
