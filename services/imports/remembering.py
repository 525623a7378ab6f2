"""Mappings that are remembered for files of one shape: looked at, changed and forgotten."""

from collections.abc import Mapping

from services import audit
from services.imports import mappings_repository, rules, service
from services.imports.models import KeptMapping, SourceColumn
from services.paging import ListQuery, Page, page_of_all
from services.work import Work
from utils.errors import Conflict, Invalid, not_found


def mappings(work: Work) -> list[KeptMapping]:
    """The mappings that are remembered, the last used first; at most 200."""
    return mappings_repository.mappings(work, [noun.name.value for noun in service.nouns(work)])


def mappings_page(work: Work, query: ListQuery) -> Page[KeptMapping]:
    """One page of the mappings, the last used first; searches file and headings; filter: noun. Raises Invalid."""
    noun, sought = query.filters.get("noun") or None, query.search.strip().casefold()
    found = [
        each
        for each in mappings(work)
        if noun in (None, each.noun)
        and any(sought in text.casefold() for text in (each.file_name, each.updater_name, *each.mapping.values()))
    ]
    return page_of_all(found, query, lambda each: ("", -int(each.updated_at.timestamp() * 1_000_000)))


def mapping(work: Work, noun_name: str, shape_key: str) -> KeptMapping:
    """One of them. Raises NotFound."""
    noun = service.allowed(work, noun_name)
    found = (each for each in mappings(work) if (each.noun, each.shape_key) == (noun.name, shape_key))
    return next(found, None) or not_found("mapping", shape_key)


def headings(work: Work, kept: KeptMapping) -> list[str]:
    """How the columns of its files are headed. Raises Forbidden."""
    service.allowed(work, kept.noun)
    columns = mappings_repository.columns(work, kept.noun, kept.shape_key)
    return list(dict.fromkeys([column["name"] for column in columns] + list(kept.mapping.values())))


def remap(work: Work, noun_name: str, shape_key: str, fields: Mapping[str, str], seen: Mapping[str, str]) -> None:
    """Read the next files of the shape otherwise: field to heading. `seen` is the mapping that the person looked at.

    Raises NotFound, Conflict where somebody changed it meanwhile, Invalid by field.
    """
    noun = service.allowed(work, noun_name)
    kept = mapping(work, noun_name, shape_key)
    if dict(seen) != kept.mapping:
        raise Conflict(f"{kept.updater_name} has changed this mapping after you opened it; look at it again.")
    columns = [SourceColumn(key=heading, name=heading, samples=[]) for heading in headings(work, kept)]
    wanted = rules.check_mapping(noun, columns, fields)
    if wanted == kept.mapping:
        raise Invalid({"mapping": "Nothing is different; choose another column first."})
    mappings_repository.remember(work, noun.name, shape_key, wanted, kept.file_name)
    audit.record(work, "mapping.changed", _ref(kept), before=kept.mapping, after=wanted)


def forget_mapping(work: Work, noun_name: str, shape_key: str) -> None:
    """Forget a mapping: the next file of its shape is guessed anew. Raises NotFound."""
    kept = mapping(work, noun_name, shape_key)
    mappings_repository.forget_mapping(work, kept.noun, shape_key)
    audit.record(work, "mapping.forgotten", _ref(kept), before=kept.mapping)


def _ref(kept: KeptMapping) -> str:
    return f"mapping {kept.noun} {kept.shape_key}"
