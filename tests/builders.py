"""Small worlds for tests, built through the same front doors that the product uses."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from services import accounts, areas, organizations, staff, survey_units
from services.permissions import Permission, Role
from services.staff import NewStaff
from services.work import Actor, begin

PASSWORD = "correct-horse-9-battery"
NOON = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)

_numbers = count(1)


@dataclass(frozen=True)
class World:
    """An organization with a head administrator and a small tree: division > district > wards A and B."""

    org_id: int
    code: str
    admin: Actor
    division: int
    district: int
    ward_a: int
    ward_b: int


def world(code: str | None = None, currency: str = "PKR") -> World:
    """Set up a fresh organization; every call makes another one."""
    number = next(_numbers)
    name = code or f"test-{number}"
    organization = organizations.create(name, f"Test {number}", currency)
    staff.create_admin(name, f"admin.{name}", f"Admin {number}")
    (admin,) = staff.actors_with(organization.org_id, Permission.STAFF_WRITE, "screen")
    with begin(admin) as work:
        ids = areas.add_many(
            work,
            [
                areas.NewArea(None, "division", "SHW", "Sahiwal"),
                areas.NewArea(0, "district", "OKR", "Okara"),
                areas.NewArea(1, "ward", "OKR-A", "Ward A"),
                areas.NewArea(1, "ward", "OKR-B", "Ward B"),
            ],
        )
    return World(organization.org_id, name, admin, *ids)


def person(here: World, role: Role, area_ids: tuple[int, ...] = (), account_id: int | None = None) -> Actor:
    """Add a person with the role, who signs in with PASSWORD, and return them as an actor."""
    number = next(_numbers)
    username = f"{role.value.replace('_', '.')}.{number}"
    new = NewStaff(username, f"{role.value} {number}", role, PASSWORD, area_ids, account_id, must_change_password=False)
    with begin(here.admin) as work:
        staff_id = staff.add(work, new)
    return replace(staff.actor_for(here.org_id, staff_id), origin="screen")


def account(here: World, code: str, area_id: int | None = None, holder_name: str = "Demo Holder") -> int:
    """Open an account, in ward A unless said otherwise, and return its id."""
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount(code, holder_name, None, area_id or here.ward_a)])
        return accounts.find(work, code).account_id


def unit(here: World, code: str, account_code: str, marla: str = "5", category: str = "residential") -> int:
    """Add an urban premises to an account and return its id."""
    size = Decimal(marla) if category == "residential" else None
    shop = None if category == "residential" else "small"
    new = survey_units.NewUnit(
        code, account_code, "House 1", "urban", category, size, shop, 30.8, 73.4, "listed", date(2026, 1, 5)
    )
    with begin(here.admin) as work:
        survey_units.add_many(work, [new])
        return survey_units.of_account(work, accounts.find(work, account_code).account_id)[-1].unit_id
