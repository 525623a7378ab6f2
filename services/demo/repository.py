"""SQL of the demo: taking turns at a step, and fresh statistics between the steps."""

from typing import LiteralString

from database import connection
from services.work import Work

TAKE_TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('demo ' || %(org_id)s::text || ' ' || %(step)s, 0))
"""

UNIT_IDS = """
SELECT unit_id FROM survey_units WHERE org_id = %(org_id)s AND code = ANY (%(codes)s::text[]) ORDER BY code
"""
ANALYZE_REGISTER = "ANALYZE accounts, account_balances, survey_units, services, meters"
ANALYZE_READINGS = "ANALYZE readings"


def take_turn(work: Work, step: str) -> None:
    """Wait until no other process is at this step of this organization; held until the work ends."""
    work.execute(TAKE_TURN, step=step)


def unit_ids(work: Work, codes: list[str]) -> list[int]:
    """The ids of the units of some codes, in the order of the codes."""
    with work.connection.cursor() as cursor:
        return [row[0] for row in cursor.execute(UNIT_IDS, {"org_id": work.org_id, "codes": codes})]


def analyze_register() -> None:
    """Renew the statistics of accounts, units, services and meters.

    Statistics that know one organization only promise no rows of a second one, and joins over it then never end.
    """
    _analyze(ANALYZE_REGISTER)


def analyze_readings() -> None:
    """Renew the statistics of readings."""
    _analyze(ANALYZE_READINGS)


def _analyze(statement: LiteralString) -> None:
    """As the owner and outside any transaction, so that each table is locked only while it is looked at."""
    with connection.connect(connection.direct_url()) as own:
        own.execute(statement)
