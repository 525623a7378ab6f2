"""Two billed organizations and everybody in the first, for tests of who sees and does what."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from services import areas, ledger, metering, service_levels
from services.areas import NewArea
from services.bill_runs import Basis, NewCycle, add_cycle
from services.metering import NewMeter, NewReading, NewService, RecordReading
from services.permissions import GRANTS, Permission, Role
from services.work import Actor, begin
from tests import builders, gone, records, town
from tests.gone import Gone
from tests.records import Records, attachment_of, entry_of, export_of, file_of, merged_of, notice_of, ticket_of
from tests.register_records import request_of
from tests.town import Town

CODES = ("A-1", "B-1")
HOLIDAY = date(2026, 12, 25)
ONLY_THERE = {
    "account_code": "ONLY-THERE", "meter_no": "M-ONLY-THERE", "cycle_code": "only-there", "area_code": "ONLY-THERE",
    # Tickets are numbered in each organization from one on, so that one number names a ticket in both.
    "ticket_no": records.made_up().ticket_no,
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """In the first organization A-1 lies in the agent's area and belongs to the consumer, B-1 does neither."""

    place: Town
    today: date
    people: dict[Role, Actor]
    own: Records
    # What only its maker may see: each person's own.
    files: dict[Role, int]
    exports: dict[Role, int]
    notices: dict[Role, int]
    attachments: dict[Role, int]
    requests: dict[Role, int]
    entries: dict[Role, int]
    other_area: Records
    elsewhere: Records
    made_up: Records
    # What was taken away from the area of A-1, from that of B-1, and in the other organization.
    gone: Gone
    gone_far: Gone
    gone_elsewhere: Gone

    def own_of(self, role: Role) -> Records:
        """One record of each kind within the reach of a role, its own where only the maker sees it."""
        return replace(
            self.own,
            file_id=self.files[role],
            export_id=self.exports[role],
            notice_id=self.notices[role],
            attachment_id=self.attachments[role],
            audit_id=self.entries[role],
            # One decides about what others proposed, and sees else what one proposed oneself.
            request_id=self.own.request_id if Permission.CHANGE_REQUEST_DECIDE in GRANTS[role] else self.requests[role],
        )

    def limited(self, role: Role) -> Actor:
        """The person of a role as somebody who sees the area of A-1 alone; a consumer sees the own account anyway."""
        person = self.people[role]
        return person if role is Role.CONSUMER else replace(person, area_ids=(self.place.here.ward_a,))


def stand() -> Scene:
    """Build it in an empty database."""
    place, elsewhere = town.town(), town.town()
    # The second organization bills another month, so that its bill numbers are not those of the first.
    town.bill(place)
    town.bill(elsewhere, town.NEXT)
    for each in (place, elsewhere):
        town.pay(each, "A-1", "50")
        town.pay(each, "B-1", "60")
        town.pay(each, "A-2", "500")
        _read_and_owed(each)
    _only_there(elsewhere)
    people = _people(place)
    with begin(place.here.admin) as work:
        service_levels.add_holiday(work, HOLIDAY, "Quaid-e-Azam Day")
        today = work.today
    merged = [merged_of(place, "A-1"), merged_of(place, "B-1"), merged_of(elsewhere, "A-1")]
    # While a run is calculated no area is merged, so that what is gone comes before the records.
    head, wards = people[Role.HEAD_ADMINISTRATOR], (place.here.ward_a, place.here.ward_b)
    here = [gone.taken_away(place, area_id, head) for area_id in wards]
    there = gone.taken_away(elsewhere, elsewhere.here.ward_a, elsewhere.here.admin)
    own = records.records(place, "A-1", "sanitation", merged[0], people[Role.FIELD_AGENT])
    far_agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_b,))
    other = records.records(place, "B-1", "sanitation", merged[1], far_agent)
    return Scene(
        place=place,
        today=today,
        people=people,
        own=own,
        # Made with the rights to one area, so that those who see that area alone read them as well.
        files={role: file_of(replace(person, area_ids=(place.here.ward_a,))) for role, person in people.items()},
        exports={role: export_of(person) for role, person in people.items()},
        notices={role: notice_of(person) for role, person in people.items()},
        attachments={role: attachment_of(person, ticket_of(place, "A-1")) for role, person in people.items()},
        requests={role: request_of(place, "A-1", person) for role, person in people.items()},
        entries={role: entry_of(person) for role, person in people.items()},
        other_area=other,
        elsewhere=replace(records.records(elsewhere, "A-1", "only-there", merged[2]), **ONLY_THERE),
        made_up=records.made_up(),
        gone=here[0],
        gone_far=here[1],
        gone_elsewhere=there,
    )


def _people(place: Town) -> dict[Role, Actor]:
    people = {Role.BILLING: place.clerk, Role.MANAGER: place.second}
    for role in Role:
        if role not in people:
            area_ids = (place.here.ward_a,) if role is Role.FIELD_AGENT else ()
            own = place.account_ids["A-1"] if role is Role.CONSUMER else None
            people[role] = builders.person(place.here, role, area_ids, own)
    return people


def _read_and_owed(place: Town) -> None:
    """What A-1 and B-1 owe from before, and a reading of each that looks wrong."""
    months = [date(2026, number, 1) for number in range(2, 8)]
    usual = [NewReading(f"M-{code}", day, day, Decimal(7), "RESIDENTIAL_SINGLE") for code in CODES for day in months]
    with begin(place.here.admin) as work:
        metering.add_readings(work, usual)
        for code in CODES:
            ledger.post_opening(work, code, Decimal(10), date(2026, 1, 1))
            metering.record(work, RecordReading(f"M-{code}", Decimal(900), date(2026, 9, 15), uuid4()))


def _only_there(elsewhere: Town) -> None:
    """What the second organization has under codes that the first does not know."""
    tariff_id, _ = town.add_tariff(elsewhere.here, "electricity_slabs", "only-there", "electricity")
    builders.account(elsewhere.here, "ONLY-THERE")
    with begin(elsewhere.here.admin) as work:
        areas.add_many(work, [NewArea(None, "division", "ONLY-THERE", "Only there")])
        metering.add_services(work, [NewService("ONLY-THERE", None, "electricity", tariff_id, date(2026, 1, 1))])
        metering.add_meters(work, [NewMeter("ONLY-THERE", "M-ONLY-THERE", None, "CCF")])
        add_cycle(work, NewCycle("only-there", "Only there", "waste", Basis.FLAT, "monthly", 15))
