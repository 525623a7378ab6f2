"""What is said of a bulk change, and which rows an address chooses for one."""

from collections.abc import Mapping
from typing import Final

from components.words import counted
from services import bulk_changes
from services.bulk_changes import BulkChange, ChangeRow, Chosen, Status
from services.paging import ListQuery

SINGULAR: Final = {"units": "unit", "accounts": "account", "bills": "bill"}
LONGEST_SEARCH: Final = 100
# What an address says of how a list looks, which is nothing of which rows it has.
OF_LOOKS: Final = frozenset({"noun", "all", "ids", "q", "sort", "size", "after", "before", "from", "cols", "density", "view"})


def rows(number: int, noun: str) -> str:
    """'1 unit', '1,204 units'."""
    return counted(number, SINGULAR.get(noun, noun.removesuffix("s")))


def title(change: BulkChange) -> str:
    """What a change does to how many: '1,204 units: state becomes verified'."""
    return f"{rows(change.total_count, change.noun)}: {change.words}"


def state(change: BulkChange | ChangeRow) -> str:
    """The state that a badge shows; work that stopped with a reason is stopped."""
    return "stopped" if change.failure and change.status in (Status.RUNNING, Status.UNDOING) else change.status


def chosen(params: Mapping[str, str]) -> Chosen:
    """The rows that an address chooses: `ids`, or with `all` whatever matches the search and filters beside it."""
    if params.get("all") != "1":
        return Chosen(tuple(each.strip() for each in params.get("ids", "").split(",") if each.strip()))
    filters = {name: text for name, text in params.items() if name not in OF_LOOKS and text}
    return Chosen(query=ListQuery(search=params.get("q", "").strip()[:LONGEST_SEARCH], filters=filters))


def result(change: BulkChange) -> str:
    """What became of the rows, in a sentence."""
    said = [f"Changed {rows(change.changed_count, change.noun)}"]
    if change.unchanged_count:
        said.append(f"{change.unchanged_count:,} {'was' if change.unchanged_count == 1 else 'were'} so already")
    if change.refused_count:
        said.append(f"{change.refused_count:,} refused")
    waiting = change.total_count - change.done_upto
    if waiting:
        said.append(f"{waiting:,} not reached")
    return "; ".join(said) + "."


def undo_result(change: BulkChange) -> str:
    """What an undo gave back, in a sentence."""
    left = f"; {change.left_count:,} left as they are now" if change.left_count else ""
    were = "it was" if change.undone_count == 1 else "they were"
    return f"Gave {rows(change.undone_count, change.noun)} back what {were}{left}."


def verdict(name: str) -> str:
    """What became of a row, in a word."""
    return dict(bulk_changes.VERDICTS).get(name, name)
