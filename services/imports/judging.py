"""Imported rows by the rules of their feature: what its form would refuse is rejected, with the form's own sentences."""

from collections.abc import Iterable, Mapping, Sequence

from services.imports import staging_repository
from services.imports.fields import Field
from services.work import Work

# Rows that are alike in all that the rules look at, and what is wrong with them, by field.
Judged = tuple[Sequence[int], Mapping[str, str]]


def reject(work: Work, fields: Sequence[Field], judged: Iterable[Judged]) -> None:
    """Reject the rows with which something is wrong."""
    labels = {field.name: field.label for field in fields}
    reasons: dict[int, str] = {}
    for row_nos, wrong in judged:
        if wrong:
            said = " ".join(f"{labels[name]}: {sentence}" for name, sentence in wrong.items())
            reasons.update(dict.fromkeys(row_nos, said))
    if reasons:
        staging_repository.refuse(work, reasons)
