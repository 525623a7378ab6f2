"""Chooses, out of the editions in force, the one that prices an area."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from services.tariffs.definition import parse
from services.tariffs.pricing import Pricer
from services.tariffs.repository import TariffVersion

REMEMBERED: Final = 20_000


class VersionChooser:
    """Holds the editions of some tariffs in the order of preference, and prepares a pricer for each once."""

    def __init__(self, versions: Sequence[TariffVersion], area_paths: Mapping[int, str]) -> None:
        self._paths = area_paths
        self._versions: dict[int, list[TariffVersion]] = {}
        for version in versions:
            self._versions.setdefault(version.tariff_id, []).append(version)
        self._chosen: dict[tuple[int, int], TariffVersion | None] = {}
        self._pricers: dict[int, Pricer] = {}

    def choose(self, tariff_id: int, area_id: int) -> TariffVersion | None:
        """The edition of a tariff that prices an area, or None where none is in force."""
        key = (tariff_id, area_id)
        if key not in self._chosen:
            path = self._paths.get(area_id, "")
            self._chosen[key] = next(
                (
                    version
                    for version in self._versions.get(tariff_id, [])
                    if version.area_path is None or path.startswith(version.area_path)
                ),
                None,
            )
        return self._chosen[key]

    def pricer(self, version: TariffVersion) -> Pricer:
        """The pricer of an edition, with its memory of what it priced."""
        known = self._pricers.get(version.version_id)
        if known is None:
            stored = json.dumps(dict(version.definition), sort_keys=True)
            known = self._pricers[version.version_id] = _pricer_of(stored)
        return known


@lru_cache(maxsize=8)
def _pricer_of(stored: str) -> Pricer:
    """One pricer a definition and process, so that the shards of a run share what was priced."""
    return Pricer(parse(json.loads(stored)), REMEMBERED)
