"""One database for all tests of a module that only read, or whose changes do not disturb each other."""

from collections.abc import Iterator

import pytest

from database import connection
from tests.conftest import empty


@pytest.fixture(scope="module")
def shared_database(clone: str) -> Iterator[str]:
    """Emptied once for the module; yields its connection string."""
    connection.use(clone)
    empty()
    yield clone
    connection.use(None)
