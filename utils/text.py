"""Texts that people wrote, made safe for where they go."""

import re
from typing import Final

_FORMULA: Final = re.compile("^[-=+@\\t\\r\\n\uff0d\uff1d\uff0b\uff20]")


def as_cell(text: str) -> str:
    """A text for a CSV file: what a spreadsheet would run as a formula gets an apostrophe in front of it."""
    return f"'{text}" if _FORMULA.match(text) else text
