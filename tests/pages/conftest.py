"""What every test of a page shares."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def same_main_module() -> Iterator[None]:
    """AppTest leaves the page as `__main__`, which processes spawned by a later test would run; put ours back."""
    kept = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = kept
