"""The connection pool of this process, and the one way to open a transaction."""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final, LiteralString

import psycopg
from psycopg import Connection, errors
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from database import embedded
from utils import settings
from utils.errors import AppError, Busy

PATIENCE_SECONDS = 10.0
NO_SETTINGS: Mapping[LiteralString, str] = MappingProxyType({})

_DEFAULTS: Final[Mapping[LiteralString, str]] = {"TimeZone": "UTC", "lock_timeout": "10s"}
_BEGIN: Final = "BEGIN; "
_BEGIN_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ; "
# In half the time of a query over two arrays of them: nothing is quoted twice, and one number comes back.
_WITH_SETTINGS: Final = "SELECT num_nulls({})"
_SETTING: Final = "set_config('{}', %s, true)"
# A transaction has a number of its own from its first write or row lock on.
_COMMIT = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL; COMMIT"
_CONTENDED = "Somebody else is changing the same records at this moment; please try again."
_TOO_LONG = "This took too long and was stopped; nothing was changed."
_DISK_FULL = "The disk of the database is full, so nothing can be saved; please tell your administrator."
_LOST = "The connection to the database was lost and nothing was changed; please try again in a few seconds."
_LOST_AT_COMMIT = "The connection to the database was lost while saving; look whether it was saved before you repeat it."
_UNREACHABLE = "The database does not answer at the moment; please try again in a few seconds."


class DatabaseRole(StrEnum):
    """Who the statements of a transaction run as."""

    APP = "suthra_app"
    """All business; row level security applies."""
    DOOR = "suthra_door"
    """Sign-in and sessions only."""
    OWNER = "none"
    """The login itself: migrations and maintenance only."""


class _State:
    """The pool of this process; a forked child begins with none."""

    def __init__(self) -> None:
        self.mutex = threading.RLock()
        self.pool: ConnectionPool[Connection[TupleRow]] | None = None
        self.chosen_url: str | None = None
        self.refusal: AppError | None = None
        self.inherited: list[object] = []

    def after_fork(self) -> None:
        self.mutex = threading.RLock()
        self.inherited.append(self.pool)
        self.pool = None


_state = _State()
os.register_at_fork(after_in_child=_state.after_fork)


def url() -> str:
    """Where the business data is: DATABASE_URL, else the embedded Postgres, started where needed. Raises AppError."""
    chosen = settings.current()
    return _state.chosen_url or chosen.database_url or embedded.start(chosen.data_dir)


def direct_url() -> str:
    """The same database without a pooler between: for migrations, backup and background jobs. Raises AppError."""
    return _state.chosen_url or settings.current().migrations_url or url()


def use(database_url: str | None) -> None:
    """Point this process at another database (None: back to the settings); open transactions must have ended."""
    if database_url != _state.chosen_url:
        close()
        _state.chosen_url = database_url


def close() -> None:
    """Close the pool; the next transaction opens a new one."""
    with _state.mutex:
        pool, _state.pool = _state.pool, None
    if pool is not None:
        pool.close()


@contextmanager
def transaction(
    role: DatabaseRole,
    chosen: Mapping[LiteralString, str] = NO_SETTINGS,
    *,
    is_snapshot: bool = False,
    on_written: Callable[[], None] | None = None,
) -> Generator[Connection[TupleRow]]:
    """One transaction under `role` with `chosen` settings (`app.org_id` …) that end with it.

    `is_snapshot` makes all statements see one moment. `on_written` is called after the commit of a transaction that
    wrote or locked anything, and where it is not known whether it did. Raises Busy when the database is away, too busy,
    or others hold the same rows; other database errors, such as a violated constraint, pass through.
    """
    given: dict[LiteralString, str] = {**_DEFAULTS, **chosen, "role": role.value}
    pool, connection = _begin(given, is_snapshot=is_snapshot)
    try:
        try:
            yield connection
        except BaseException as error:
            _roll_back(connection)
            if isinstance(error, psycopg.Error) and (busy := _as_busy(error, _LOST)) is not None:
                raise busy from error
            raise
        is_written = on_written is not None
        try:
            is_written = _commit(connection)
        finally:
            if is_written and on_written is not None:
                on_written()
    finally:
        pool.putconn(connection)


@contextmanager
def connect(database_url: str) -> Generator[Connection[TupleRow]]:
    """A connection of its own, in autocommit, outside the pool. Raises Busy with what Postgres says is wrong."""
    try:
        connection = psycopg.connect(database_url, autocommit=True, connect_timeout=10, application_name="suthra")
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise Busy(f"The database cannot be reached; check DATABASE_URL. Postgres says: {reason}") from error
    with connection:
        if connection.info.server_version < 160000:
            version = connection.info.server_version // 10000
            raise Busy(f"The database is Postgres {version}; Suthra needs 16 or later. Choose another in DATABASE_URL.")
        yield connection


def _begin(
    chosen: Mapping[LiteralString, str], *, is_snapshot: bool
) -> tuple[ConnectionPool[Connection[TupleRow]], Connection[TupleRow]]:
    """Take a connection and begin on it in one round trip; one that died in the pool is replaced by the next."""
    pool = _open_pool()
    statement = _beginning(tuple(chosen), is_snapshot=is_snapshot)
    values = list(chosen.values())
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (patience := deadline - time.monotonic()) > 0:
        try:
            connection = pool.getconn(timeout=patience)
        except (PoolTimeout, PoolClosed) as error:
            raise _state.refusal or Busy(_UNREACHABLE) from error
        try:
            psycopg.ClientCursor(connection).execute(statement, values)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            connection.close()
            pool.putconn(connection)
        except BaseException:
            _roll_back(connection)
            pool.putconn(connection)
            raise
        else:
            return pool, connection
    raise Busy(_UNREACHABLE)


@cache
def _beginning(names: tuple[LiteralString, ...], *, is_snapshot: bool) -> LiteralString:
    calls: LiteralString = ", ".join([_SETTING.format(name) for name in names])
    return (_BEGIN_SNAPSHOT if is_snapshot else _BEGIN) + _WITH_SETTINGS.format(calls)


def _commit(connection: Connection[TupleRow]) -> bool:
    """End the transaction in one round trip; whether it had written or locked anything."""
    try:
        if connection.info.transaction_status != TransactionStatus.INTRANS:
            connection.commit()
            return True
        found = psycopg.ClientCursor(connection).execute(_COMMIT).fetchone()
        return found is not None and bool(found[0])
    except psycopg.Error as error:
        _roll_back(connection)
        if (busy := _as_busy(error, _LOST_AT_COMMIT)) is not None:
            raise busy from error
        raise


def _roll_back(connection: Connection[TupleRow]) -> None:
    with suppress(psycopg.Error):
        connection.rollback()
    if connection.info.transaction_status != TransactionStatus.IDLE:
        connection.close()


def _as_busy(error: psycopg.Error, lost: str) -> Busy | None:
    if isinstance(error, errors.DeadlockDetected | errors.SerializationFailure | errors.LockNotAvailable):
        return Busy(_CONTENDED)
    if isinstance(error, errors.QueryCanceled):
        return Busy(_TOO_LONG)
    if isinstance(error, errors.DiskFull):
        return Busy(_DISK_FULL)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Busy(lost)
    return None


def _open_pool() -> ConnectionPool[Connection[TupleRow]]:
    with _state.mutex:
        if _state.pool is None:
            chosen = settings.current()
            url()  # here and not in the pool's thread, so that a refusal is told in its own words
            _state.pool = ConnectionPool(
                _address,
                connection_class=Connection[TupleRow],
                kwargs={
                    "autocommit": True,
                    "prepare_threshold": None if chosen.is_pooled else 5,
                    "application_name": "suthra",
                    "connect_timeout": 5,
                },
                min_size=chosen.pool_min,
                max_size=chosen.pool_max,
                # Short, so that a request after an outage tries at once instead of waiting out a long pause.
                reconnect_timeout=3,
                open=True,
            )
        return _state.pool


def _address() -> str:
    """Asked for each new connection, so that an embedded server that died is started again, wherever it listens."""
    try:
        found = url()
    except AppError as error:
        _state.refusal = error
        raise
    _state.refusal = None
    return found


atexit.register(close)
# What the pool notices reaches the user as Busy; its own lines would only repeat it.
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
