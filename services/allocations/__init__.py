"""Allocations: money matched to debt, with the bills kept in step."""

from services.allocations.service import release, settle

__all__ = ["release", "settle"]
