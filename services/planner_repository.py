"""What the planner is told where it cannot know: tables filled a moment ago, and an organization that is new in old tables."""

from collections.abc import Generator
from contextlib import contextmanager

from services.work import Work

REFRESH = "SELECT refresh_statistics_of_new_tables()"
BY_HASH = "SET LOCAL enable_nestloop = off"
AS_USUAL = "SET LOCAL enable_nestloop = on"


def refresh(work: Work) -> None:
    """Count what is in tables that are new or have grown a hundredfold: work planned for empty ones takes many times as long.

    Autovacuum looks at them only within a minute.
    """
    work.execute(REFRESH)


@contextmanager
def by_hash(work: Work) -> Generator[None]:
    """For statements over all rows of an organization: tables are joined whole and never row by row.

    The planner expects no rows of an organization that it has not met in its samples, and would go through one table
    once for each row of another.
    """
    work.execute(BY_HASH)
    yield
    work.execute(AS_USUAL)
