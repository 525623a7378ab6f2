"""Meters, their dated readings, and the services they measure."""

from services.metering.deciding import decide
from services.metering.doubting import doubt, first_doubted
from services.metering.rules import Decision
from services.metering.service import (
    READINGS,
    NewMeter,
    NewReading,
    NewService,
    PeriodUsage,
    ReadingRow,
    RecordReading,
    add_meters,
    add_readings,
    add_services,
    class_choices,
    get,
    measure_of_account,
    page,
    period_choices,
    record,
    suspicion_of,
    usage_of_account,
)

__all__ = [
    "READINGS",
    "Decision",
    "NewMeter",
    "NewReading",
    "NewService",
    "PeriodUsage",
    "ReadingRow",
    "RecordReading",
    "add_meters",
    "add_readings",
    "add_services",
    "class_choices",
    "decide",
    "doubt",
    "first_doubted",
    "get",
    "measure_of_account",
    "page",
    "period_choices",
    "record",
    "suspicion_of",
    "usage_of_account",
]
