"""What every use case is called with, built from one record of each kind; what cannot be built fails by its name."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from inspect import Parameter
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir
from types import UnionType
from typing import Any, Final, get_args, get_origin
from uuid import UUID, uuid4

from services import activity, attachments, bills, bulk_changes, imports, survey_units, tickets
from services.accounts import ACCOUNTS, NewAccount
from services.areas import AreaFields, NewArea
from services.bill_runs import Basis, NewCycle
from services.bulk_changes import Action, Chosen, NewChange
from services.cash import NewCash, NewChallanCash, NewDeposit, NewHandover
from services.challans import PayChallan
from services.change_requests import Decision as RequestDecision
from services.change_requests import NewRequest
from services.exports import NewExport
from services.field_days import CloseDay
from services.imports import ReadAs, Verdict
from services.ledger import NewOpening
from services.metering import Decision as ReadingDecision
from services.metering import NewMeter, NewReading, NewService, RecordReading
from services.paging import ListQuery
from services.payments import RecordPayment
from services.permissions import Permission, Role
from services.service_levels import Holiday, NewDay
from services.staff import NewStaff
from services.survey_units import NewUnit
from services.tariffs import PricingInput
from services.tickets import CannedAnswer, EscalationRule, NewTicket, Priority, TicketType
from services.tickets import Step as TicketStep
from services.visits import Fine, Found, NewPlan, PastVisit, RulePlan
from services.work import Actor, Work, begin
from tests import pictures, town
from tests.builders import PASSWORD
from tests.records import ROWS, Records
from tests.scene import HOLIDAY, Scene
from tests.services.use_cases import UseCase

MANY: Final = (Iterable, Sequence)
RECORDS: Final = frozenset(each.name for each in fields(Records))


@dataclass(frozen=True)
class Named:
    """Records that remember which of them were named."""

    records: Records
    names: set[str] = field(default_factory=set[str])

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(self.records, name)


@dataclass(frozen=True)
class Try:
    """Who tries a use case, and on which records."""

    scene: Scene
    actor: Actor
    of: Named

    @property
    def later(self) -> date:
        """A day to come."""
        return self.scene.today + timedelta(days=7)


Build = Callable[[Try], Any]

# What a command says, by its type.
COMMANDS: Final[Mapping[type, Build]] = {
    AreaFields: lambda _: AreaFields("New", "division", None, None, None),
    CannedAnswer: lambda _: CannedAnswer("done", "Done", "Dear {name}, it is done."),
    CloseDay: lambda _: CloseDay(uuid4(), "no_time"),
    EscalationRule: lambda _: EscalationRule("urgent", None, None, None, "manager"),
    Fine: lambda _: Fine("littering", "Waste on the street", Decimal(600)),
    Found: lambda _: Found("inspected", uuid4()),
    Holiday: lambda _: Holiday(HOLIDAY, "Quaid-e-Azam Day"),
    ListQuery: lambda _: ListQuery(),
    NewAccount: lambda t: NewAccount("N-1", "New", None, t.scene.place.here.ward_a),
    NewArea: lambda _: NewArea(None, "division", "N-1", "New"),
    NewCash: lambda t: NewCash(t.of.unit_id, Decimal(5), uuid4()),
    NewChallanCash: lambda t: NewChallanCash(t.of.challan_id, uuid4()),
    NewCycle: lambda _: NewCycle("new", "New", "waste", Basis.FLAT, "monthly", 15),
    NewDay: lambda _: NewDay("09:00-17:00"),
    NewDeposit: lambda t: NewDeposit((t.of.handover_id,), "First", str(uuid4()), t.scene.today, uuid4()),
    NewExport: lambda _: NewExport("units"),
    NewHandover: lambda t: NewHandover(t.of.agent_id, Decimal(5), uuid4()),
    NewMeter: lambda _: NewMeter("A-1", "M-N-1", None, "CCF"),
    NewOpening: lambda _: NewOpening("A-2", Decimal(5), date(2026, 1, 1)),
    NewPlan: lambda t: NewPlan((t.of.unit_id,), t.scene.own.agent_id, t.later, uuid4()),
    NewReading: lambda _: NewReading("M-A-1", town.NEXT, town.NEXT, Decimal(1), "RESIDENTIAL_SINGLE"),
    NewService: lambda t: NewService("A-1", "U-A-1", "water", t.scene.own.tariff_id, town.NEXT),
    NewStaff: lambda _: NewStaff("new.person", "New Person", Role.SUPPORT, PASSWORD),
    NewTicket: lambda t: NewTicket("Late", "", "missed_collection", "normal", "phone", uuid4(), t.of.unit_id),
    PayChallan: lambda t: PayChallan(t.of.challan_id, "cash", "", t.scene.today, uuid4()),
    PricingInput: lambda _: PricingInput(
        town.NEXT, attributes={"category": "residential", "settlement": "urban", "size_marla": Decimal(5)}
    ),
    Priority: lambda _: Priority("low", "Low", 960, 4800, 4),
    ReadAs: lambda _: ReadAs(header_row=1),
    RecordPayment: lambda t: RecordPayment(t.of.account_code, Decimal(1), "cash", "", town.NEXT, uuid4()),
    RecordReading: lambda t: RecordReading(t.of.meter_no, Decimal(1), date(2026, 10, 1), uuid4()),
    RulePlan: lambda t: RulePlan(t.of.area_id, t.later, "unbilled", uuid4()),
    TicketType: lambda _: TicketType("meter_fault", "Meter fault", needs_unit=True),
    NewChange: lambda t: NewChange("units", SETTLE, Chosen((str(t.of.unit_id),)), "As before", uuid4()),
    NewRequest: lambda t: NewRequest("consumer", uuid4(), t.of.unit_id, changes={"holder_name": f"Demo {uuid4()}"}),
    NewUnit: lambda _: NewUnit(
        "U-N-1", "A-1", "House 1", "urban", "residential", Decimal(5), None, 31.5, 74.3, "listed", date(2026, 1, 5)
    ),
    PastVisit: lambda t: PastVisit(
        "U-A-2",
        t.scene.own.agent_id,
        date(2026, 9, 1),
        datetime(2026, 9, 1, tzinfo=UTC),
        "by_hand",
        "missed",
        missed_for="no_time",
    ),
    attachments.Contents: lambda _: photo(),
    attachments.Attachment: lambda t: loaded(t, lambda work: attachments.get(work, t.scene.own.attachment_id)),
    bills.Bill: lambda t: loaded(t, lambda work: bills.get(work, t.scene.own.period, t.scene.own.bill_id)),
    bulk_changes.BulkChange: lambda t: loaded(t, lambda work: bulk_changes.get(work, t.scene.own.change_id)),
    survey_units.UnitRow: lambda t: loaded(t, lambda work: survey_units.get(work, t.scene.own.unit_id)),
    imports.KeptMapping: lambda t: loaded(t, lambda work: imports.mapping(work, "accounts", t.scene.own.shape_key)),
    Action: lambda _: SETTLE,
    Chosen: lambda t: Chosen((str(t.of.unit_id),)),
    ReadingDecision: lambda _: ReadingDecision.ACCEPT,
    RequestDecision: lambda _: RequestDecision.APPROVE,
    TicketStep: lambda _: TicketStep.START,
    Verdict: lambda _: Verdict.REJECTED,
    Permission: lambda _: Permission.UNIT_READ,
    Role: lambda _: Role.SUPPORT,
    Path: lambda _: Path(gettempdir()) / f"{uuid4()}.csv",
    UUID: lambda _: uuid4(),
    date: lambda t: t.scene.today,
    bool: lambda _: False,
}
SETTLE: Final = Action("settlement", {"settlement": "urban"})

# What an argument is, by its name, where it names no record.
NAMED: Final[Mapping[str, object]] = {
    "amount": Decimal(60_000), "body": "Somebody is on the way", "days": 5, "email": "new@suthra.test", "file_name": "rows.csv",
    "full_name": "New Person", "limit": 5, "metres": 150, "most": 5, "newest": 1, "note": "Looked at it", "older_than": 24,
    "opened_at": "2026-11-21 16:30", "hours": Decimal(8), "phone": "0300-1234567", "pieces": (ROWS,), "priority_code": "high",
    "question": "status=held", "quiet_hours": "", "reason": "Looked at it", "screen": "bills", "shard_no": 1, "size": 5,
    "fingerprint": "0" * 64, "changes": {"holder_name": "Demo New"}, "mapping": {"code": "c0", "holder_name": "c1", "area": "c2"},
    "noun_name": "accounts", "form": "ticket.open", "record": "", "code": "new", "name": "New", "username": "new.person",
    "first": date(2026, 1, 1),
    "last": date(2026, 12, 1), "area_ids": None, "wanted": {}, "service_kind": "waste", "source": "The gazette", "title": "New",
    "listing": ACCOUNTS, "columns": ("c.code",), "definition": {},
}  # fmt: skip

# Arguments that name a record otherwise than by the name of its field.
ALIASES: Final[Mapping[str, str]] = {
    "parent_id": "area_id", "tariff_code": "code", "text": "account_code", "record_id": "ticket_id", "target": "unit_id",
    "account_ids": "account_id", "unit_ids": "unit_id", "staff_ids": "staff_id", "request_ids": "request_id",
    "tariff_ids": "tariff_id",
}  # fmt: skip


def related(attempt: Try) -> int:
    """Another ticket of the same area."""
    place = attempt.scene.place
    with begin(place.here.admin) as work:
        about = ListQuery(filters={"unit": str(place.unit_ids["A-1"])})
        return next(each.ticket_id for each in tickets.page(work, about).rows if each.ticket_id != attempt.scene.own.ticket_id)


# Use cases whose arguments mean something else than their names say elsewhere.
SPECIAL: Final[Mapping[str, Mapping[str, Build]]] = {
    "accounts.find": {"code": lambda t: t.of.account_code},
    "activity.changes": {"entries": lambda t: loaded(t, lambda work: activity.page(work, ListQuery(size=5)).rows)},
    "areas.add": {"code": lambda _: "N-1", "parent_id": lambda _: None},
    "areas.change": {"changes": lambda _: {"name": "Ward A, new"}},
    "areas.find": {"code": lambda t: t.of.area_code},
    "areas.move": {"parent_id": lambda t: t.scene.place.here.division},
    "areas.moving": {"parent_id": lambda t: t.scene.place.here.division},
    "attachments.add": {"noun": lambda _: "ticket"},
    "attachments.check_may_add": {"noun": lambda _: "ticket"},
    "attachments.counts": {"noun": lambda _: "ticket"},
    "attachments.list_of": {"noun": lambda _: "ticket"},
    "attachments.may_add": {"noun": lambda _: "ticket"},
    "audit.history_of": {"ref": lambda t: f"ticket {t.of.ticket_no}"},
    "bulk_changes.look": {"noun": lambda _: "units"},
    "bulk_changes.preview": {"noun": lambda _: "units"},
    "bulk_changes.rows": {"query": lambda t: ListQuery(filters={"change": str(t.of.change_id)})},
    "cash.of_payment": {"payment_id": lambda t: t.of.collected_id},
    "cash.in_hand": {"agent_id": lambda t: t.of.agent_id},
    "drafts.of_forms": {"forms": lambda _: ["ticket.open"]},
    "drafts.save": {"typed": lambda _: {"Description": "Half a"}},
    "imports.allowed": {"name": lambda _: "accounts"},
    "imports.remap": {"fields": lambda _: {"code": "Name"}, "seen": lambda _: {}},
    "notices.follow": {"noun": lambda _: "unit"},
    "notices.followed": {"noun": lambda _: "unit"},
    "notices.follows": {"noun": lambda _: "unit"},
    "notices.unfollow": {"noun": lambda _: "unit"},
    "notices.unread": {"staff_id": lambda t: t.actor.staff_id},
    "retention.set_days": {"kind": lambda _: "sessions"},
    "service_levels.add_holiday": {"holiday_on": lambda _: HOLIDAY + timedelta(days=1)},
    "service_levels.remove_holiday": {"holiday_on": lambda _: HOLIDAY},
    "service_levels.replace_all": {"days": lambda _: {"monday": NewDay("09:00-17:00")}},
    "service_levels.set_hours": {"days": lambda _: {"monday": NewDay("09:00-17:00")}},
    "sign_in.require_second_factor": {"roles": lambda _: [Role.BILLING]},
    "staff.end_assignment": {"assignment_id": lambda _: 1},
    "staff.change": {"phone": lambda _: None},
    "staff.join": {"username": lambda t: t.scene.place.second.username},
    "staff.who_may": {"area_id": lambda t: t.of.area_id},
    "survey_units.change": {"changes": lambda _: {"settlement": "urban"}},
    "survey_units.merge": {"into_id": lambda t: t.scene.own.kept_id},
    "survey_units.merging": {"into_id": lambda t: t.scene.own.kept_id},
    "survey_units.survivor_of": {"unit_id": lambda t: t.of.merged_id},
    "tags.known": {"noun": lambda _: "units"},
    "tariffs.add_tariff": {"code": lambda _: "new"},
    "tariffs.add_version": {"area_id": lambda _: None, "definition": lambda _: definition()},
    "tickets.fill": {"code": lambda _: "received"},
    "tickets.link": {"related_id": related},
    "tickets.numbered": {"typed": lambda t: t.of.ticket_no},
    "tickets.merge": {"into_id": related},
    "tickets.unlink": {"related_id": related},
    "visits.miss": {"reason": lambda _: "no_time"},
    "visits.agents": {"area_ids": lambda t: [t.of.area_id]},
    "visits.chosen": {"unit_ids": lambda t: [t.of.unit_id]},
}


class CannotBuild(Exception):
    """Nothing here says what an argument of a use case is to be."""


def arguments(case: UseCase, attempt: Try) -> dict[str, Any]:
    """What a use case is called with: what SPECIAL says of it, else by the name of a record, by type, by name."""
    special = SPECIAL.get(case.name, {})
    found: dict[str, Any] = {}
    for each in case.parameters:
        record = ALIASES.get(each.name, each.name)
        if each.name in special:
            found[each.name] = special[each.name](attempt)
        elif record in RECORDS:
            named = getattr(attempt.of, record)
            found[each.name] = (named,) if each.name.endswith("_ids") else named
        elif each.default is each.empty:
            found[each.name] = _value(case, each, attempt)
    return found


def _value(case: UseCase, each: Parameter, attempt: Try) -> Any:
    inner = get_args(each.annotation)
    if inner and get_origin(each.annotation) in MANY and inner[0] in COMMANDS:
        return [COMMANDS[inner[0]](attempt)]
    kinds = inner if get_origin(each.annotation) is UnionType else (each.annotation,)
    wanted = next((kind for kind in kinds if kind in COMMANDS), None)
    if wanted is not None:
        return COMMANDS[wanted](attempt)
    if each.name in NAMED:
        return NAMED[each.name]
    raise CannotBuild(f"{case.name}: no row says what its {each.name} ({each.annotation}) is to be.")


def loaded(attempt: Try, load: Callable[[Work], Any]) -> Any:
    """A record as the office has it in hand."""
    with begin(attempt.scene.place.here.admin) as work:
        return load(work)


@cache
def photo() -> attachments.Contents:
    """A photo that nobody attached yet."""
    return attachments.look_at(BytesIO(pictures.jpeg(40, 30, seed=7)), "bin.jpg", "Asia/Karachi")


@cache
def definition() -> Mapping[str, Any]:
    """The prices of a shipped tariff."""
    stored = (town.ASSETS / "punjab_sanitation.json").read_text(encoding="utf-8")
    return json.loads(stored)["definition"]
