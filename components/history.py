"""Who changed a record, when and through which face."""

from components import page, table
from components.table import Column, Kind, Writer
from services import audit
from services.audit import AuditRow
from services.permissions import Permission
from services.work import Actor, begin


def show(actor: Actor, ref: str) -> None:
    """The newest changes of one record, for those who may read the audit log; nothing where there are none."""
    if not actor.may(Permission.AUDIT_READ):
        return
    with begin(actor) as work:
        rows = audit.history_of(work, ref)
    if not rows:
        return
    page.section("History")
    columns = (
        Column[AuditRow]("When", "recorded_at", Kind.MOMENT),
        Column[AuditRow]("What", lambda row: row.action.replace(".", " ").replace("_", " ").capitalize()),
        Column[AuditRow]("Who", lambda row: row.staff_name or "set-up"),
        Column[AuditRow]("Through", "origin", is_desk_only=True),
    )
    table.show(columns, rows, Writer(actor.currency, actor.time_zone))
