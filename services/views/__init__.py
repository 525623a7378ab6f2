"""Saved views: questions to lists kept by name, one's own or shared, and what a list opens with."""

from services.views.service import View, list_for, open_first, open_first_for_role, opening, remove, save, share

__all__ = ["View", "list_for", "open_first", "open_first_for_role", "opening", "remove", "save", "share"]
