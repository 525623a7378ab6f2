"""What a noun of imports is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import LiteralString, TypeAlias

import polars as pl

from services.imports.fields import Field
from services.imports.models import Import, ImportNoun
from services.permissions import Permission
from services.work import Work

BATCH: int = 50_000

Apply: TypeAlias = Callable[[Work, Import], None]
Rules: TypeAlias = Callable[[Work], None]


@dataclass(frozen=True, slots=True)
class Statements:
    """The SQL of a noun; every statement knows org_id, import_id, today, now, staff_id and what else is said.

    `create` makes the temporary table `staged` (row_no, fault, then the fields), `copy` fills it from a file and `reload`
    from the kept rows between `after` and `upto` whose verdict is one of `verdicts`. `judge` makes the temporary table
    `judged` (row_no, key, cells, verdict, reason, before and what the others need). `adding` takes in what is judged
    so, `changing` what is judged to change. `built` gives the keys of rows that something was built on since `since`;
    `undo` takes all back.
    """

    create: LiteralString
    copy: LiteralString
    reload: LiteralString
    judge: tuple[LiteralString, ...]
    adding: tuple[LiteralString, ...]
    changing: tuple[LiteralString, ...]
    built: LiteralString | None
    undo: tuple[LiteralString, ...]


@dataclass(frozen=True, slots=True)
class Noun:
    """What can be imported: its fields and statements, and who may.

    `is_everywhere` refuses whoever sees some areas only. `any_of` names fields of which at least one must be mapped.
    `rules` rejects of the judged rows what the feature's own form would refuse.
    `apply` follows the statements for what other features do.
    `wakes` names the nouns whose parked rows may go in once rows of this one came. Rows that are alike in all that
    is `counted` are numbered, and the number is staged behind the fields.
    """

    name: ImportNoun
    one: str
    many: str
    permission: Permission
    fields: tuple[Field, ...]
    statements: Statements
    is_everywhere: bool = False
    any_of: tuple[str, ...] = ()
    rules: Rules | None = None
    apply: Apply | None = None
    undo: Apply | None = None
    wakes: frozenset[ImportNoun] = frozenset()
    counted: tuple[pl.Expr, ...] = ()
    batch: int = BATCH

    def field(self, name: str) -> Field | None:
        """The field of a name."""
        return next((field for field in self.fields if field.name == name), None)
