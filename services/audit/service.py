"""Recording changes and reading the history of a record."""

import json
from collections.abc import Mapping

from services.audit import repository
from services.audit.repository import AuditRow
from services.permissions import Permission
from services.work import Work

__all__ = ["AuditRow", "history_of", "record"]


def record(
    work: Work,
    action: str,
    ref: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write what was done: `action` is noun.verbed, `ref` names the record, e.g. 'payment R-000012'."""
    repository.add(work, action, ref, _packed(before), _packed(after))


def history_of(work: Work, ref: str, size: int = 50) -> list[AuditRow]:
    """The newest changes of one record, newest first; of one out of reach only one's own. Raises Forbidden."""
    work.require(Permission.AUDIT_READ)
    return repository.list_by_ref(work, ref, size)


def _packed(values: Mapping[str, object] | None) -> str | None:
    return None if values is None else json.dumps(dict(values), default=str)
