"""Who changed what, when and through which face: one row a changing use case, in its transaction."""

from services.audit.service import AuditRow, history_of, record

__all__ = ["AuditRow", "history_of", "record"]
