"""SQL of organizations, run at the door: before anybody acts for one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Organization:
    """An agency: `currency` is ISO 4217, `time_zone` an IANA name."""

    org_id: int
    code: str
    name: str
    currency: str
    time_zone: str


ADD = """
INSERT INTO organizations (code, name, currency, time_zone, created_at)
VALUES (%(code)s, %(name)s, %(currency)s, %(time_zone)s, %(now)s)
ON CONFLICT (code) DO NOTHING
RETURNING org_id, code, name, currency, time_zone
"""

ADD_AUDIT = """
INSERT INTO audit_log (org_id, recorded_at, action, ref, origin)
VALUES (%(org_id)s, %(now)s, 'organization.created', %(ref)s, 'command')
"""

LIST = "SELECT org_id, code, name, currency, time_zone FROM organizations ORDER BY org_id"


def add(
    connection: Connection[Any], code: str, name: str, currency: str, time_zone: str, now: datetime
) -> Organization | None:
    """Insert and audit; None when the code is taken."""
    with connection.cursor(row_factory=class_row(Organization)) as cursor:
        values = {"code": code, "name": name, "currency": currency, "time_zone": time_zone, "now": now}
        added = cursor.execute(ADD, values).fetchone()
    if added:
        connection.execute(ADD_AUDIT, {"org_id": added.org_id, "now": now, "ref": f"organization {code}"})
    return added


def list_all(connection: Connection[Any]) -> list[Organization]:
    """Every organization, oldest first."""
    with connection.cursor(row_factory=class_row(Organization)) as cursor:
        return cursor.execute(LIST).fetchall()
