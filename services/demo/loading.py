"""Loads the demo, or goes on with a load that was interrupted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from services import organizations
from services.demo import people, processes, santa_monica, steps, suthra
from services.demo.people import MONICA, SUTHRA
from services.demo.processes import Tell
from services.work import begin
from utils import clock, month
from utils.errors import Conflict, Invalid, NotFound

MOST_UNITS: Final = 1_000_000
FEWEST_UNITS: Final = 20
PLANNED: Final = "planned"
COMPLETE: Final = "complete"
HEADS: Final[Mapping[str, str]] = {SUTHRA: "suthra-admin", MONICA: "monica-admin"}


class State(StrEnum):
    """What of the demo a database holds."""

    ABSENT = "absent"
    UNFINISHED = "unfinished"
    COMPLETE = "complete"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load; `newest` None is the current month in Pakistan."""

    units: int = 20_000
    seed: int = 1
    newest: date | None = None
    organizations: tuple[str, ...] = (SUTHRA, MONICA)


def state() -> State:
    """Whether the demo is loaded; FOREIGN when another organization is there, beside which it is not loaded."""
    codes = {organization.code for organization in organizations.list_all()}
    if codes - set(HEADS):
        return State.FOREIGN if not _are_complete(codes) else State.COMPLETE
    if not codes:
        return State.ABSENT
    return State.COMPLETE if _are_complete(codes) else State.UNFINISHED


def load(wanted: Wanted, sign_ins: Path, processes_: int, tell: Tell) -> suthra.Plan:
    """Load both organizations, or go on where an earlier load ended, with what that one was asked for.

    Sign-ins are kept in the file before they are used. Returns what is loaded. Raises Invalid, and Conflict where
    another organization is in the database.
    """
    if state() is State.FOREIGN:
        others = ", ".join(sorted({each.code for each in organizations.list_all()} - set(HEADS)))
        raise Conflict(
            f"This database holds {others}: the demo is only loaded into a database of its own. "
            "Choose another one (DATA_DIR or DATABASE_URL)."
        )
    plan = _checked(wanted)
    people.actor_of.cache_clear()
    passwords = people.keep_sign_ins(sign_ins)
    chains: list[list[steps.Stage]] = []
    if MONICA in wanted.organizations:
        people.ensure_organization(MONICA, santa_monica.NAME, santa_monica.CURRENCY, santa_monica.ZONE, passwords["monica-admin"])
        chains.append(santa_monica.stages(passwords, plan.now))
    if SUTHRA in wanted.organizations:
        people.ensure_organization(SUTHRA, suthra.NAME, suthra.CURRENCY, suthra.ZONE, passwords["suthra-admin"])
        plan = _agreed(plan)
        chains.append(suthra.stages(plan, passwords, processes_))
    processes.work_off(chains, processes_, tell)
    if len(chains) == len(HEADS):
        santa_monica.join(plan.now)
    for code in wanted.organizations:
        steps.once(people.actor_of(HEADS[code]), COMPLETE, plan.now, lambda _: None)
    return plan


def _checked(wanted: Wanted) -> suthra.Plan:
    now = clock.now()
    current = month.first_of(clock.local_date(now, suthra.ZONE))
    newest = wanted.newest or current
    wrong: dict[str, str] = {}
    if not FEWEST_UNITS <= wanted.units <= MOST_UNITS:
        wrong["units"] = f"The demo has {FEWEST_UNITS} to {MOST_UNITS:,} units, not {wanted.units:,}."
    if newest > current:
        wrong["newest-period"] = f"{month.show(newest)} is still to come; the newest period can be {month.show(current)}."
    elif newest.year < 2002:
        wrong["newest-period"] = "The newest period cannot be before 2002."
    if wrong:
        raise Invalid(wrong)
    return suthra.Plan(wanted.seed, wanted.units, newest, now)


def _agreed(plan: suthra.Plan) -> suthra.Plan:
    """The plan that the first load wrote down, so that a second one makes the same rows."""
    head = people.actor_of(HEADS[SUTHRA])
    asked = {"seed": plan.seed, "units": plan.units, "newest": plan.newest, "now": plan.now}
    steps.once(head, PLANNED, plan.now, lambda _: None, asked)
    with begin(head) as work:
        kept: Mapping[str, Any] = steps.kept(work, PLANNED) or {}
    return suthra.Plan(
        int(kept["seed"]), int(kept["units"]), date.fromisoformat(kept["newest"]), datetime.fromisoformat(kept["now"])
    )


def _are_complete(codes: set[str]) -> bool:
    return set(HEADS) <= codes and all(_is_complete(code) for code in HEADS)


def _is_complete(code: str) -> bool:
    try:
        head = people.find_actor(HEADS[code])
    except NotFound:
        return False
    with begin(head) as work:
        return steps.is_done(work, COMPLETE)
