"""SQL of the demo: taking turns at a step."""

from services.work import Work

TAKE_TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('demo ' || %(org_id)s::text || ' ' || %(step)s, 0))
"""


def take_turn(work: Work, step: str) -> None:
    """Wait until no other process is at this step of this organization; held until the work ends."""
    work.execute(TAKE_TURN, step=step)
