"""Whether sessions still stand: asked by clocks and open screens, and so not counted as the person being there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from database.connection import DatabaseRole, transaction
from services.sign_in import standing_repository
from services.sign_in.service import IDLE, hash_token
from utils import clock

_ENOUGH: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """A live session: `rights` changes with organization, role, areas and what the person must do before anything else.

    It ends by itself in `seconds_left`; `is_idle` says that doing something puts that off.
    """

    rights: str
    seconds_left: int
    is_idle: bool


def standing(token: str, now: datetime | None = None) -> Standing | None:
    """How the session stands; None when it has ended or the person is no longer active. Raises Busy."""
    return standings([token], now).get(token)


def standings(tokens: Collection[str], now: datetime | None = None) -> dict[str, Standing]:
    """The same of many sessions in one query; those that have ended are not in it. Raises Busy."""
    moment = now or clock.now()
    by_hash = {hash_token(token): token for token in tokens}
    with transaction(DatabaseRole.DOOR, {}) as connection:
        rows = standing_repository.live(connection, list(by_hash), moment, moment - IDLE)
    return {by_hash[row.token_hash]: _of(row, moment) for row in rows}


def _of(row: standing_repository.LiveRow, moment: datetime) -> Standing:
    idle_end = row.seen_at + IDLE
    left = min(idle_end, row.expires_at) - moment
    return Standing(row.rights, min(int(left.total_seconds()), _ENOUGH), idle_end < row.expires_at)
