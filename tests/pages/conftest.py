"""What every test of a page shares."""

import sys
from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(autouse=True, scope="session")
def packages_are_looked_through_once() -> Iterator[None]:
    """AppTest looks for components in every installed package before every single run; a server does once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def same_main_module() -> Iterator[None]:
    """AppTest leaves the page as `__main__`, which processes spawned by a later test would run; put ours back."""
    kept = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = kept
