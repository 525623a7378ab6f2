"""Change requests and duplicates of Suthra demo: what is said to be wrong in a ward, and what looks surveyed twice near it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID

from services import areas, change_requests, duplicates
from services.change_requests import NewRequest
from services.demo import names, people, premises, repository, schedule, visiting
from services.demo.premises import Block, Premises
from services.demo.steps import once
from services.work import Actor, Work
from utils import clock
from utils.errors import Invalid

STOPS: Final = 36
APPROVED, REJECTED, LEFT = "approved", "rejected", ""
WHY_NOT: Final = "The deed was shown at the counter; the register is right."


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What is said of one premises, by the agent unless somebody of the office takes it up; `end` is how it was decided."""

    kind: str
    note: str
    changes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    end: str = LEFT
    is_of_office: bool = False
    is_of_neighbour: bool = False


def propose(seed: int, units: int, ward: Block, opened_on: date, now: datetime) -> None:
    """Propose them in the order of time and decide about the first ones, once; a colleague does so around the ward."""
    operations, support = people.actor_of("suthra-operations"), people.actor_of("suthra-support")
    agent, colleague = people.actor_of("suthra-agent"), people.actor_of("suthra-agent2")
    own = list(premises.premises_of(seed, ward, opened_on))
    known = [*own, *visiting.around(seed, units, ward, opened_on, max(0, STOPS - len(own)))]

    def all_of_them(work: Work) -> None:
        rng = Random(f"change requests {seed}")  # noqa: S311 repeatable on purpose
        wanted = _proposals(rng)
        today = clock.local_date(now, work.actor.time_zone)
        codes = sorted(each.unit_code for each in known)
        unit_ids = dict(zip(codes, repository.unit_ids(work, codes), strict=True))
        chosen = [(each, unit_ids[each.unit_code]) for each in known[:: max(1, len(known) // len(wanted))]]
        numbers = {unit.number for unit in own}
        for place, (said, (unit, unit_id)) in enumerate(zip(wanted, chosen, strict=False)):
            before = chosen[place - 1][0]
            asked = replace(said, changes={"phone": before.phone or _phone(rng)}) if said.is_of_neighbour else said
            day = today - timedelta(days=len(wanted) - place)
            at = replace(work, now=schedule.moment(day, rng.randint(9, 16), work.actor.time_zone, now),
                         actor=support if asked.is_of_office else agent if unit.number in numbers else colleague)  # fmt: skip
            if _is_new(asked, unit):
                _one(at, rng, asked, unit_id, before.unit_code, operations)
        _look(work, ward)

    once(operations, "change requests", now, all_of_them)


def _look(work: Work, ward: Block) -> None:
    """Compare the premises of the district, or of the ward alone where that is too large."""
    district = next(area for area in areas.list_all(work) if area.name == f"{ward.leaf.district} District")
    try:
        duplicates.look(work, district.area_id)
    except Invalid:
        duplicates.look(work, next(area.area_id for area in areas.list_all(work) if area.code == ward.leaf.code))


def _one(at: Work, rng: Random, asked: _Proposal, unit_id: int, other_code: str, decider: Actor) -> None:
    client_uuid = UUID(int=rng.getrandbits(128), version=4)
    kept = other_code if asked.kind == "duplicate" else ""
    new = NewRequest(asked.kind, client_uuid, unit_id, changes=asked.changes, duplicate_of=kept, note=asked.note)
    made = change_requests.propose(at, new)
    later = replace(at, now=at.now + timedelta(hours=rng.randint(1, 5)), actor=decider)
    if asked.end == APPROVED:
        change_requests.approve(later, made.row.request_id)
    elif asked.end == REJECTED:
        change_requests.reject(later, made.row.request_id, WHY_NOT)


def _is_new(asked: _Proposal, unit: Premises) -> bool:
    """Whether the register says something else so far; a unit that is out takes no change."""
    if unit.status in ("inactive", "duplicate_of"):
        return False
    current = {"size_marla": unit.size_marla, "commercial_size": unit.commercial_size}
    return all(current.get(name) != value for name, value in asked.changes.items() if name in current)


def _proposals(rng: Random) -> list[_Proposal]:
    return [
        _Proposal("consumer", "The son pays now.", {"holder_name": names.person(rng)}, APPROVED),
        _Proposal("premises", "Measured at the front.", {"category": "residential", "size_marla": Decimal("7.5")}, APPROVED),
        _Proposal("consumer", "Says the house is theirs.", {"holder_name": names.person(rng)}, REJECTED),
        _Proposal("consumer", "Gave the number of the house before.", end=APPROVED, is_of_neighbour=True),
        _Proposal("consumer", "Called from this number.", {"phone": _phone(rng)}, is_of_office=True),
        _Proposal("premises", "A tailor's shop on the ground floor.", {"category": "commercial", "commercial_size": "small"}),
        _Proposal("not_a_unit", "An empty plot with a wall around it."),
        _Proposal(
            "consumer", "Sold in spring; the new owner was there.", {"holder_name": names.person(rng), "phone": _phone(rng)}
        ),
        _Proposal("duplicate", "One gate, two numbers painted on it."),
    ]


def _phone(rng: Random) -> str:
    return f"{premises.PHONE_BLOCK}{rng.randint(0, premises.PHONE_COUNT - 1):05}"
