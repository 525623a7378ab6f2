"""Work: one transaction, who acts and when; every use case takes it first."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import partial
from operator import itemgetter
from typing import Any, Final, LiteralString, TypeVar

import psycopg
from psycopg import Cursor
from psycopg.rows import RowFactory, RowMaker, class_row, scalar_row

from database.connection import DatabaseRole, transaction
from services import memory
from services.permissions import GRANTS, ROLE_NAMES, Permission, Role
from utils import clock
from utils.errors import Forbidden, Invalid

T = TypeVar("T")

# Somebody waits, and others too: a second process for one query would take the core that answers them. And a memo of all
# that a list might look up is made as large as the list is long, though a page looks up fifty rows of it. Ten tables are
# joined nearly as it is written: weighing every order took twenty times as long as the page.
INTERACTIVE = frozenset({"screen", "api"})
FOR_ONE_OF_MANY: Final[dict[LiteralString, str]] = {
    "max_parallel_workers_per_gather": "0",
    "enable_memoize": "off",
    "join_collapse_limit": "4",
}

# Data errors that a value from outside causes; the first is psycopg's own, for the zero character.
UNSTORABLE = frozenset({
    None,
    psycopg.errors.CharacterNotInRepertoire.sqlstate,
    psycopg.errors.UntranslatableCharacter.sqlstate,
    psycopg.errors.NumericValueOutOfRange.sqlstate,
    psycopg.errors.DatetimeFieldOverflow.sqlstate,
    psycopg.errors.InvalidTextRepresentation.sqlstate,
    psycopg.errors.InvalidDatetimeFormat.sqlstate,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person as staff (or consumer) of one organization.

    `area_ids` holds every area of the person's subtrees, None meaning everywhere; `account_id` is a consumer's own.
    `address` and `device` are those of the session; what a job or a command does has no address, and names itself as device.
    """

    person_id: int
    staff_id: int
    org_id: int
    org_code: str
    organization: str
    username: str
    full_name: str
    role: Role
    area_ids: tuple[int, ...] | None
    account_id: int | None
    currency: str
    time_zone: str
    must_change_password: bool
    origin: str = "screen"
    must_set_up_factor: bool = False
    colours: str = "System"
    language: str = "en"
    address: str = ""
    device: str = ""

    @property
    def is_held(self) -> bool:
        """Whether the person opens nothing before a first password is changed, or the second factor of their role set up."""
        return self.must_change_password or self.must_set_up_factor

    def may(self, permission: Permission) -> bool:
        """Whether the role grants the permission."""
        return permission in GRANTS[self.role]

    def through(self, origin: str) -> "Actor":
        """The same person acting through another face: 'api', 'job' or 'command'."""
        return replace(self, origin=origin)


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction of one actor; `now` is the only clock of a use case."""

    connection: psycopg.Connection[Any]
    actor: Actor
    now: datetime

    @property
    def org_id(self) -> int:
        """The organization that this work is for."""
        return self.actor.org_id

    @property
    def today(self) -> date:
        """The calendar day of `now` in the organization's zone."""
        return clock.local_date(self.now, self.actor.time_zone)

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the actor's role grants the permission."""
        if not self.actor.may(permission):
            noun, _, verb = permission.value.partition(".")
            raise Forbidden(
                f"{ROLE_NAMES[self.actor.role]} may not {verb.replace('_', ' ')} {noun.replace('_', ' ')}s; "
                "ask your head administrator."
            )

    def require_everywhere(self, permission: Permission) -> None:
        """Like `require`, and refuse whoever sees only some areas or one account."""
        self.require(permission)
        if self.actor.area_ids is not None or self.actor.account_id is not None:
            raise Forbidden("This concerns the whole organization; your rights reach only some areas of it.")

    def execute(self, sql: LiteralString, **params: object) -> Cursor[Any]:
        """Run one statement; `org_id` and `now` are always among its parameters."""
        return self.connection.execute(sql, self._with_own(params))

    def all(self, row: type[T], sql: LiteralString, **params: object) -> list[T]:
        """Every row of a query as instances of a dataclass whose fields are its columns."""
        with self.connection.cursor(row_factory=_rows_of(row)) as cursor:
            return cursor.execute(sql, self._with_own(params)).fetchall()

    def one(self, row: type[T], sql: LiteralString, **params: object) -> T | None:
        """The first row of a query as a dataclass, or None."""
        with self.connection.cursor(row_factory=_rows_of(row)) as cursor:
            return cursor.execute(sql, self._with_own(params)).fetchone()

    def scalar(self, sql: LiteralString, **params: object) -> Any:
        """The first column of the first row, or None."""
        with self.connection.cursor(row_factory=scalar_row) as cursor:
            return cursor.execute(sql, self._with_own(params)).fetchone()

    def _with_own(self, params: dict[str, object]) -> dict[str, object]:
        return {"org_id": self.org_id, "now": self.now, **params}


def _rows_of(row: type[T]) -> RowFactory[T]:
    """Rows as `row`, whose fields are the columns; handed over by their order, which costs half of doing it by name."""

    def of(cursor: Cursor[Any]) -> RowMaker[T]:
        # Not by cursor.description, whose columns take longer to make than a short query to run.
        result = cursor.pgresult
        names = [] if result is None else [(result.fname(place) or b"").decode() for place in range(result.nfields)]
        wanted = [each.name for each in fields(row)]  # pyright: ignore
        if names == wanted:
            return lambda values: row(*values)
        if len(names) > 1 and sorted(names) == sorted(wanted):
            ordered = itemgetter(*map(names.index, wanted))
            return lambda values: row(*ordered(values))
        return class_row(row)(cursor)

    return of


@contextmanager
def begin(actor: Actor, now: datetime | None = None, *, is_snapshot: bool = False, is_private: bool = False) -> Generator[Work]:
    """Open the one transaction of a use case: committed when the block ends, rolled back when it raises.

    The database role cannot bypass row level security and sees the actor's organization, areas and account only.
    `is_snapshot` makes all its statements see one moment. `is_private` says that what is written concerns no list or figure,
    so that answers kept for others still hold. Raises Invalid for a value that no column can hold: a zero
    character, half a character, a number out of range.
    """
    settings: dict[LiteralString, str] = {
        "app.org_id": str(actor.org_id),
        "app.staff_id": str(actor.staff_id),
        "app.area_ids": _array(actor.area_ids),
        "app.account_id": "" if actor.account_id is None else str(actor.account_id),
        **whereabouts(actor.address, actor.device),
    }
    if actor.origin in INTERACTIVE:
        settings |= FOR_ONE_OF_MANY
    try:
        forget = None if is_private else partial(memory.shared.forget, actor.org_id)
        with transaction(DatabaseRole.APP, settings, is_snapshot=is_snapshot, on_written=forget) as connection:
            yield Work(connection, actor, now or clock.now())
    except (UnicodeEncodeError, psycopg.DataError) as error:
        if isinstance(error, psycopg.DataError) and error.sqlstate not in UNSTORABLE:
            raise
        raise Invalid({"": "A text or number in this is of a kind that cannot be stored; nothing was changed."}) from error


def whereabouts(address: str, device: str) -> dict[LiteralString, str]:
    """Settings of a transaction from which audit entries take from where they were made."""
    return {"app.address": address.replace("\x00", ""), "app.device": device.replace("\x00", "")}


def _array(area_ids: tuple[int, ...] | None) -> str:
    return "" if area_ids is None else "{" + ",".join(map(str, area_ids)) + "}"
