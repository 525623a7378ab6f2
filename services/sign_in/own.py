"""What a person looks after themselves: where they are signed in, and the colours and language they like."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from database.connection import DatabaseRole, transaction
from services.sign_in import own_repository as repository
from services.sign_in import second_factor_repository as factors
from services.sign_in import service
from services.work import whereabouts
from utils import clock
from utils.errors import Conflict, Invalid
from utils.wording import LANGUAGES

__all__ = ["COLOURS", "OwnSession", "end_other_sessions", "end_own_session", "keep_colours", "keep_language", "own_sessions"]

COLOURS: Final = ("System", "Light", "Dark")


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session of one's own; `state` is this, live, ended by somebody, or over by itself."""

    session_id: int
    created_at: datetime
    seen_at: datetime
    address: str
    user_agent: str
    organization: str
    state: str


def own_sessions(token: str) -> list[OwnSession]:
    """One's own sessions in every organization, this one first. Raises Unauthenticated."""
    moment = clock.now()
    actor = service.actor_of(token, moment)
    with transaction(DatabaseRole.DOOR, {}) as connection:
        rows = repository.sessions(connection, actor.person_id, service.hash_token(token))
    return [
        OwnSession(
            row.session_id, row.created_at, row.seen_at, row.address, row.user_agent, row.organization, _state(row, moment)
        )
        for row in rows
    ]


def end_own_session(token: str, session_id: int) -> None:
    """End one of one's other sessions. Raises Unauthenticated, Conflict."""
    if not _end(token, session_id):
        raise Conflict("This session is over already.")


def end_other_sessions(token: str) -> int:
    """Sign out everywhere else; returns in how many places. Raises Unauthenticated, Conflict."""
    ended = _end(token, None)
    if not ended:
        raise Conflict("You are signed in nowhere else.")
    return ended


def keep_colours(token: str, colours: str) -> None:
    """Keep the colours for the next device that the person signs in on. Raises Unauthenticated, Invalid."""
    actor = service.actor_of(token)
    if colours not in COLOURS:
        raise Invalid({"colours": f"Colours are {', '.join(COLOURS)}."})
    with transaction(DatabaseRole.DOOR, {}) as connection:
        repository.set_colours(connection, actor.person_id, colours)


def keep_language(token: str, language: str) -> None:
    """Keep the language in which the person reads. Raises Unauthenticated, Invalid."""
    actor = service.actor_of(token)
    if language not in LANGUAGES:
        raise Invalid({"language": f"Languages are {', '.join(LANGUAGES)}."})
    with transaction(DatabaseRole.DOOR, {}) as connection:
        repository.set_language(connection, actor.person_id, language)


def _end(token: str, session_id: int | None) -> int:
    moment = clock.now()
    actor = service.actor_of(token, moment)
    with transaction(DatabaseRole.DOOR, whereabouts(actor.address, actor.device)) as connection:
        hashed = service.hash_token(token)
        ended = repository.end(connection, actor.person_id, hashed, session_id, moment, moment - service.IDLE)
        if ended:
            after: dict[str, object] = {"sessions": ended}
            factors.audit(connection, actor.person_id, "session.ended", moment, after, is_own=True, origin="screen")
    return ended


def _state(row: repository.OwnRow, moment: datetime) -> str:
    if row.is_this:
        return "this"
    if row.revoked_at is not None:
        return "ended"
    return "live" if row.expires_at > moment and row.seen_at > moment - service.IDLE else "over"
