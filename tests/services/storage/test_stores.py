"""Every store by its own protocol: a folder, S3, Supabase Storage and Google Drive behave alike, and say why they refuse."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from services.storage import Store, Unavailable, opened, probe
from tests.peers.drive import DrivePeer
from tests.peers.s3 import S3Peer
from tests.peers.serving import serving
from tests.peers.supabase import SupabasePeer
from utils import clock, stores

SECRET = "hush-hush-hush"
PLACE = "7a5f00c1-16384"
LONG = os.urandom(6_500_000)


@dataclass(frozen=True)
class Peer:
    """A running store elsewhere: how it is reached, the same with a wrong key, and a place that is not there."""

    chosen: stores.Store
    wrong_key: stores.Store
    no_such_place: stores.Store


@contextmanager
def running(kind: str) -> Iterator[Peer]:
    if kind == "s3":
        with serving(S3Peer(SECRET)) as address:
            bucket = stores.S3Bucket("suthra", address, "us-east-1", "AKIAEXAMPLE", SECRET)
            yield Peer(bucket, replace(bucket, secret="wrong-secret"), replace(bucket, bucket="nowhere"))
    elif kind == "supabase":
        with serving(SupabasePeer(SECRET)) as address:
            chosen = stores.SupabaseBucket("suthra", address, SECRET)
            yield Peer(chosen, replace(chosen, key="wrong-key"), replace(chosen, bucket="nowhere"))
    else:
        drive = DrivePeer()
        with serving(drive) as address:
            known = stores.DriveFolder(drive.folder_id, drive.credentials(address), address)
            wrong = {**drive.credentials(address), "private_key": DrivePeer().credentials(address)["private_key"]}
            yield Peer(known, replace(known, credentials=wrong), replace(known, folder_id="0NowhereAtAll"))


@pytest.fixture(params=["s3", "supabase", "drive"])
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    with running(request.param) as found:
        yield found


@pytest.fixture(params=["folder", "s3", "supabase", "drive"])
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[stores.Store]:
    if request.param == "folder":
        yield stores.Folder(tmp_path)
        return
    with running(request.param) as found:
        yield found.chosen


def key(number: int, org_id: int = 1, place: str = PLACE) -> str:
    return f"{place}/{org_id}/{number:032x}"


def read(store: Store, name: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join(store.read(name, start, length))


def test_what_is_put_is_read_back_whole_and_in_part(chosen: stores.Store) -> None:
    store = opened(chosen)
    for number, contents in enumerate((b"", b"short", b"\r\n--\n\x00\xff\r\n", LONG)):
        store.write(key(number), iter([contents[:7], contents[7:]]))
        assert sha256(read(store, key(number))).digest() == sha256(contents).digest()
        assert store.size(key(number)) == len(contents)
    assert read(store, key(3), 5_000_000, 1_000) == LONG[5_000_000:5_001_000]
    assert read(store, key(3), 6_499_990) == LONG[-10:]
    assert read(store, key(1), 1, 3) == b"hor"
    assert read(store, key(1), 1, 0) == b""


def test_another_process_finds_it_and_what_is_removed_is_gone(chosen: stores.Store) -> None:
    opened(chosen).write(key(1), [b"kept"])
    again = opened(chosen)
    assert read(again, key(1)) == b"kept"
    again.remove([key(1), key(2)])
    assert again.size(key(1)) is None
    with pytest.raises(Unavailable, match="cannot be read"):
        again.read(key(1))


def test_a_source_that_breaks_off_leaves_nothing(chosen: stores.Store) -> None:
    def broken() -> Iterator[bytes]:
        yield LONG
        raise RuntimeError("the source ended")

    store = opened(chosen)
    with pytest.raises(RuntimeError, match="the source ended"):
        store.write(key(1), broken())
    assert store.size(key(1)) is None
    assert list(store.keys_before(PLACE, clock.now() + timedelta(hours=1))) == []


def test_the_old_ones_of_a_place_are_listed_and_no_others(chosen: stores.Store) -> None:
    store = opened(chosen)
    mine = {key(number, org_id) for number in range(60) for org_id in (1, 22)}
    for name in (*mine, key(1, place="7a5f00c1-163845")):
        store.write(name, [b"x"])
    later, before = clock.now() + timedelta(hours=1), clock.now() - timedelta(hours=1)
    found: list[str] = []
    for some in store.keys_before(PLACE, later):
        found += some
        store.remove(some)
    assert sorted(found) == sorted(mine)
    assert list(store.keys_before(PLACE, later)) == []
    assert list(store.keys_before("7a5f00c1-163845", before)) == []
    assert store.size(key(1, place="7a5f00c1-163845")) == 1
    store.remove_unfinished(PLACE, later)


def test_trying_it_out_leaves_nothing_behind(chosen: stores.Store) -> None:
    told: list[str] = []
    probe(opened(chosen), told.append)
    assert told == ["put 1,500,000 bytes", "read them back, whole and in part", "removed them"]
    assert list(opened(chosen).keys_before("check", clock.now() + timedelta(hours=1))) == []


def test_a_wrong_key_is_refused_in_words_that_hold_no_secret(peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "suthra")
    store = opened(peer.wrong_key)
    for refused in (lambda: store.write(key(1), [b"x"]), lambda: store.read(key(1)), lambda: store.size(key(1)),
                    lambda: store.remove([key(1)]), lambda: list(store.keys_before(PLACE, clock.now()))):  # fmt: skip
        with pytest.raises(Unavailable) as refusal:
            refused()
        assert "refuses the" in refusal.value.reason
    assert "refuses the" in caplog.text
    assert SECRET not in caplog.text
    assert "PRIVATE KEY" not in caplog.text


def test_a_place_that_is_not_there_is_named(peer: Peer) -> None:
    with pytest.raises(Unavailable, match="could not be saved") as refusal:
        opened(peer.no_such_place).write(key(1), [b"x"])
    assert "does not exist" in refusal.value.reason


def test_one_that_does_not_answer_is_a_sentence(peer: Peer) -> None:
    chosen = peer.chosen
    where = {"url": "http://127.0.0.1:9"} if isinstance(chosen, stores.SupabaseBucket) else {"endpoint": "http://127.0.0.1:9"}
    store = opened(replace(chosen, **where))  # pyright: ignore[reportArgumentType, reportCallIssue]
    with pytest.raises(Unavailable) as refusal:
        store.size(key(1))
    assert "does not answer" in refusal.value.reason


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="could not be saved"):
        opened(stores.Folder(tmp_path / "file" / "below"))


def test_a_drive_that_lets_the_account_delete_nothing_gets_it_into_the_bin() -> None:
    drive = DrivePeer(may_delete=False)
    with serving(drive) as address:
        store = opened(stores.DriveFolder(drive.folder_id, drive.credentials(address), address))
        store.write(key(1), [b"x"])
        store.remove([key(1)])
        assert store.size(key(1)) is None
    assert [file.is_trashed for file in drive.files.values()] == [True]
