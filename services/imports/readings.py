"""The import of readings: which fields a file may have, and the statements that take them in."""

from typing import Final

import polars as pl

from services import metering
from services.imports import readings_repository as sql
from services.imports.definition import Noun, Statements
from services.imports.fields import Field
from services.imports.models import Import, ImportNoun
from services.permissions import Permission
from services.tabular import as_amount, as_code, as_date, as_month, as_text
from services.work import Work

FIELDS: Final = (
    Field("meter", "Meter", as_code(60), "M-0001",
          synonyms=("meter no", "meter number", "meter id", "serial no", "meter serial"),
          hint="Where a file names none, give the account: its first meter is meant."),
    Field("account", "Account", as_code(60), "OKR-0001",
          synonyms=("account code", "account no", "account number", "consumer id", "consumer no", "customer", "customer id",
                    "customer no")),
    Field("meter_kind", "Kind of meter", as_code(40), "",
          synonyms=("utility class", "service class", "meter type", "register"),
          hint="Tells the meters of one account apart where no meter is named."),
    Field("period", "Month", as_month(), "2026-08", synonyms=("period", "read month", "billing month", "bill month")),
    Field("read_on", "Read on", as_date(), "30/08/2026", synonyms=("date", "read date", "reading date", "date of reading")),
    Field("quantity", "Quantity", as_amount(12, 3, what="quantity"), "12.5", is_needed=True,
          synonyms=("usage", "usage ccf", "consumption", "units", "units consumed", "used", "ccf", "volume"),
          hint="What was used since the last reading."),
    Field("customer_class", "Customer class", as_text(60), "", synonyms=("class", "customer type", "rate class"),
          hint="Left out, it is that of the meter's last reading."),
    Field("unit_of_measure", "Unit of measure", as_text(20), "", synonyms=("uom", "measured in"),
          hint="For a meter that is not there yet."),
)  # fmt: skip

MONTH: Final = pl.coalesce("period", pl.col("read_on").str.head(7) + "-01")


def doubt(work: Work, found: Import) -> None:
    """Set aside what looks wrong among the readings of the last months that a batch brought in."""
    reading_ids = sql.added_lately(work, found.import_id, metering.first_doubted(work.today))
    if reading_ids:
        metering.doubt(work, reading_ids, f"{found.ref} from reading {reading_ids[0]}")


READINGS: Final = Noun(
    name=ImportNoun.READINGS,
    one="reading",
    many="readings",
    permission=Permission.READING_RECORD,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.FIND, sql.JUDGE), sql.ADDING, sql.CHANGING, sql.BUILT, sql.UNDO),
    any_of=("meter", "account"),
    apply=doubt,
    counted=(*map(pl.col, ("meter", "account", "meter_kind")), MONTH),
)
