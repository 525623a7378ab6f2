"""The tariffs that ship with the product, read from `assets/tariffs`."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from services.tariffs.definition import parse
from services.tariffs.models import Definition
from utils.errors import not_found

_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "tariffs"


@dataclass(frozen=True, slots=True)
class CatalogueTariff:
    """A shipped tariff; `source` says where its prices were published and `notes` what is uncertain about them."""

    slug: str
    name: str
    effective_from: date
    source: str
    notes: tuple[str, ...]
    definition: Definition


def slugs() -> list[str]:
    """The names of the shipped tariffs, such as "punjab_sanitation"."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


@cache
def load(slug: str) -> CatalogueTariff:
    """One shipped tariff; raises NotFound for an unknown name."""
    if slug not in slugs():
        not_found("tariff", slug)
    stored = cast("dict[str, object]", json.loads((_FOLDER / f"{slug}.json").read_text(encoding="utf-8")))
    return CatalogueTariff(
        slug=slug,
        name=str(stored["name"]),
        effective_from=date.fromisoformat(str(stored["effective_from"])),
        source=str(stored["source"]),
        notes=tuple(cast("list[str]", stored["notes"])),
        definition=parse(stored["definition"]),
    )
