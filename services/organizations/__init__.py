"""Organizations: the agencies and companies that live side by side."""

from services.organizations.service import Organization, create, find, list_all

__all__ = ["Organization", "create", "find", "list_all"]
