"""One audit entry: what was done by whom, and what the record said before and after."""

from components import asked, audit_columns, facts, page, table, words
from components.markup import link
from components.screens import AUDIT, AUDIT_ENTRY, STAFF_MEMBER
from components.table import Column, Writer
from services import activity, audit
from services.activity import Change
from services.permissions import Permission
from services.work import begin
from utils.errors import NotFound

actor = page.begin(AUDIT_ENTRY)
audit_id = asked.number("entry")

with page.telling() as told:
    if audit_id is None:
        raise NotFound("audit entry", asked.text("entry") or "(none named)")
    with begin(actor) as work:
        entry = activity.get(work, audit_id)
        changes = activity.changes(work, [entry])[audit_id]
        seal = audit.seal_of(work, audit_id)

if told.is_ok:
    page.head(audit_columns.sentence(actor, entry), back=("Audit", AUDIT.link()))
    may_open = entry.staff_id is not None and actor.may(Permission.STAFF_READ)
    record = audit_columns.record_href(actor, entry)
    facts.show(
        [
            ("When", words.moment(entry.recorded_at, actor.time_zone)),
            ("Who", link(STAFF_MEMBER.link(member=entry.staff_id), entry.who) if may_open else entry.who),
            ("Record", link(record, entry.ref) if record else entry.ref),
            ("Through", audit_columns.through(entry)),
            *([("From", from_where)] if (from_where := audit_columns.whence(entry)) else []),
            *([("Reason", entry.reason)] if entry.reason else []),
            ("Seal", audit_columns.seal_word(actor, seal)),
            ("History", link(AUDIT.link(q=entry.ref), "Everything about this record")),
        ]
    )
    page.section("What changed")
    columns = (
        Column[Change]("Field", "label"),
        Column[Change]("Before", lambda row: words.NOTHING if row.before is None else row.before),
        Column[Change]("After", lambda row: words.NOTHING if row.after is None else row.after, is_lead=True),
    )
    if changes:
        table.show(columns, changes, Writer(actor.currency, actor.time_zone))
    else:
        page.notice("history", "Nothing more was written down about it.", "The sentence above says all of it.")
