"""The import of areas: which fields a file may have, and the statements that lay the tree out."""

from typing import Final

from services import areas
from services.imports import areas_repository as sql
from services.imports import judging
from services.imports.definition import Noun, Statements
from services.imports.fields import Field, choice
from services.imports.models import ImportNoun
from services.permissions import Permission
from services.tabular import as_code, as_integer, as_latitude, as_longitude, as_text
from services.work import Work

KINDS: Final = {
    "province": (), "division": ("div",), "district": ("dist",), "tehsil": ("tahsil", "taluka"), "city": ("town",),
    "municipal_committee": ("mc", "municipality"), "union_council": ("uc",), "zone": (), "ward": (),
    "mohalla": ("muhalla", "neighbourhood"), "village": ("chak", "mauza"),
}  # fmt: skip

FIELDS: Final = (
    Field("code", "Area code", as_code(60), "OKR-A", is_needed=True,
          synonyms=("code", "area", "area id", "ward code", "uc code"), hint="Each area has its own; it may come once."),
    Field("name", "Name", as_text(areas.LONGEST_NAME), "Ward A", synonyms=("area name", "title", "ward name", "uc name")),
    Field("kind", "Kind", choice(KINDS), "ward", choices=tuple(KINDS), synonyms=("level", "type", "area type", "area kind")),
    Field("parent", "Parent code", as_code(60), "OKR",
          synonyms=("parent", "parent area", "lies in", "belongs to", "upper area", "part of"),
          hint="The code of the area that it lies in; empty for the top of a tree. Rows may come in any order."),
    Field("latitude", "Latitude", as_latitude(), "30.8081", synonyms=("lat", "gps lat", "y")),
    Field("longitude", "Longitude", as_longitude(), "73.4458", synonyms=("long", "lng", "lon", "gps long", "x")),
    Field("census_households", "Households", as_integer(), "1200", synonyms=("census households", "household count", "houses"),
          hint="As counted by the census."),
)  # fmt: skip


def by_the_rules(work: Work) -> None:
    """Reject what no area may be like; what lies below a row that is not taken waits for it."""
    judging.reject(work, FIELDS, (
        (alike.row_nos, areas.faults(alike.name, alike.kind, alike.parent_kind)) for alike in sql.alike(work)
    ))  # fmt: skip
    sql.park_orphans(work)


AREAS: Final = Noun(
    name=ImportNoun.AREAS,
    one="area",
    many="areas",
    permission=Permission.AREA_WRITE,
    fields=FIELDS,
    statements=Statements(
        sql.CREATE, sql.COPY, sql.RELOAD, (areas.LOCK_TREE, sql.JUDGE), sql.ADDING, sql.CHANGING, sql.BUILT, sql.UNDO
    ),
    is_everywhere=True,
    rules=by_the_rules,
    wakes=frozenset({ImportNoun.AREAS, ImportNoun.STAFF}),
)
