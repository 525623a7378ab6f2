"""What a tag may be."""

from typing import Final

from utils.errors import Invalid

LONGEST: Final = 30
MOST: Final = 20


def clean(text: str, field: str = "tags") -> str:
    """A tag in small letters with single blanks. Raises Invalid."""
    found = " ".join(text.lower().split())
    if not found:
        raise Invalid({field: "Write a tag: a word or a few, such as “resurvey 2026”."})
    if len(found) > LONGEST:
        raise Invalid({field: f"A tag has at most {LONGEST} characters."})
    if not found.isprintable() or "," in found:
        raise Invalid({field: "A tag is one line without commas."})
    return found


def clean_all(text: str, field: str = "tags") -> list[str]:
    """The tags of a text with commas between them, each once, in order. Raises Invalid where there is none."""
    found = sorted({clean(each, field) for each in text.split(",") if each.strip()})
    if not found:
        raise Invalid({field: "Write a tag: a word or a few, such as “resurvey 2026”."})
    if len(found) > MOST:
        raise Invalid({field: f"A record has at most {MOST} tags."})
    return found
