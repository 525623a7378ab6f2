"""Survey units: the billable premises, houses, shops and offices."""

from services.survey_units.service import UNITS, NewUnit, UnitRow, add_many, get, of_account, page

__all__ = ["UNITS", "NewUnit", "UnitRow", "add_many", "get", "of_account", "page"]
