"""Texts that people wrote, made safe for where they go."""

import re
import unicodedata
from typing import Final

# Control characters, ends of lines and paragraphs, and halves of characters; joiners of letters and emoji are none of these.
_NOT_IN_A_LINE: Final = frozenset({"Cc", "Zl", "Zp", "Cs"})
_FORMULA: Final = re.compile("^[-=+@\\t\\r\\n\uff0d\uff1d\uff0b\uff20]")


def as_cell(text: str) -> str:
    """A text for a CSV file: what a spreadsheet would run as a formula gets an apostrophe in front of it."""
    return f"'{text}" if _FORMULA.match(text) else text


def is_line(text: str) -> bool:
    """Whether a text is one line of whole characters, in any script."""
    return text.isprintable() or not any(unicodedata.category(letter) in _NOT_IN_A_LINE for letter in text)
