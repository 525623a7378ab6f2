"""SQL of one's own row among the staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.work import Work


@dataclass(frozen=True, slots=True)
class Own:
    """What the organization keeps of a person, and the areas assigned to them today."""

    phone: str | None
    email: str | None
    created_at: datetime
    areas: list[str]


OWN: Final = """
SELECT s.phone, p.email, s.created_at, ARRAY(SELECT DISTINCT a.name FROM staff_assignments g
    JOIN areas a ON a.org_id = g.org_id AND a.area_id = g.area_id
    WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(today)s
        AND (g.ends_on IS NULL OR g.ends_on >= %(today)s) ORDER BY a.name) AS areas
FROM staff s JOIN people p ON p.person_id = s.person_id WHERE s.org_id = %(org_id)s AND s.staff_id = %(staff_id)s
"""
SET_PHONE: Final = "UPDATE staff SET phone = %(phone)s WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"


def own(work: Work) -> Own | None:
    """The actor's row."""
    return work.one(Own, OWN, staff_id=work.actor.staff_id, today=work.today)


def set_phone(work: Work, phone: str | None) -> None:
    """Write the actor's phone."""
    work.execute(SET_PHONE, staff_id=work.actor.staff_id, phone=phone)
