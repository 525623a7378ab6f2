"""Attachments: once whatever happens, seen by who sees the ticket, gone after a removal, found when they are not whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import psycopg
import pytest

from services import activity, attachments, audit, storage, sweeping, tickets
from services.attachments import Attachment, Kind
from services.permissions import Role
from services.tickets import NewTicket
from services.work import Actor, begin
from tests import builders, pictures
from tests.builders import World
from utils import clock
from utils.errors import Conflict, Forbidden, Gone, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


def ticket(here: World, area_id: int | None = None) -> int:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), area_id=area_id or here.ward_a)
    with begin(here.admin) as work:
        return tickets.open_one(work, new).ticket_id


def put(
    actor: Actor, ticket_id: int, contents: bytes | None = None, name: str = "bin.jpg", uuid: UUID | None = None
) -> Attachment:
    found = attachments.look_at(BytesIO(contents or pictures.jpeg(seed=uuid4().int)), name, actor.time_zone)
    with begin(actor) as work:
        return attachments.add(work, "ticket", ticket_id, found, uuid or uuid4())


def names(actor: Actor, ticket_id: int) -> list[str]:
    with begin(actor) as work:
        return [each.name for each in attachments.list_of(work, "ticket", ticket_id)]


def remove(actor: Actor, attachment_id: int, reason: str = "Wrong house") -> Attachment:
    with begin(actor) as work:
        return attachments.remove(work, attachment_id, reason)


def read(actor: Actor, attachment_id: int, *, thumbnail: bool = False) -> bytes:
    with begin(actor) as work:
        pieces = attachments.contents_of(work, attachments.get(work, attachment_id), thumbnail=thumbnail)
    return b"".join(pieces)


def test_a_photo_and_a_document_are_attached_and_given_back(here: World, clerk: Actor) -> None:
    ticket_id = ticket(here)
    exif = pictures.exif(gps=pictures.position())
    photo = put(clerk, ticket_id, pictures.jpeg(2000, 1000, exif=exif), "overflow <b>.jpg")
    document = put(clerk, ticket_id, pictures.PDF, "bill.jpg")
    assert (photo.kind, photo.name, photo.width, photo.height) == ("photo", "overflow -b-.jpg", 1600, 800)
    assert (photo.latitude, photo.longitude, photo.adder_name) == (30.808472, 73.437569, clerk.full_name)
    assert (document.kind, document.name, document.content_type) == ("document", "bill.jpg.pdf", "application/pdf")
    assert names(clerk, ticket_id) == ["overflow -b-.jpg", "bill.jpg.pdf"]
    assert len(read(clerk, photo.attachment_id)) == photo.size
    assert len(read(clerk, photo.attachment_id, thumbnail=True)) == photo.thumbnail_size
    assert read(clerk, document.attachment_id) == pictures.PDF
    with pytest.raises(NotFound, match="thumbnail of document"):
        read(clerk, document.attachment_id, thumbnail=True)
    with begin(here.admin) as work:
        assert attachments.counts(work, "ticket", ticket_id, Kind.PHOTO) == 1
        done = audit.history_of(work, "ticket T-000001")[1]
        told = activity.sentence("Sana", done.action, done.ref, done.before, done.after, may_identify=False)
    assert told == "Sana attached overflow -b-.jpg to ticket T-000001"


def test_the_same_at_once_is_attached_once(here: World, clerk: Actor) -> None:
    ticket_id, contents, uuid = ticket(here), pictures.jpeg(), uuid4()
    with ThreadPoolExecutor(8) as pool:
        by_id = set(pool.map(lambda _: put(clerk, ticket_id, contents, uuid=uuid).attachment_id, range(16)))
        by_contents = set(pool.map(lambda _: put(clerk, ticket_id, contents).attachment_id, range(16)))
    assert len(by_id) == 1
    assert by_contents == by_id
    assert put(clerk, ticket(here), contents).attachment_id not in by_id


def test_an_id_that_was_used_for_something_else_is_refused(here: World, clerk: Actor) -> None:
    ticket_id, contents, uuid = ticket(here), pictures.jpeg(), uuid4()
    put(clerk, ticket_id, contents, uuid=uuid)
    with pytest.raises(Conflict, match=r"“bin\.jpg” was attached"):
        put(clerk, ticket_id, pictures.jpeg(seed=5), uuid=uuid)
    with pytest.raises(Conflict):
        put(clerk, ticket(here), contents, uuid=uuid)


def test_a_record_has_so_many_and_no_more(here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.attachments.rules.MOST_OF_ONE", 2)
    ticket_id = ticket(here)
    first, _ = (put(clerk, ticket_id) for _ in range(2))
    with pytest.raises(Conflict, match="There are 2 attachments already"):
        put(clerk, ticket_id)
    remove(clerk, first.attachment_id)
    assert put(clerk, ticket_id)


def test_who_sees_the_ticket_sees_them_and_nobody_else(here: World, clerk: Actor) -> None:
    photo = put(clerk, ticket(here, here.ward_a))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-1"))
    assert read(builders.person(here, Role.FIELD_AGENT, (here.ward_a,)), photo.attachment_id)
    strangers = (builders.person(here, Role.FIELD_AGENT, (here.ward_b,)), builders.world().admin)
    does: list[Callable[[Actor], object]] = [
        lambda who: read(who, photo.attachment_id),
        lambda who: names(who, photo.entity_id),
        lambda who: put(who, photo.entity_id),
        lambda who: remove(who, photo.attachment_id),
    ]
    for do in does:
        for stranger in strangers:
            with pytest.raises(NotFound):
                do(stranger)
        with pytest.raises(Forbidden):
            do(consumer)
    for stranger in (*strangers, consumer):
        with begin(stranger) as work:
            assert work.scalar("SELECT count(*) FROM attachments") == 0


def test_nothing_is_attached_to_what_takes_no_attachments(here: World, clerk: Actor) -> None:
    photo = put(clerk, ticket(here))
    found = attachments.look_at(BytesIO(pictures.jpeg()), "x.jpg", clerk.time_zone)
    with pytest.raises(NotFound, match="kind of record"), begin(clerk) as work:
        attachments.add(work, "moon", 1, found, uuid4())
    copied = (
        "INSERT INTO attachments (org_id, entity, entity_id, kind, name, content_type, size, sha256, given_sha256, store_key,"
        " added_by, added_at, client_uuid) SELECT org_id, %(entity)s, %(entity_id)s, 'document', name, content_type, size, "
        "sha256, given_sha256, store_key || 'x', added_by, added_at, gen_random_uuid() FROM attachments"
        " WHERE attachment_id = %(from)s"
    )
    for entity, entity_id in (("moon", 1), ("ticket", 10**12)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
            work.execute(copied, entity=entity, entity_id=entity_id, **{"from": photo.attachment_id})


def test_one_is_removed_with_a_reason_by_its_maker_or_who_may(here: World, clerk: Actor) -> None:
    ticket_id = ticket(here)
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    mine, theirs = put(agent, ticket_id), put(clerk, ticket_id)
    with pytest.raises(Forbidden, match=f"was added by {clerk.full_name}"):
        remove(agent, theirs.attachment_id)
    with pytest.raises(Invalid, match="Say why"):
        remove(agent, mine.attachment_id, "  ")
    remove(agent, mine.attachment_id)
    assert names(agent, ticket_id) == ["bin.jpg"]
    for gone in (lambda: read(agent, mine.attachment_id), lambda: remove(agent, mine.attachment_id)):
        with pytest.raises(Gone, match="was removed"):
            gone()
    remove(clerk, theirs.attachment_id)
    with begin(here.admin) as work:
        done = audit.history_of(work, "ticket T-000001")[0]
    assert (done.action, (done.after or {})["reason"]) == ("attachment.removed", "Wrong house")


def test_what_was_removed_can_be_attached_again(here: World, clerk: Actor) -> None:
    ticket_id, contents = ticket(here), pictures.jpeg()
    first = put(clerk, ticket_id, contents)
    remove(clerk, first.attachment_id)
    assert put(clerk, ticket_id, contents).attachment_id != first.attachment_id


def test_contents_go_thirty_days_after_the_removal(here: World, clerk: Actor) -> None:
    ticket_id = ticket(here)
    gone, kept = put(clerk, ticket_id), put(clerk, ticket_id)
    remove(clerk, gone.attachment_id)
    with begin(clerk) as work:
        assert sweeping.sweep(clock.now() + timedelta(days=29), is_thorough=False) == 0
        assert storage.size(work, gone.store_key) == gone.size
        assert sweeping.sweep(clock.now() + timedelta(days=31), is_thorough=False) == 2
        assert [storage.size(work, key or "") for key in (gone.store_key, gone.thumbnail_key)] == [None, None]
        assert storage.size(work, kept.store_key) == kept.size
        assert storage.size(work, kept.thumbnail_key or "") == kept.thumbnail_size


def test_what_was_stored_without_a_row_goes_after_a_day(here: World, clerk: Actor) -> None:
    ticket_id = ticket(here)
    sweeping.sweep(clock.now() + timedelta(hours=25))
    found = attachments.look_at(BytesIO(pictures.jpeg()), "x.jpg", clerk.time_zone)
    with pytest.raises(RuntimeError), begin(clerk) as work:
        attachments.add(work, "ticket", ticket_id, found, uuid4())
        raise RuntimeError("the power failed before the commit")
    assert names(clerk, ticket_id) == []
    assert sweeping.sweep(clock.now() + timedelta(hours=23)) == 0
    assert sweeping.sweep(clock.now() + timedelta(hours=25), is_thorough=False) == 0
    assert sweeping.sweep(clock.now() + timedelta(hours=25)) == 2


def test_what_is_not_as_its_row_says_is_found(here: World, clerk: Actor) -> None:
    ticket_id = ticket(here)
    found = [put(clerk, ticket_id) for _ in range(4)]
    with begin(here.admin) as work:
        assert list(attachments.disagreements(work, None)) == []
        home = storage.current().folder
        assert home is not None
        (home / found[0].store_key).unlink()
        (home / found[1].store_key).write_bytes(b"other")
        (home / (found[2].thumbnail_key or "")).write_bytes(b"other")
        told = dict(attachments.disagreements(work, None))
        assert len(list(attachments.disagreements(work, 2))) <= 2
    assert {ref: sentence.split()[1] for ref, sentence in told.items()} == {
        f"attachment {each.attachment_id}": word for each, word in zip(found, ("file", "file", "thumbnail"), strict=False)
    }
    with pytest.raises(Forbidden), begin(clerk) as work:
        list(attachments.disagreements(work, None))
