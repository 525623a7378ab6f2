"""Survey units: the billable premises, houses, shops and offices."""

from services.survey_units.service import NewUnit, UnitRow, add_many, get, of_account, page

__all__ = ["NewUnit", "UnitRow", "add_many", "get", "of_account", "page"]
