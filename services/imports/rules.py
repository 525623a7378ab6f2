"""What may be done with an import now, and what a mapping must be like."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from services.imports.definition import Noun
from services.imports.models import Import, ImportStatus, SourceColumn
from utils.errors import Conflict, Invalid

S = ImportStatus

TRANSITIONS: Final[Mapping[ImportStatus, frozenset[ImportStatus]]] = {
    S.UPLOADED: frozenset({S.UPLOADED, S.MAPPED}),
    S.MAPPED: frozenset({S.UPLOADED, S.MAPPED, S.VALIDATED}),
    S.VALIDATED: frozenset({S.UPLOADED, S.MAPPED, S.RUNNING}),
    S.RUNNING: frozenset({S.PAUSED, S.DONE, S.PARTIAL}),
    S.PAUSED: frozenset({S.RUNNING}),
    S.DONE: frozenset({S.ROLLED_BACK}),
    S.PARTIAL: frozenset({S.RUNNING, S.ROLLED_BACK}),
    S.ROLLED_BACK: frozenset(),
}

# What is the case, by the state that an import is in; what can be done then follows from it.
STANDS: Final[Mapping[ImportStatus, str]] = {
    S.UPLOADED: "its columns are not mapped yet; say first which column is what",
    S.MAPPED: "its rows are being checked, or could not be; choose its columns again or wait",
    S.VALIDATED: "it is checked and has not been run",
    S.RUNNING: "it is running; pause it or wait until it is done",
    S.PAUSED: "it is paused; resume it first",
    S.DONE: "it is done, and all its rows are in; bring changes as a new file, or roll it back",
    S.PARTIAL: "it has run; resume it for the rows that wait, send the error file back once fixed, or roll it back",
    S.ROLLED_BACK: "it was rolled back; upload the file again to run it anew",
}
VERBS: Final[Mapping[ImportStatus, str]] = {
    S.UPLOADED: "read in another way",
    S.MAPPED: "mapped",
    S.VALIDATED: "marked as checked",
    S.RUNNING: "run",
    S.PAUSED: "paused",
    S.DONE: "finished",
    S.PARTIAL: "finished",
    S.ROLLED_BACK: "rolled back",
}


def check_can_become(found: Import, then: ImportStatus) -> None:
    """Raise Conflict, saying why, unless the import may go from its state to another."""
    status = ImportStatus(found.status)
    if found.is_rolling_back:
        raise Conflict(f"Import {found.import_id} is being rolled back; wait until that is done.")
    if then not in TRANSITIONS[status]:
        raise Conflict(f"Import {found.import_id} cannot be {VERBS[then]}: {STANDS[status]}.")


def check_mapping(noun: Noun, columns: Sequence[SourceColumn], mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping of those fields that name a column. Raises Invalid for what is missing, unknown or named twice."""
    kept = {name: key for name, key in mapping.items() if key}
    keys = {column["key"]: column["name"] for column in columns}
    wrong: dict[str, str] = {}
    used: dict[str, str] = {}
    for name, key in kept.items():
        field = noun.field(name)
        if field is None:
            names = ", ".join(each.name for each in noun.fields)
            wrong[name] = f"There is no field {name} in {noun.many}; there are {names}."
        elif key not in keys:
            wrong[name] = f"{field.label}: the file has no column {key}."
        elif key in used:
            wrong[name] = f"{field.label}: the column “{keys[key]}” is {used[key]} already; a column is one thing."
        else:
            used[key] = field.label
    for field in noun.fields:
        if field.is_needed and field.name not in kept:
            wrong[field.name] = f"{field.label}: say which column it is; without it no row can be taken."
    if noun.any_of and not any(name in kept for name in noun.any_of):
        labels = [field.label for field in noun.fields if field.name in noun.any_of]
        wrong[noun.any_of[0]] = f"Say which column is {' or '.join(labels)}; one of them is needed."
    if wrong:
        raise Invalid(wrong)
    return kept


def by_heading(found: Import, mapping: Mapping[str, str]) -> dict[str, str]:
    """Field to heading, as a mapping is remembered."""
    names = {column["key"]: column["name"] for column in found.columns}
    return {field: names[key] for field, key in mapping.items()}


def by_key(columns: Mapping[str, str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Field to key, from a remembered mapping; `columns` is heading to key. What the file lacks is left out."""
    return {field: columns[heading] for field, heading in remembered.items() if heading in columns}


def check_has_its_rows(*, cleared_at: datetime | None) -> None:
    """Raise Conflict when the rows that say what an import did are cleared away."""
    if cleared_at is not None:
        raise Conflict(f"Its rows were cleared away on {cleared_at:%d %b %Y}, so it cannot be rolled back any more.")
