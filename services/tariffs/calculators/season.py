"""The season of a month."""

from collections.abc import Iterable

from services.tariffs.models import Season


def season_in(month: int, seasons: Iterable[Season]) -> Season | None:
    """The season that this month (1-12, the one in which the period ends) belongs to; None counts once."""
    return next((season for season in seasons if month in season.months), None)
