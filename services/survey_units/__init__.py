"""Survey units: the billable premises, houses, shops and offices."""

from services.survey_units.changing import change, fields_of, judged, locked
from services.survey_units.merging import Merging, Survivor, merge, merging, survivor_of
from services.survey_units.rules import CHOICES, LONGEST_ADDRESS, NEXT, UnitFields, faults, kind_faults
from services.survey_units.service import UNITS, Neighbour, NewUnit, UnitRow, add_many, get, nearby, of_account, page

__all__ = [
    "CHOICES",
    "LONGEST_ADDRESS",
    "NEXT",
    "UNITS",
    "Merging",
    "Neighbour",
    "NewUnit",
    "Survivor",
    "UnitFields",
    "UnitRow",
    "add_many",
    "change",
    "faults",
    "fields_of",
    "get",
    "judged",
    "kind_faults",
    "locked",
    "merge",
    "merging",
    "nearby",
    "of_account",
    "page",
    "survivor_of",
]
