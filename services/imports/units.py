"""The import of units: which fields a file may have, and the statements that take them in."""

from dataclasses import replace
from typing import Final

from services import accounts, survey_units
from services.accounts import AccountFields
from services.imports import judging
from services.imports import units_repository as sql
from services.imports.definition import Noun, Statements
from services.imports.fields import Field, choice
from services.imports.models import ImportNoun
from services.permissions import Permission
from services.survey_units import UnitFields
from services.tabular import (
    as_code,
    as_date,
    as_latitude,
    as_longitude,
    as_marla,
    as_phone,
    as_text,
)
from services.work import Work

SETTLEMENTS: Final = {"urban": ("u", "city", "town"), "rural": ("r", "village")}
CATEGORIES: Final = {
    "residential": ("res", "r", "house", "home", "domestic", "dwelling", "flat"),
    "commercial": ("com", "comm", "c", "shop", "business", "office", "non residential"),
}
SIZES: Final = {"small": ("s",), "medium": ("m", "med"), "large": ("l", "big")}
STATES: Final = {
    "surveyed": (), "verified": (), "listed": ("active",), "billed": (), "inactive": ("closed", "not in use"),
}  # fmt: skip


FIELDS: Final = (
    Field("code", "Unit code", as_code(60), "OKR-0001", is_needed=True,
          synonyms=("unit", "unit id", "survey id", "survey unit", "property id", "property no", "house id", "premises id",
                    "reference no", "consumer no", "code"), hint="Each unit has its own; it may come once."),
    Field("area", "Area", as_text(100), "OKR-A",
          synonyms=("area code", "area name", "ward", "mohalla", "union council", "uc", "uc name", "zone", "village", "chak"),
          hint="The code of the area, or its name where only one has it."),
    Field("account", "Account", as_code(60), "OKR-0001",
          synonyms=("account code", "account no", "account number", "consumer id", "customer id"),
          hint="Left out, the account has the code of the unit."),
    Field("holder_name", "Consumer", as_text(accounts.LONGEST_NAME), "Demo Consumer",
          synonyms=("holder", "holder name", "name", "owner", "owner name", "consumer name", "customer name", "occupant",
                    "resident name"), hint="Where the account is not there yet, it is opened under this name."),
    Field("phone", "Phone", as_phone(), "0300-0000001",
          synonyms=("mobile", "mobile no", "mobile number", "phone no", "phone number", "contact", "contact no", "cell",
                    "cell no", "whatsapp")),
    Field("address", "Address", as_text(survey_units.LONGEST_ADDRESS), "House 1, Street 2",
          synonyms=("street address", "location", "house no", "house address")),
    Field("settlement", "Settlement", choice(SETTLEMENTS), "urban", choices=tuple(SETTLEMENTS),
          synonyms=("urban rural", "urban/rural", "area type", "locality type"),
          hint="Left out, it follows from the kind of area."),
    Field("category", "Category", choice(CATEGORIES), "residential", choices=tuple(CATEGORIES),
          synonyms=("unit type", "type", "property type", "use", "usage", "consumer type", "building type")),
    Field("size_marla", "Size in marla", as_marla(), "5",
          synonyms=("size", "marla", "marlas", "plot size", "area marla", "area in marla", "covered area"),
          hint="5, 5.5, “5 marla” or “1 kanal” (20 marla)."),
    Field("commercial_size", "Business size", choice(SIZES), "", choices=tuple(SIZES),
          synonyms=("shop size", "business category")),
    Field("latitude", "Latitude", as_latitude(), "30.8081", synonyms=("lat", "gps lat", "y")),
    Field("longitude", "Longitude", as_longitude(), "73.4458", synonyms=("long", "lng", "lon", "gps long", "x")),
    Field("status", "State", choice(STATES), "listed", choices=tuple(STATES), synonyms=("unit status", "unit state")),
    Field("surveyed_on", "Surveyed on", as_date(), "05/01/2026", synonyms=("survey date", "date of survey", "surveyed", "date")),
    Field("tariff", "Tariff", as_text(60), "", synonyms=("tariff code", "rate", "rate code"),
          hint="The code of the tariff that it is billed by; a service starts with it."),
    Field("service_from", "Service from", as_date(), "",
          synonyms=("service start", "starts on", "connection date", "billing from")),
)  # fmt: skip


def by_the_rules(work: Work) -> None:
    """Reject the judged rows that the forms of a unit or its account would refuse."""
    judging.reject(work, FIELDS, ((alike.row_nos, _wrong(alike)) for alike in sql.alike(work)))


def _wrong(alike: sql.Alike) -> dict[str, str]:
    after = UnitFields(
        alike.address, alike.settlement, alike.category, alike.size_marla, alike.commercial_size, alike.latitude,
        alike.longitude, alike.status,
    )  # fmt: skip
    before = None if alike.old_status is None else replace(after, status=alike.old_status)
    wrong = survey_units.faults(after, before)
    if alike.holder_name is not None:
        wrong |= accounts.faults(AccountFields(alike.holder_name, alike.phone, is_active=True))
    return wrong


UNITS: Final = Noun(
    name=ImportNoun.UNITS,
    one="unit",
    many="units",
    permission=Permission.ACCOUNT_WRITE,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.FIND, sql.JUDGE), sql.ADDING, sql.CHANGING, sql.BUILT, sql.UNDO),
    rules=by_the_rules,
    wakes=frozenset({ImportNoun.UNITS, ImportNoun.READINGS, ImportNoun.PAYMENTS, ImportNoun.OPENING_BALANCES,
                     ImportNoun.EARLIER_BILLS}),
)
