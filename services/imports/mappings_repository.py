"""SQL of the mappings that are remembered for files of one shape."""

import json
from collections.abc import Mapping, Sequence

from services.imports.models import KeptMapping, SourceColumn
from services.work import Work

REMEMBER = """
INSERT INTO import_mappings (org_id, noun, shape_key, mapping, file_name, updated_by, updated_at)
VALUES (%(org_id)s, %(noun)s, %(shape_key)s, %(mapping)s::jsonb, %(file_name)s, %(staff_id)s, %(now)s)
ON CONFLICT (org_id, noun, shape_key) DO UPDATE SET mapping = excluded.mapping, file_name = excluded.file_name,
    updated_by = excluded.updated_by, updated_at = excluded.updated_at
"""

REMEMBERED = """
SELECT m.mapping FROM import_mappings m
WHERE m.org_id = %(org_id)s AND m.noun = %(noun)s AND m.shape_key = %(shape_key)s
"""

MAPPINGS = """
SELECT m.noun, m.shape_key, m.mapping, m.file_name, p.full_name AS updater_name, m.updated_at
FROM import_mappings m
JOIN staff s ON s.org_id = m.org_id AND s.staff_id = m.updated_by
JOIN people p ON p.person_id = s.person_id
WHERE m.org_id = %(org_id)s AND m.noun = ANY (%(nouns)s) ORDER BY m.updated_at DESC LIMIT 200
"""

FORGET_MAPPING = """
DELETE FROM import_mappings WHERE org_id = %(org_id)s AND noun = %(noun)s AND shape_key = %(shape_key)s
"""

# What the columns of files of the shape are headed, as its latest file says.
COLUMNS = """
SELECT i.columns FROM imports i
WHERE i.org_id = %(org_id)s AND i.noun = %(noun)s AND i.shape_key = %(shape_key)s ORDER BY i.import_id DESC LIMIT 1
"""


def remember(work: Work, noun: str, shape_key: str, mapping: Mapping[str, str], file_name: str) -> None:
    """Keep how files of a shape are read."""
    work.execute(
        REMEMBER, noun=noun, shape_key=shape_key, mapping=json.dumps(dict(mapping)), file_name=file_name,
        staff_id=work.actor.staff_id,
    )  # fmt: skip


def remembered(work: Work, noun: str, shape_key: str) -> dict[str, str] | None:
    """How files of a shape were read before: field to heading."""
    return work.scalar(REMEMBERED, noun=noun, shape_key=shape_key)


def mappings(work: Work, nouns: Sequence[str]) -> list[KeptMapping]:
    """All that is remembered, the newest first."""
    return work.all(KeptMapping, MAPPINGS, nouns=list(nouns))


def forget_mapping(work: Work, noun: str, shape_key: str) -> bool:
    """Forget one; False when there is none."""
    return work.execute(FORGET_MAPPING, noun=noun, shape_key=shape_key).rowcount > 0


def columns(work: Work, noun: str, shape_key: str) -> list[SourceColumn]:
    """The columns of the latest file of a shape."""
    return work.scalar(COLUMNS, noun=noun, shape_key=shape_key) or []
