"""Who changed a record, when and through which face, and what it was before."""

from collections.abc import Sequence

from markupsafe import Markup

from components import page, table
from components.markup import icon, joined, unbroken
from components.table import Column, Kind, Writer
from services import activity, audit
from services.activity import Change
from services.audit import AuditRow
from services.permissions import Permission
from services.work import Actor, begin


def show(actor: Actor, ref: str, title: str = "History") -> bool:
    """The newest changes of one record, for those who may read the audit log; whether there were any."""
    if not actor.may(Permission.AUDIT_READ):
        return False
    with begin(actor) as work:
        rows = audit.history_of(work, ref)
        told = activity.changes(work, rows)
    if not rows:
        return False
    page.section(title)
    columns = (
        Column[AuditRow]("When", "recorded_at", Kind.MOMENT),
        Column[AuditRow]("What", lambda row: activity.action_word(row.action)),
        Column[AuditRow]("Change", lambda row: changes(told[row.audit_id])),
        Column[AuditRow]("Who", lambda row: row.staff_name or "set-up"),
        Column[AuditRow]("Through", "origin", is_desk_only=True),
    )
    table.show(columns, rows, Writer(actor.currency, actor.time_zone))
    return True


def changes(entries: Sequence[Change]) -> Markup:
    """What changed, a line a field: 'Address: House 1 → House 2'; a field without an earlier value shows the new one."""
    lines = [_line(each) for each in entries]
    return Markup('<span class="su-changes">{}</span>').format(joined(lines)) if lines else Markup()


def _line(each: Change) -> Markup:
    if each.before is not None and each.after is not None:
        arrow = icon("arrow_right_alt")
        return Markup('<span>{}: <s>{}</s> {}<span class="su-unseen">becomes</span> <b>{}</b></span>').format(
            each.label, unbroken(each.before), arrow, unbroken(each.after)
        )
    only = (each.after if each.before is None else each.before) or ""
    return Markup("<span>{}: {}</span>").format(each.label, unbroken(only))
