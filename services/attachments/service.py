"""Adding attachments, giving them to who sees their record, taking them off, and looking whether they are whole."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from services import audit, storage
from services.attachments import entities, repository, rules
from services.attachments.models import Attachment, Contents, Kind
from services.permissions import Permission
from services.storage import Owner, Unavailable
from services.work import Work
from utils.errors import Conflict, Forbidden, Gone, NotFound, not_found

# What was removed by mistake can be brought back by hand for so long; then its contents go.
KEPT_AFTER_REMOVAL: Final = timedelta(days=30)


def list_of(work: Work, noun: str, record_id: int) -> Sequence[Attachment]:
    """What is attached to a record, the oldest first. Raises Forbidden, NotFound."""
    work.require(Permission.ATTACHMENT_READ)
    entities.known(noun).see(work, record_id)
    return repository.list_of(work, noun, record_id)


def counts(work: Work, noun: str, record_id: int, kind: Kind | None = None) -> int:
    """How many are attached to a record. Raises Forbidden, NotFound where the actor does not see it."""
    work.require(Permission.ATTACHMENT_READ)
    entities.known(noun).see(work, record_id)
    return repository.count_of(work, noun, record_id, kind and kind.value)


def get(work: Work, attachment_id: int) -> Attachment:
    """One that is attached to a record that the actor sees. Raises Forbidden, NotFound, and Gone once it was removed."""
    work.require(Permission.ATTACHMENT_READ)
    found = repository.get(work, attachment_id) or not_found("attachment", attachment_id)
    entities.known(found.entity).see(work, found.entity_id)
    if found.removed_at is not None:
        raise Gone(f"“{found.name}” was removed.")
    return found


def contents_of(work: Work, found: Attachment, *, thumbnail: bool = False) -> Iterator[bytes]:
    """The contents of one that `get` gave, or those of its thumbnail, in pieces, also after the work has ended.

    Raises Forbidden, Busy, and NotFound for the thumbnail of a document.
    """
    work.require(Permission.ATTACHMENT_READ)
    key = found.thumbnail_key if thumbnail else found.store_key
    if key is None:
        not_found("thumbnail of document", found.attachment_id)
    return storage.read(work, key)


def may_add(work: Work, noun: str, record_id: int) -> bool:
    """Whether the actor may add to a record, and remove from it, as it is now."""
    try:
        check_may_add(work, noun, record_id)
    except (Forbidden, NotFound, Conflict):
        return False
    return True


def check_may_add(work: Work, noun: str, record_id: int) -> None:
    """Before a large file is taken from somebody. Raises Forbidden, NotFound, Conflict."""
    work.require(Permission.ATTACHMENT_ADD)
    entities.known(noun).add(work, record_id)


def add(work: Work, noun: str, record_id: int, contents: Contents, client_uuid: UUID) -> Attachment:
    """Attach it. The same `client_uuid`, or the same bytes on the same record, again give the first one, also at once.

    Raises Forbidden, NotFound, Busy, and Conflict where a record has many, or for other bytes under an id that was used.
    """
    work.require(Permission.ATTACHMENT_ADD)
    ref = entities.known(noun).add(work, record_id)
    repository.take_turn(work, noun, record_id, client_uuid)
    known = repository.same_id(work, client_uuid)
    if known is not None and (known.entity, known.entity_id, known.given_sha256) != (noun, record_id, contents.given_sha256):
        raise Conflict(f"Under this id “{known.name}” was attached; give another file a new id.")
    known = known or repository.same_contents(work, noun, record_id, contents.given_sha256)
    if known is not None:
        return known
    if repository.count_of(work, noun, record_id) >= rules.MOST_OF_ONE:
        raise Conflict(f"There are {rules.MOST_OF_ONE} attachments already, as many as one record has; remove some first.")
    body = storage.put(work, [contents.body])
    thumbnail = None if contents.thumbnail is None else storage.put(work, [contents.thumbnail])
    attachment_id = repository.add(work, noun, record_id, contents, body, thumbnail, client_uuid)
    audit.record(work, "attachment.added", ref, after={"kind": contents.kind.value, "name": contents.name})
    return repository.get(work, attachment_id) or not_found("attachment", attachment_id)


def remove(work: Work, attachment_id: int, reason: str) -> Attachment:
    """Take it off its record, with a reason; whoever added it may, and whoever may remove those of others.

    Who may not add to the record does not remove from it either. Its contents go 30 days later.
    Raises Forbidden, NotFound, Conflict where the record takes none any more, Gone, Invalid.
    """
    work.require(Permission.ATTACHMENT_ADD)
    found = get(work, attachment_id)
    if found.added_by != work.actor.staff_id and not work.actor.may(Permission.ATTACHMENT_REMOVE):
        raise Forbidden(f"“{found.name}” was added by {found.adder_name}; ask them or your supervisor to remove it.")
    ref = entities.known(found.entity).add(work, found.entity_id)
    why = rules.check_reason(reason)
    if not repository.remove(work, attachment_id, why):
        raise Gone(f"“{found.name}” was removed.")
    audit.record(work, "attachment.removed", ref, after={"kind": found.kind, "name": found.name, "reason": why})
    return found


def disagreements(work: Work, most: int | None) -> Iterator[tuple[str, str]]:
    """Of all attachments that are kept (or so many of them, drawn from everywhere): the name and a sentence for each that is
    not in the store as its row says."""
    work.require(Permission.VERIFY)
    for each in repository.some(work, most):
        try:
            wrong = _wrong_with(work, each)
        except Unavailable as error:
            yield "attachments", f"Their files cannot be looked at: {error.reason}."
            return
        if wrong is not None:
            yield f"attachment {each.attachment_id}", wrong


def _wrong_with(work: Work, each: Attachment) -> str | None:
    if storage.size(work, each.store_key) is None:
        return "Its file is not in the store."
    digest = sha256()
    for piece in storage.read(work, each.store_key):
        digest.update(piece)
    if digest.hexdigest() != each.sha256:
        return "Its file is not the one that was put there: the sums differ."
    if each.thumbnail_key is not None and storage.size(work, each.thumbnail_key) != each.thumbnail_size:
        return "Its thumbnail is missing or not the one that was put there."
    return None


def _close_expired(connection: Connection[Any], now: datetime) -> list[str]:
    return repository.close_expired(connection, now, now - KEPT_AFTER_REMOVAL)


OWNER: Final = Owner("attachments", _close_expired, repository.still_owned, repository.keys_after)
