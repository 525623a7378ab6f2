"""Sealing what must be read again, such as secrets of second factors, with keys that the database never sees."""

import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from utils import settings
from utils.errors import Conflict

FILE_NAME: Final = "secret.key"
_NONCE_BYTES: Final = 12
_UNREADABLE: Final = (
    "This was sealed with a key that the server does not have. Whoever runs Suthra puts the earlier SECRET_KEY, or the file "
    "secret.key of the data folder, back (docs/operations.md)."
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes that only the key of this id opens."""

    key_id: str
    box: bytes


@dataclass(frozen=True, slots=True, repr=False)
class _Key:
    key_id: str
    cipher: AESGCM


def seal(content: bytes, purpose: str) -> Sealed:
    """Close bytes under the newest key; only the same purpose, e.g. 'second factor 12', opens them again. Raises Conflict."""
    key = _keys()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return Sealed(key.key_id, nonce + key.cipher.encrypt(nonce, content, purpose.encode()))


def unseal(sealed: Sealed, purpose: str) -> bytes:
    """What was sealed for the purpose; Conflict where its key is gone, or the bytes are others than were sealed."""
    for key in _keys():
        if key.key_id == sealed.key_id:
            try:
                return key.cipher.decrypt(sealed.box[:_NONCE_BYTES], sealed.box[_NONCE_BYTES:], purpose.encode())
            except InvalidTag as error:
                raise Conflict(_UNREADABLE) from error
    raise Conflict(_UNREADABLE)


def is_newest(key_id: str) -> bool:
    """Whether the key seals today; what an older one closed is sealed anew when it is next used."""
    return _keys()[0].key_id == key_id


def ensure() -> None:
    """Make the key where there is none yet, so that it is there before it is needed. Raises Conflict."""
    _keys()


def _keys() -> tuple[_Key, ...]:
    chosen = settings.current()
    return _derived(chosen.secret_keys or _of_file(chosen.data_dir / FILE_NAME))


@cache
def _derived(texts: tuple[str, ...]) -> tuple[_Key, ...]:
    return tuple(_Key(_derive(text, b"suthra key id", 6).hex(), AESGCM(_derive(text, b"suthra seal", 32))) for text in texts)


def _derive(text: str, use: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, use).derive(text.encode())


@cache
def _of_file(path: Path) -> tuple[str, ...]:
    try:
        if not path.exists():
            _create(path)
        texts = tuple(path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError) as error:
        raise Conflict(f"The key file {path} cannot be read or made: {error}. Set SECRET_KEY, or mend the file.") from error
    if not texts or min(map(len, texts)) < settings.SHORTEST_SECRET:
        raise Conflict(f"The key file {path} holds no key of {settings.SHORTEST_SECRET} characters; put the lost one back.")
    return texts


def _create(path: Path) -> None:
    """Write a random key, readable by its owner alone; of two processes that come at once the second takes the first's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{secrets.token_urlsafe(48)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
