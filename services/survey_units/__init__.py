"""Survey units: the billable premises, houses, shops and offices."""

from services.survey_units.changing import change, fields_of
from services.survey_units.rules import CHOICES, NEXT, UnitFields, faults
from services.survey_units.service import UNITS, Neighbour, NewUnit, UnitRow, add_many, get, nearby, of_account, page

__all__ = [
    "CHOICES",
    "NEXT",
    "UNITS",
    "Neighbour",
    "NewUnit",
    "UnitFields",
    "UnitRow",
    "add_many",
    "change",
    "faults",
    "fields_of",
    "get",
    "nearby",
    "of_account",
    "page",
]
