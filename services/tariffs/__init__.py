"""Prices as data: tariff versions, their check, and the one pricer that preview, run, what-if and explanation share."""

from services.tariffs.asking import Attribute, Measure, Questions, questions
from services.tariffs.calculators.surcharge import surcharge
from services.tariffs.catalogue import CatalogueTariff, load, slugs
from services.tariffs.chooser import VersionChooser
from services.tariffs.definition import parse
from services.tariffs.models import Definition, SurchargeRule
from services.tariffs.prices import (
    Attributes,
    AttributeValue,
    LineRule,
    PricedLine,
    PriceResult,
    PricingInput,
    Proration,
)
from services.tariffs.pricing import Pricer, compile
from services.tariffs.repository import Tariff, TariffVersion
from services.tariffs.rules import check, problems
from services.tariffs.service import (
    SERVICE_KINDS,
    add_tariff,
    add_version,
    find,
    get_version,
    list_tariffs,
    resolve,
    try_it,
    versions_of,
)
from services.tariffs.wording import TariffRow, explain, rows, sentences
from services.tariffs.writing import to_json

__all__ = [
    "SERVICE_KINDS",
    "Attribute",
    "AttributeValue",
    "Attributes",
    "CatalogueTariff",
    "Definition",
    "LineRule",
    "Measure",
    "PriceResult",
    "PricedLine",
    "Pricer",
    "PricingInput",
    "Proration",
    "Questions",
    "SurchargeRule",
    "Tariff",
    "TariffRow",
    "TariffVersion",
    "VersionChooser",
    "add_tariff",
    "add_version",
    "check",
    "compile",
    "explain",
    "find",
    "get_version",
    "list_tariffs",
    "load",
    "parse",
    "problems",
    "questions",
    "resolve",
    "rows",
    "sentences",
    "slugs",
    "surcharge",
    "to_json",
    "try_it",
    "versions_of",
]
