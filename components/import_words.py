"""How imports are named on screens."""

from typing import Final

from components import words
from services import imports
from services.imports import Import, ImportNoun, Noun

VERDICTS: Final = {
    "added": "Added", "changed": "Changed", "unchanged": "Unchanged", "rejected": "Left out", "parked": "Waiting",
}  # fmt: skip


def noun_of(found: Import) -> Noun:
    """What an import brings in."""
    return imports.NOUNS[ImportNoun(found.noun)]


def noun_word(name: str) -> str:
    """A noun as lists show it: 'Opening balances'."""
    return name.replace("_", " ").capitalize()


def title(found: Import) -> str:
    """What an import is called: 'Units from survey.xlsx'."""
    return f"{noun_word(found.noun)} from {found.file_name}"


def outcome(found: Import) -> str:
    """What it did or would do, in a sentence: '1,204 units added, 12 changed, 3 left out'."""
    noun = noun_of(found)
    parts = [f"{words.counted(found.added_count, noun.one, noun.many)} added"]
    for count, word in (
        (found.changed_count, "changed"), (found.unchanged_count, "unchanged"), (found.rejected_count, "left out"),
        (found.parked_count, "waiting"),
    ):  # fmt: skip
        if count:
            parts.append(f"{count:,} {word}")
    return ", ".join(parts)
