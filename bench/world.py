"""A large organization made in seconds: accounts, units and services by generate_series, the rest by the front doors."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from database.connection import DatabaseRole, transaction
from services import areas, bill_runs, organizations, staff, tariffs
from services.demo import names
from services.permissions import Permission, Role
from services.work import Actor, begin

NOW = datetime(2026, 9, 20, 7, 0, tzinfo=UTC)
PERIOD = date(2026, 9, 1)
UNITS_A_WARD = 250
PASSWORD = "only-for-the-bench-42"  # noqa: S105 its database is dropped at the end

ONSETS = ("b", "ch", "d", "g", "j", "k", "kh", "l", "m", "n", "p", "r", "s", "sh", "t", "tr", "w", "y", "z", "zh")
SYLLABLES = [onset + rest for onset in ONSETS for rest in ("ar", "il")]

_numbers = count(1)

# Names as people have them: the first of the arrays far more often, a tenth of the Muhammads spelt in another way, and
# one in seven with a kin name of three syllables that few others have.
ADD_ACCOUNTS = """
INSERT INTO accounts (org_id, account_id, code, holder_name, phone, cnic, area_id, created_at)
SELECT %(org_id)s, %(base)s + n, 'B-' || lpad(n::text, 7, '0'),
    CASE WHEN given <> 'Muhammad' OR n %% 10 > 0 THEN given
        ELSE (ARRAY['Mohammad', 'Muhammed', 'Mohd.', 'M.', 'Mohammed'])[1 + n / 10 %% 5] END
    || CASE WHEN n %% 3 > 0 THEN ' ' || middle ELSE '' END || ' '
    || CASE WHEN n %% 7 = 0 THEN initcap((%(syllables)s::text[])[1 + n / 7 %% 40] || (%(syllables)s::text[])[1 + n / 280 %% 40]
        || (%(syllables)s::text[])[1 + n / 11200 %% 40]) ELSE (%(kin)s::text[])[1 + n %% cardinality(%(kin)s::text[])] END,
    '923' || lpad((n::bigint * 7919 %% 1000000000)::text, 9, '0'),
    CASE WHEN n %% 5 > 0 THEN lpad((n::bigint * 104729 %% 10000000000000)::text, 13, '3') END,
    (%(wards)s::bigint[])[1 + n / %(a_ward)s], %(now)s
FROM generate_series(0, %(size)s - 1) AS n,
    LATERAL (SELECT
        (%(given)s::text[])[1 + floor(power(n::bigint * 7919 %% 10007 / 10007.0::float8, 1.7) * %(choices)s)::int],
        (%(given)s::text[])[1 + floor(power(n::bigint * 104729 %% 10009 / 10009.0::float8, 1.7) * %(choices)s)::int]
    ) AS picked (given, middle)
"""

ADD_UNITS = """
INSERT INTO survey_units (org_id, unit_id, code, account_id, area_id, address, settlement, category, size_marla,
    commercial_size, status, surveyed_on)
SELECT %(org_id)s, %(base)s + n, 'U-' || lpad(n::text, 7, '0'), %(base)s + n,
    (%(wards)s::bigint[])[1 + n / %(a_ward)s], 'House ' || n,
    CASE WHEN n %% 3 = 0 THEN 'rural' ELSE 'urban' END,
    CASE WHEN n %% 12 = 0 THEN 'commercial' ELSE 'residential' END,
    CASE WHEN n %% 12 = 0 THEN NULL ELSE 1 + (n::bigint * 7919 %% 400) / 10.0 END,
    CASE WHEN n %% 12 = 0 THEN (ARRAY['small', 'medium', 'large'])[1 + n / 12 %% 3] END, 'listed', '2026-01-05'
FROM generate_series(0, %(size)s - 1) AS n
"""

ADD_SERVICES = """
INSERT INTO services (org_id, service_id, account_id, unit_id, kind, tariff_id, starts_on)
SELECT %(org_id)s, %(base)s + n, %(base)s + n, %(base)s + n, 'waste', %(tariff_id)s, '2026-01-05'
FROM generate_series(0, %(size)s - 1) AS n
"""

ANALYZE = "ANALYZE areas, accounts, survey_units, services, account_balances, name_words"


@dataclass(frozen=True)
class Town:
    """An organization with so many sanitation accounts; `maker` creates runs, `checker` approves and issues."""

    org_id: int
    size: int
    admin: Actor
    maker: Actor
    checker: Actor


def town(size: int) -> Town:
    """Make an organization with `size` units in wards of 250, one account and one waste service each."""
    number = next(_numbers)
    code = f"bench-{number}"
    org_id = organizations.create(code, f"Bench {number}", "PKR").org_id
    staff.create_admin(code, f"admin.{number}", "Bench Admin")
    (admin,) = staff.actors_with(org_id, Permission.STAFF_WRITE)
    with begin(admin, NOW) as work:
        maker, checker = (
            staff.add(work, staff.NewStaff(f"{name}.{number}", name.title(), role, PASSWORD, must_change_password=False))
            for name, role in (("maker", Role.BILLING), ("checker", Role.MANAGER))
        )
        new = [areas.NewArea(None, "district", "D", "District")]
        new += [areas.NewArea(0, "ward", f"W{n}", f"Ward {n}") for n in range(-(-size // UNITS_A_WARD))]
        wards = areas.add_many(work, new)[1:]
        shipped = tariffs.load("punjab_sanitation")
        tariff_id = tariffs.add_tariff(work, "sanitation", shipped.name, "waste")
        definition = tariffs.to_json(shipped.definition)
        tariffs.add_version(work, "sanitation", date(2026, 1, 1), None, definition, shipped.source)
        cycle = bill_runs.NewCycle("monthly", "Sanitation monthly", "waste", bill_runs.Basis.FLAT, "monthly", 20)
        bill_runs.add_cycle(work, cycle)
    # Ids far apart for each organization, so that no sequence has to be moved.
    given = {"org_id": org_id, "base": number * 100_000_000, "wards": wards, "a_ward": UNITS_A_WARD, "size": size}
    people = [*names.MEN, *names.WOMEN]
    named = {"given": people, "choices": len(people), "kin": list(names.SECOND), "syllables": SYLLABLES}
    with transaction(DatabaseRole.OWNER) as connection:
        connection.execute(ADD_ACCOUNTS, given | named | {"now": NOW})
        connection.execute(ADD_UNITS, given)
        connection.execute(ADD_SERVICES, given | {"tariff_id": tariff_id})
        connection.execute(ANALYZE)
    return Town(org_id, size, admin, staff.actor_for(org_id, maker), staff.actor_for(org_id, checker))
