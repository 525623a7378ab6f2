"""Every noun that can be imported."""

from collections.abc import Mapping
from typing import Final

from services.imports.accounts import ACCOUNTS
from services.imports.areas import AREAS
from services.imports.definition import Noun
from services.imports.earlier_bills import EARLIER_BILLS
from services.imports.models import Import, ImportNoun
from services.imports.openings import OPENINGS
from services.imports.payments import PAYMENTS
from services.imports.readings import READINGS
from services.imports.staff import STAFF
from services.imports.units import UNITS

NOUNS: Final[Mapping[ImportNoun, Noun]] = {
    noun.name: noun for noun in (UNITS, ACCOUNTS, READINGS, PAYMENTS, OPENINGS, EARLIER_BILLS, AREAS, STAFF)
}


def noun_of(found: Import) -> Noun:
    """The noun of an import."""
    return NOUNS[ImportNoun(found.noun)]
