"""Keeping tariffs and their dated editions, finding the one in force, and trying one out."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from services import audit
from services.permissions import Permission
from services.tariffs import repository
from services.tariffs.chooser import VersionChooser
from services.tariffs.definition import parse
from services.tariffs.prices import PriceResult, PricingInput
from services.tariffs.pricing import Pricer
from services.tariffs.repository import Tariff, TariffVersion
from services.tariffs.rules import check
from services.work import Work
from utils import month
from utils.errors import Conflict, Invalid, not_found

SERVICE_KINDS: Final = ("waste", "water", "electricity", "gas", "storage")
LONGEST_NAME: Final = 120
LONGEST_SOURCE: Final = 500


def add_tariff(work: Work, code: str, name: str, service_kind: str) -> int:
    """Open a tariff, which prices nothing until it has a version; returns its id. Raises Invalid, Conflict, Forbidden."""
    work.require_everywhere(Permission.TARIFF_WRITE)
    wrong: dict[str, str] = {}
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", code):
        wrong["code"] = "A code is 2 to 40 small letters, digits and hyphens, and begins with a letter."
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        wrong["name"] = f"A name has 1 to {LONGEST_NAME} characters."
    if service_kind not in SERVICE_KINDS:
        wrong["service_kind"] = f"A service is one of {', '.join(SERVICE_KINDS)}."
    if wrong:
        raise Invalid(wrong)
    tariff_id = repository.add(work, code, name.strip(), service_kind)
    if tariff_id is None:
        raise Conflict(f"There is a tariff {code} already; add a version to it.")
    audit.record(work, "tariff.added", f"tariff {code}", after={"name": name.strip(), "service_kind": service_kind})
    return tariff_id


def add_version(
    work: Work,
    tariff_code: str,
    effective_from: date,
    area_id: int | None,
    definition: Mapping[str, object],
    source: str,
) -> int:
    """Add a dated edition for everywhere (None) or one area and all below it; returns its id.

    `definition` is the JSON that `definition.parse` reads. Raises Invalid with the reason a field (a gap, an overlap,
    a negative width, another currency), NotFound, Conflict (that day and area has one), Forbidden.
    """
    work.require_everywhere(Permission.TARIFF_WRITE)
    parsed = parse(definition)
    check(parsed)
    wrong: dict[str, str] = {}
    if parsed.currency != work.actor.currency:
        wrong["currency"] = f"The tariff is in {parsed.currency}, but {work.actor.organization} bills in {work.actor.currency}."
    if not 0 < len(source.strip()) <= LONGEST_SOURCE:
        wrong["source"] = "Say where these prices were published, so that a bill can be defended."
    if not 2000 <= effective_from.year <= 2200:
        wrong["effective_from"] = "A tariff takes effect between 2000 and 2200."
    if wrong:
        raise Invalid(wrong)
    tariff_id = repository.lock(work, tariff_code) or not_found("tariff", tariff_code)
    if area_id is not None and not repository.area_exists(work, area_id):
        not_found("area", area_id)
    stored = json.dumps(dict(definition))
    version_id = repository.add_version(work, tariff_id, effective_from, area_id, stored, source.strip())
    if version_id is None:
        where = "there" if area_id is not None else "everywhere"
        raise Conflict(
            f"Tariff {tariff_code} has a version in force {where} from {effective_from:%d %b %Y} already; "
            "versions are never edited: choose another day."
        )
    after = {"version_id": version_id, "effective_from": effective_from, "area_id": area_id, "source": source.strip()}
    audit.record(work, "tariff.versioned", f"tariff {tariff_code}", after=after)
    return version_id


def list_tariffs(work: Work) -> list[Tariff]:
    """Every tariff by name."""
    work.require(Permission.TARIFF_READ)
    return repository.list_all(work)


def find(work: Work, code: str) -> Tariff:
    """The tariff of a code. Raises NotFound."""
    work.require(Permission.TARIFF_READ)
    return repository.find(work, code) or not_found("tariff", code)


def get_version(work: Work, version_id: int) -> TariffVersion:
    """One edition. Raises NotFound."""
    work.require(Permission.TARIFF_READ)
    return repository.get_version(work, version_id) or not_found("tariff version", version_id)


def versions_of(work: Work, tariff_id: int) -> list[TariffVersion]:
    """The editions of a tariff, newest first."""
    work.require(Permission.TARIFF_READ)
    return repository.versions_of(work, tariff_id)


def resolve(work: Work, tariff_ids: Sequence[int], period: date) -> VersionChooser:
    """What chooses the version of any of these tariffs for any area, without another query.

    As with the season, the end of the period decides: a version counts when it took effect by the last day of the month
    `period`. Among these, one of a deeper area goes before one of the area around it, then the newer before the older.
    """
    work.require(Permission.TARIFF_READ)
    found = repository.in_force(work, tariff_ids, month.last_day(period))
    has_areas = any(version.area_path for version in found)
    return VersionChooser(found, repository.area_paths(work) if has_areas else {})


def try_it(work: Work, version_id: int, inputs: PricingInput) -> PriceResult:
    """Price any inputs by one edition, on the path that bills take; saves nothing. Raises NotFound."""
    return Pricer(parse(get_version(work, version_id).definition)).price(inputs)
