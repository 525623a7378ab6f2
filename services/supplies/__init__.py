"""What is supplied to an account: its services, the tariff version in force for each, and what this month costs by it."""

from services.supplies.service import Supply, of_account

__all__ = ["Supply", "of_account"]
