"""One member of staff: who it is, what they may do and where, where they are signed in, and the ways to change that."""

from components import access_parts, asked, page, parts, staff_columns, staff_edit, staff_parts
from components.screens import STAFF, STAFF_MEMBER
from components.status import badge
from services import staff
from services.permissions import Role
from services.work import begin
from utils.errors import NotFound

actor = page.begin(STAFF_MEMBER)
staff_id = asked.number("member")

with page.telling() as told:
    if staff_id is None:
        raise NotFound("person", asked.text("member") or "(none named)")
    with begin(actor) as work:
        member = staff.get(work, staff_id)
        assigned = staff.assignments(work, staff_id)

if told.is_ok:
    page.head(
        member.full_name,
        mark=badge("staff", staff_columns.state(member)),
        below=f"{staff_columns.role(member.role)} · {member.username}",
        back=("Staff", STAFF.link()),
    )
    offered = staff_parts.offered(actor)
    part = asked.one_of("part", [each.name for each in offered], "overview")
    if len(offered) > 1:
        parts.show("Parts of this page", offered, part, lambda name: STAFF_MEMBER.link(member=member.staff_id, part=name))
    with page.telling():
        match part:
            case "rights":
                access_parts.rights(actor, Role(member.role))
            case "activity":
                staff_parts.done(actor, member)
            case "sessions":
                staff_parts.sessions(actor, member)
            case "edit":
                staff_edit.show(actor, member, assigned)
            case _:
                staff_parts.overview(actor, member, assigned)
