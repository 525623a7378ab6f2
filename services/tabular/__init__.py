"""Tables in uploaded files: opened whatever they are, read in clean batches, parsed, written back with reasons."""

from services.tabular.date_values import as_date, as_month
from services.tabular.error_files import REASON_COLUMN, ErrorKind, write_error_file
from services.tabular.guessing import Wanted, guess
from services.tabular.headings import normal, shape_key
from services.tabular.models import FAULT, REASON, ROW_NO, Kind, Limits, column_names
from services.tabular.number_values import as_amount, as_integer, as_latitude, as_longitude, as_marla
from services.tabular.parsing import Parsed, Parser
from services.tabular.table import Table, open_table
from services.tabular.templates import TemplateColumn, template
from services.tabular.text_values import as_boolean, as_choice, as_cnic, as_code, as_digits, as_phone, as_text

__all__ = [
    "FAULT",
    "REASON",
    "REASON_COLUMN",
    "ROW_NO",
    "ErrorKind",
    "Kind",
    "Limits",
    "Parsed",
    "Parser",
    "Table",
    "TemplateColumn",
    "Wanted",
    "as_amount",
    "as_boolean",
    "as_choice",
    "as_cnic",
    "as_code",
    "as_date",
    "as_digits",
    "as_integer",
    "as_latitude",
    "as_longitude",
    "as_marla",
    "as_month",
    "as_phone",
    "as_text",
    "column_names",
    "guess",
    "normal",
    "open_table",
    "shape_key",
    "template",
    "write_error_file",
]
