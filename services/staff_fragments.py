"""Fragments of SQL about colleagues that their list and the search share; staff is `s`, people are `p`.

`typed` is what was typed; `own_staff_id`, `own_area_ids` and `reached_on` are the reader, their areas and their today.
"""

from typing import Final

NAMED: Final = """(p.username = lower(%(typed)s) OR NOT EXISTS (
        SELECT FROM string_to_table(plain_words(%(typed)s), ' ') AS part (word)
        WHERE strpos(plain_words(p.full_name || ' ' || p.username), part.word) = 0))"""
REACHED: Final = """(s.staff_id = %(own_staff_id)s OR EXISTS (SELECT FROM staff_assignments g
        WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.area_id = ANY (%(own_area_ids)s::bigint[])
            AND (g.ends_on IS NULL OR g.ends_on >= %(reached_on)s)))"""
