"""SQL of readings that look wrong among many."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.work import Work

# Nearly all are told apart here; the rule itself, which is said once for every reading, has the last word on the few.
UNUSUAL: Final = """
SELECT r.reading_id, m.meter_no, m.unit_of_measure, r.account_id, r.area_id, a.name AS area_name, r.quantity,
    e.quantities AS earlier
FROM readings r
JOIN meters m ON m.org_id = r.org_id AND m.meter_id = r.meter_id
JOIN areas a ON a.org_id = r.org_id AND a.area_id = r.area_id
CROSS JOIN LATERAL (SELECT array_agg(n.quantity) AS quantities, avg(n.quantity) + 1.99 * stddev_pop(n.quantity) AS most
    FROM (SELECT x.quantity FROM readings x WHERE x.org_id = r.org_id AND x.meter_id = r.meter_id AND x.period < r.period
        AND x.source = 'actual' AND x.status IN ('valid', 'accepted') ORDER BY x.period DESC, x.reading_id DESC LIMIT 36) n
    HAVING count(*) >= %(fewest)s) e
WHERE r.org_id = %(org_id)s AND r.reading_id = ANY (%(reading_ids)s::bigint[]) AND r.status = 'valid' AND r.quantity > e.most
ORDER BY r.reading_id
"""
MARK_SUSPECT: Final = """
UPDATE readings r SET status = 'suspect', suspicion = d.suspicion
FROM unnest(%(reading_ids)s::bigint[], %(suspicions)s::text[]) AS d (reading_id, suspicion)
WHERE r.org_id = %(org_id)s AND r.reading_id = d.reading_id
"""


@dataclass(frozen=True, slots=True)
class Unusual:
    """A reading that is far above the earlier ones of its meter, the newest first."""

    reading_id: int
    meter_no: str
    unit_of_measure: str
    account_id: int
    area_id: int
    area_name: str
    quantity: Decimal
    earlier: Sequence[Decimal]


def unusual(work: Work, reading_ids: Sequence[int], fewest: int) -> list[Unusual]:
    """Those of these that may be too much, measured at `fewest` or more earlier ones."""
    return work.all(Unusual, UNUSUAL, reading_ids=list(reading_ids), fewest=fewest)


def mark_suspect(work: Work, reading_ids: Sequence[int], suspicions: Sequence[str]) -> None:
    """They wait for a decision, each with why."""
    work.execute(MARK_SUSPECT, reading_ids=list(reading_ids), suspicions=list(suspicions))
