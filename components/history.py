"""Who changed a record, when and through which face, and what it was before."""

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from components import page, table
from components.markup import icon, joined
from components.table import Column, Kind, Writer
from components.words import NOTHING
from services import audit
from services.audit import AuditRow
from services.permissions import Permission
from services.work import Actor, begin

_LONGEST: Final = 120
_WORDS: Final = {
    "holder_name": "Consumer", "is_active": "Active", "size_marla": "Size, marla", "value_on": "Value date",
    "account_code": "Account", "customer_class": "Class",
}  # fmt: skip


def show(actor: Actor, ref: str, title: str = "History") -> bool:
    """The newest changes of one record, for those who may read the audit log; whether there were any."""
    if not actor.may(Permission.AUDIT_READ):
        return False
    with begin(actor) as work:
        rows = audit.history_of(work, ref)
    if not rows:
        return False
    page.section(title)
    columns = (
        Column[AuditRow]("When", "recorded_at", Kind.MOMENT),
        Column[AuditRow]("What", lambda row: row.action.replace(".", " ").replace("_", " ").capitalize()),
        Column[AuditRow]("Change", lambda row: changes(row.before, row.after)),
        Column[AuditRow]("Who", lambda row: row.staff_name or "set-up"),
        Column[AuditRow]("Through", "origin", is_desk_only=True),
    )
    table.show(columns, rows, Writer(actor.currency, actor.time_zone))
    return True


def changes(before: Any, after: Any) -> Markup:
    """What changed, a line a field: 'Address: House 1 → House 2'; a field without an earlier value shows the new one."""
    old: Mapping[str, Any] = before if isinstance(before, Mapping) else {}
    new: Mapping[str, Any] = after if isinstance(after, Mapping) else {}
    lines = [_line(name, name in old, old.get(name), name in new, new.get(name)) for name in {**old, **new}]
    return Markup('<span class="su-changes">{}</span>').format(joined(lines)) if lines else Markup()


def _line(name: str, was: bool, old: object, is_now: bool, new: object) -> Markup:
    label = _WORDS.get(name) or name.replace("_", " ").capitalize()
    if was and is_now:
        arrow = icon("arrow_right_alt")
        return Markup('<span>{}: <s>{}</s> {}<span class="su-unseen">becomes</span> <b>{}</b></span>').format(
            label, _value(old), arrow, _value(new)
        )
    return Markup("<span>{}: {}</span>").format(label, _value(old) if was else _value(new))


def _value(value: object) -> str:
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_value(each) for each in value) or NOTHING  # pyright: ignore[reportUnknownVariableType]
        case dict():
            return ", ".join(f"{name} {_value(each)}" for name, each in value.items())  # pyright: ignore
        case _:
            text = str(value)
            return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
