"""Whether the database answers and has the schema of this code."""

from database import migrate


def pending_migrations() -> list[str]:
    """Names of the migrations that the database still lacks. Raises Busy when it does not answer."""
    return migrate.pending()
