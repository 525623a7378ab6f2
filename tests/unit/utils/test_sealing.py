"""Sealed secrets: opened by their key and purpose only, and the key's file."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from utils import sealing, settings
from utils.errors import Conflict, Invalid
from utils.sealing import Sealed

OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[object]:
    """Chooses the keys of the settings; without any, the file of a folder of the test's own."""
    known = settings.current()

    def choose(*texts: str) -> None:
        chosen = replace(known, secret_keys=texts, data_dir=tmp_path / "data")
        monkeypatch.setattr(settings, "current", lambda: chosen)

    choose()
    yield choose
    sealing._of_file.cache_clear()  # pyright: ignore[reportPrivateUsage]


def test_what_is_sealed_opens_for_its_purpose_and_no_other(keys: object) -> None:
    sealed = sealing.seal(b"secret", "second factor 1")
    assert b"secret" not in sealed.box
    assert sealing.unseal(sealed, "second factor 1") == b"secret"
    with pytest.raises(Conflict, match="SECRET_KEY"):
        sealing.unseal(sealed, "second factor 2")


def test_the_same_content_is_never_sealed_twice_alike(keys: object) -> None:
    assert len({sealing.seal(b"secret", "p").box for _ in range(50)}) == 50


def test_one_changed_bit_keeps_it_shut(keys: object) -> None:
    sealed = sealing.seal(b"secret", "p")
    for at in range(len(sealed.box)):
        broken = bytes(byte ^ (index == at) for index, byte in enumerate(sealed.box))
        with pytest.raises(Conflict):
            sealing.unseal(Sealed(sealed.key_id, broken), "p")


def test_an_older_key_still_opens_and_the_newest_seals(keys: object) -> None:
    choose = keys
    assert callable(choose)
    choose(OLD)
    sealed = sealing.seal(b"secret", "p")
    choose(NEW, OLD)
    assert sealing.unseal(sealed, "p") == b"secret"
    assert not sealing.is_newest(sealed.key_id)
    assert sealing.is_newest(sealing.seal(b"secret", "p").key_id)
    choose(NEW)
    with pytest.raises(Conflict, match="does not have"):
        sealing.unseal(sealed, "p")


def test_the_key_file_is_made_once_for_its_owner_alone(keys: object) -> None:
    path = settings.current().data_dir / sealing.FILE_NAME
    with ThreadPool(8) as pool:
        made = pool.map(lambda _: sealing.seal(b"x", "p"), range(8))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({each.key_id for each in made}) == 1
    sealing._of_file.cache_clear()  # pyright: ignore[reportPrivateUsage]  as another process
    assert [sealing.unseal(each, "p") for each in made] == [b"x"] * 8
    assert [each.name for each in path.parent.iterdir()] == [sealing.FILE_NAME]


@pytest.mark.parametrize("text", ["", "short\n"])
def test_a_key_file_that_was_emptied_is_refused_and_not_replaced(keys: object, text: str) -> None:
    path = settings.current().data_dir / sealing.FILE_NAME
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(Conflict, match="put the lost one back"):
        sealing.ensure()
    assert path.read_text() == text


@pytest.mark.parametrize("text", ["short", f"{NEW},short", "ä" * 40])
def test_a_weak_key_in_the_settings_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="SECRET_KEY must be random text of 32"):
        settings.load({"SECRET_KEY": text}, tmp_path / "none")


def test_keys_in_the_settings_stand_newest_first_and_are_not_shown(tmp_path: Path) -> None:
    chosen = settings.load({"SECRET_KEY": f"{NEW}, {OLD}"}, tmp_path / "none")
    assert chosen.secret_keys == (NEW, OLD)
    assert NEW not in repr(chosen)
