"""The real embedded Postgres for tests: one server per run, one database per worker, emptied before each test."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from database import connection, embedded, migrate
from database.schema import with_database
from services import memory
from utils import settings

TEMPLATE = "template_of_tests"
DATABASES = ("DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_IS_POOLED", "SUPABASE_URL", "SUPABASE_KEY")
MESSAGES = (
    "PUBLIC_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_USER", "SMTP_PASSWORD", "MAIL_FROM", "TEXT_GATEWAY_URL",
    "TEXT_GATEWAY_TOKEN",
)  # fmt: skip
OF_THE_DEVELOPER = (*DATABASES, "BEHIND_TLS", "PORT", "SECRET_KEY", "FILES_URL", *MESSAGES)

HAS_DATABASE = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)"
USED = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' AND pg_relation_size(oid) > 0
ORDER BY 1
"""
# Up to here rows are deleted; beyond, also where deleted ones have piled up, TRUNCATE makes thirty tables' files anew.
FEW_BYTES = 512 * 1024


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a data folder of its own, where an unprivileged Postgres can reach it; workers share the first's."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="suthra-tests-"))
        folder.chmod(0o711)
        os.environ["DATA_DIR"] = str(folder)
    for name in OF_THE_DEVELOPER:
        os.environ[name] = ""
    os.environ["BCRYPT_ROUNDS"] = "4"
    settings.current.cache_clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the server, and remove the folder when the whole run is over."""
    data_dir = settings.current().data_dir
    connection.close()
    embedded.stop(data_dir)
    if not hasattr(config, "workerinput"):
        shutil.rmtree(data_dir, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> str:
    """Connection string of the run's server, with the migrated template database ready."""
    data_dir = settings.current().data_dir
    url = embedded.start(data_dir)
    with (data_dir / "template.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with connection.connect(url) as owner:
            row = owner.execute(HAS_DATABASE, [TEMPLATE]).fetchone()
            if not row or not row[0]:
                owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        migrate.apply(with_database(url, TEMPLATE))
    return url


@pytest.fixture(scope="session")
def clone(server: str, worker_id: str) -> str:
    """Connection string of this worker's own copy of the template."""
    name = f"tests_{worker_id}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
    with (settings.current().data_dir / "template.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with connection.connect(server) as owner:
            owner.execute(create)
    return with_database(server, name)


@pytest.fixture
def database(clone: str) -> str:
    """An empty, migrated database that the whole product uses during the test; its connection string."""
    connection.use(clone)
    empty()
    memory.shared.forget_all()
    return clone


@pytest.fixture(scope="module")
def shared_database(clone: str) -> Iterator[str]:
    """One database for all tests of a module that only read, or whose changes do not disturb each other."""
    connection.use(clone)
    empty()
    memory.shared.forget_all()
    yield clone
    connection.use(None)


def empty() -> None:
    """Remove every row, in milliseconds where there are few."""
    with connection.transaction(connection.DatabaseRole.OWNER) as owner:
        used = owner.execute(USED).fetchall()
        tables = [sql.Identifier(name) for name, _ in used]
        if sum(size for _, size in used) > FEW_BYTES:
            owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(tables)))
            return
        owner.execute("SET LOCAL session_replication_role = replica")  # no trigger, no look-up of keys
        for table in tables:
            owner.execute(sql.SQL("DELETE FROM {}").format(table))
