"""Embedded Postgres shared by every process of a data folder: the first starts it, the last to leave stops it."""

import atexit
import fcntl
import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from database import binaries, cluster
from database.cluster import Cluster, Running
from utils.errors import Busy, Invalid

TURN_SECONDS = 330


@dataclass
class _Membership:
    """This process's share in a server; the lock on `users` vanishes with the process, however it ends."""

    owner_pid: int
    users: int
    running: Running
    url: str


_mutex = threading.RLock()
_memberships: dict[Path, _Membership] = {}


def start(data_dir: Path) -> str:
    """Join the server of this folder, starting (or repairing and restarting) it where needed; cheap when it runs.

    Returns the connection string of its owner. Raises Busy or Invalid with a sentence that says what to do.
    """
    data_dir = data_dir.resolve()
    with _mutex:
        member = _memberships.get(data_dir)
        if member is not None and cluster.find_running(data_dir / "postgres") == member.running:
            return member.url
        account = binaries.account_for(data_dir)
        binaries.prepare_data_dir(data_dir, account)
        ours = Cluster(data_dir, account)
        with _turn(data_dir):
            running = _ensure_running(ours)
            users = member.users if member is not None else _hold(data_dir)
        member = _Membership(os.getpid(), users, running, cluster.url(ours, running.port))
        _memberships[data_dir] = member
        return member.url


def stop(data_dir: Path) -> bool:
    """Leave the server; the last process to leave ends it. Returns whether no server is left running."""
    data_dir = data_dir.resolve()
    if not data_dir.is_dir():
        return True
    with _mutex, _turn(data_dir):
        member = _memberships.pop(data_dir, None)
        if member is not None:
            os.close(member.users)
        if not _is_unused(data_dir):
            return False
        cluster.shut_down(data_dir / "postgres")
        return True


def is_running(data_dir: Path) -> bool:
    """Whether the server of this folder lives, whoever uses it."""
    return cluster.find_running(data_dir.resolve() / "postgres") is not None


def leave_running(data_dir: Path) -> None:
    """Leave the server without ending it, for somebody who was given its address."""
    with _mutex:
        member = _memberships.pop(data_dir.resolve(), None)
        if member is not None:
            os.close(member.users)


def other_users(data_dir: Path) -> list[psutil.Process]:
    """The other processes that share this folder's server at the moment, as far as we may see them."""
    path = str(data_dir.resolve() / "postgres.users")
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != os.getpid() and any(file.path == path for file in process.open_files()):
                found.append(process)
    return found


def _ensure_running(ours: Cluster) -> Running:
    running = cluster.find_running(ours.folder)
    if running is not None:
        return running
    try:
        cluster.create(ours)
        running = cluster.launch(ours, _last_port(ours.data_dir))
        (ours.data_dir / "postgres.port").write_text(str(running.port))
    except OSError as error:
        reason = f"{ours.data_dir} cannot be used ({error.strerror}): see to its rights and space, or set DATA_DIR."
        raise Invalid({"DATA_DIR": reason}) from error
    return running


def _last_port(data_dir: Path) -> int | None:
    """The same port as before where possible, so that addresses noted elsewhere stay good."""
    try:
        return int((data_dir / "postgres.port").read_text())
    except (OSError, ValueError):
        return None


@contextmanager
def _turn(data_dir: Path) -> Generator[None]:
    """One process at a time starts or stops the server. Raises Busy."""
    descriptor = _open(data_dir / "postgres.turn")
    try:
        deadline = time.monotonic() + TURN_SECONDS
        while not _try_lock(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise Busy(f"Another process has been starting the database in {data_dir} for minutes; run `make stop`.")
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _hold(data_dir: Path) -> int:
    descriptor = _open(data_dir / "postgres.users")
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _is_unused(data_dir: Path) -> bool:
    descriptor = _open(data_dir / "postgres.users")
    try:
        return _try_lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        sentence = f"{path} cannot be opened ({error.strerror}); start as the user who made it, or set DATA_DIR."
        raise Invalid({"DATA_DIR": sentence}) from error


@atexit.register
def _leave_all() -> None:
    for data_dir, member in list(_memberships.items()):
        if member.owner_pid == os.getpid():
            stop(data_dir)
