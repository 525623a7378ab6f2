"""Drafts: what a person typed into a form and has not sent, kept for that person alone."""

from services.drafts.forgetting import forget
from services.drafts.models import Draft
from services.drafts.service import of_forms, save, sent, throw_away

__all__ = ["Draft", "forget", "of_forms", "save", "sent", "throw_away"]
