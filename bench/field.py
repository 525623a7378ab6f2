"""People of the field and of the office around it, with work to do today: what live sessions look at beside bills."""

from dataclasses import dataclass
from uuid import uuid4

from bench.world import PASSWORD, UNITS_A_WARD, Town
from services import staff, survey_units, tickets, visits
from services.permissions import Role
from services.staff import NewStaff
from services.tickets import NewTicket
from services.visits import NewPlan
from services.work import begin

AGENTS = 10
STOPS = 15
TICKETS = 200


@dataclass(frozen=True)
class Looker:
    """Somebody who signs in, and the addresses that they go between."""

    username: str
    addresses: list[str]


def field_work(made: Town) -> list[Looker]:
    """Ten agents with fifteen stops each, two hundred tickets, and those who hand them out; through the front doors."""
    base = made.org_id * 100_000_000
    agents: list[Looker] = []
    with begin(made.admin) as work:
        for number in range(AGENTS):
            first = base + number * UNITS_A_WARD
            ward = survey_units.get(work, first).area_id
            name = f"agent{number}.{made.org_id}"
            new = NewStaff(name, f"Agent {number}", Role.FIELD_AGENT, PASSWORD, (ward,), must_change_password=False)
            agent_id = staff.add(work, new)
            stops = tuple(range(first, first + STOPS))
            planned = visits.plan(work, NewPlan(stops, agent_id, work.today, uuid4(), "by_hand", "Hand over the bill"))
            agents.append(Looker(name, ["/today?", "/today?", f"/visit?visit={planned.visit_ids[0]}", f"/unit?unit={first}",
                                        "/tickets?", "/notices?"]))  # fmt: skip
        kinds, opened = tickets.types(work), list[int]()
        for number in range(TICKETS):
            kind = kinds[number % len(kinds)].code
            unit = base + number % (AGENTS * UNITS_A_WARD)
            ticket = NewTicket(f"Complaint {number}", "As told on the phone", kind, "normal", "phone", uuid4(), unit_id=unit)
            opened.append(tickets.open_one(work, ticket).ticket_id)
        office = {Role.SUPPORT: ["/tickets?", "/tickets?status=new", f"/ticket?ticket={opened[0]}", f"/unit?unit={base}",
                                 "/search?q=Bhatti", "/notices?", "/?"],
                  Role.OPERATIONS: ["/visits?", "/visits?status=planned", "/tickets?status=new", f"/ticket?ticket={opened[1]}",
                                    "/staff?", "/areas?", "/?"]}  # fmt: skip
        desks: list[Looker] = []
        for role, addresses in office.items():
            name = f"{role.value}.{made.org_id}"
            staff.add(work, NewStaff(name, role.value.title(), role, PASSWORD, must_change_password=False))
            desks.append(Looker(name, addresses))
    return [*agents, *desks]
