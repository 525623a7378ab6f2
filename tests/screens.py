"""Reading and opening screens in tests of pages."""

import re
from urllib.parse import parse_qsl, urlsplit

from streamlit.testing.v1 import AppTest

from components.screens import SCREENS

_WHOLE = re.compile(r'<span class="su-whole">([^<]*)</span>')


def seen(shown: AppTest) -> str:
    """Everything that was drawn, as one text, whether a line may break within it or not."""
    assert not shown.exception
    drawn = " ".join(element.proto.body for element in shown.get("html"))  # pyright: ignore
    return _WHOLE.sub(r"\1", drawn.replace("\N{NO-BREAK SPACE}", " "))


def opened(address: str) -> AppTest:
    """The page of an address such as '/bill?bill=202608-0000001'."""
    parts = urlsplit(address)
    screen = next(screen for screen in SCREENS if f"/{screen.url}" == parts.path)
    shown = AppTest.from_file(str(screen.path), default_timeout=20)
    for name, value in parse_qsl(parts.query):
        shown.query_params[name] = value
    return shown.run()
