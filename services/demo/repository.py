"""SQL of the demo: taking turns at a step, and fresh statistics between the steps."""

from database import connection
from services.work import Work

TAKE_TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('demo ' || %(org_id)s::text || ' ' || %(step)s, 0))
"""

ANALYZE = """
ANALYZE areas, accounts, account_balances, survey_units, services, meters, readings, bills, bill_lines, ledger_entries,
    payments
"""


def take_turn(work: Work, step: str) -> None:
    """Wait until no other process is at this step of this organization; held until the work ends."""
    work.execute(TAKE_TURN, step=step)


def analyze() -> None:
    """Renew the planner's statistics, as the owner, outside any transaction.

    Statistics that know one organization only promise no rows of a second one, and joins over it then never end.
    """
    with connection.connect(connection.direct_url()) as own:
        own.execute(ANALYZE)
