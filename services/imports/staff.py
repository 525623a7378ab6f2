"""The import of staff: who signs in, with first passwords made here and given to nobody but the importer."""

import csv
import io
from datetime import timedelta
from typing import Final

from services import files, staff
from services.files import Purpose
from services.imports import judging, repository
from services.imports import staff_repository as sql
from services.imports.definition import Noun, Statements
from services.imports.fields import Field, choice
from services.imports.models import Import, ImportNoun, Verdict
from services.permissions import Permission, Role
from services.staff import NewStaff
from services.tabular import as_phone, as_text
from services.work import Work
from utils.text import as_cell

# First passwords are to be handed out, not to be kept.
LIFE: Final = timedelta(days=1)
# Each password takes a quarter of a second to be hashed, and a batch is one transaction.
BATCH: Final = 50
HEADER: Final = ("Username", "Full name", "Role", "First password")
ROLES: Final = {
    Role.HEAD_ADMINISTRATOR.value: ("head admin", "admin", "administrator"),
    Role.MANAGER.value: ("supervisor",),
    Role.BILLING.value: ("billing clerk", "billing officer"),
    Role.OPERATIONS.value: ("operator",),
    Role.SUPPORT.value: ("help desk", "counter"),
    Role.FIELD_AGENT.value: ("agent", "field staff", "surveyor"),
}

FIELDS: Final = (
    Field("username", "Username", as_text(80), "demo.agent", is_needed=True,
          synonyms=("user", "login", "user name", "user id"), hint="What the person signs in with; it may come once."),
    Field("full_name", "Full name", as_text(staff.LONGEST_NAME), "Demo Agent", synonyms=("name", "person", "staff name")),
    Field("role", "Role", choice(ROLES), "field_agent", choices=tuple(ROLES), synonyms=("designation", "position", "job"),
          hint="Nobody gives a role that may do more than their own."),
    Field("phone", "Phone", as_phone(), "0300-0000001",
          synonyms=("mobile", "mobile no", "phone no", "phone number", "contact", "cell")),
    Field("areas", "Areas", as_text(1000), "OKR-A; OKR-B", synonyms=("area", "assigned areas", "wards", "area codes"),
          hint="Codes of areas with a semicolon between them. Empty is everywhere for a new person, no change for others; "
          "a field agent needs one."),
    Field("email", "E-mail", as_text(staff.LONGEST_EMAIL), "demo.agent@example.org",
          synonyms=("e-mail address", "email address", "mail"), hint="For a new person; who is here already keeps theirs."),
)  # fmt: skip


def by_the_rules(work: Work) -> None:
    """Reject the judged rows that adding or changing a colleague would refuse."""
    judging.reject(work, FIELDS, (([row.row_no], _wrong(work, row)) for row in sql.decided(work)))


def _wrong(work: Work, row: sql.Decided) -> dict[str, str]:
    wrong = staff.person_faults(row.username, row.full_name) if row.staff_id is None else {}
    if row.staff_id is None and row.email is not None:
        wrong |= staff.email_of(row.email)[1]
    wrong |= staff.role_faults(work.actor.role, Role(row.role), has_areas=bool(row.area_ids))
    if "area_ids" in wrong:
        wrong["areas"] = wrong.pop("area_ids")
    return wrong


def take_in(work: Work, found: Import) -> None:
    """Add and change colleagues; the first passwords of a batch go into a file that only its importer may read."""
    made: list[tuple[str, str, str, str]] = []
    for row in sql.decided(work):
        role = Role(row.role)
        if row.verdict == Verdict.CHANGED and row.staff_id is not None:
            staff.change(work, row.staff_id, role, row.phone, row.area_ids or None)
            continue
        password = staff.random_password()
        new = NewStaff(row.username, row.full_name, role, password, tuple(row.area_ids), phone=row.phone, email=row.email)
        staff.add(work, new)
        made.append((row.username, as_cell(row.full_name), role.value, password))
    if made:
        out = io.StringIO()
        csv.writer(out).writerows([HEADER, *made])
        name = f"First passwords of import {found.import_id}, part {len(found.result_file_ids) + 1}.csv"
        contents = out.getvalue().encode("utf-8-sig")
        file = files.put(work, name, files.CSV, [contents], Purpose.IMPORT_RESULT, expires_at=work.now + LIFE)
        repository.add_result_file(work, found.import_id, file.file_id)


def take_back(work: Work, found: Import) -> None:
    """Take out who was added, with their first passwords, and give the others back what they had."""
    added = sql.added(work, found.import_id)
    if added:
        staff.remove_new(work, [each.staff_id for each in added])
    for before in sql.before(work, found.import_id):
        role, areas = Role(before.role), before.area_ids
        staff.change(work, before.staff_id, role, before.phone, areas, stays_limited=before.is_limited)


STAFF: Final = Noun(
    name=ImportNoun.STAFF,
    one="person",
    many="staff",
    permission=Permission.STAFF_WRITE,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.JUDGE,), (), (), sql.BUILT, ()),
    is_everywhere=True,
    rules=by_the_rules,
    apply=take_in,
    undo=take_back,
    batch=BATCH,
)
