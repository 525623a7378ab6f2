"""SQL of survey units."""

from collections.abc import Iterable, Sequence

from services.staging import stage
from services.work import Work

CREATE_STAGED = """
CREATE TEMPORARY TABLE staged_units (code text, account_code text, address text, settlement text,
    category text, size_marla numeric, commercial_size text, latitude double precision, longitude double precision,
    status text, surveyed_on date) ON COMMIT DROP
"""

COPY_STAGED = """
COPY staged_units (code, account_code, address, settlement, category, size_marla, commercial_size, latitude, longitude,
    status, surveyed_on) FROM STDIN
"""

# A unit lies where its account does; the account was opened for it.
ADD_STAGED = """
INSERT INTO survey_units (org_id, code, account_id, area_id, address, settlement, category, size_marla,
    commercial_size, latitude, longitude, status, surveyed_on)
SELECT %(org_id)s, s.code, c.account_id, c.area_id, s.address, s.settlement, s.category, s.size_marla,
    s.commercial_size, s.latitude, s.longitude, s.status, s.surveyed_on
FROM staged_units s JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account_code
ORDER BY c.account_id
"""


def add_staged(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert units, each naming its account by code; returns how many."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    added = work.execute(ADD_STAGED).rowcount
    work.execute("DROP TABLE staged_units")
    return added
