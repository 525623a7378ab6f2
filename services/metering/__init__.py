"""Meters, their dated readings, and the services they measure."""

from services.metering.service import (
    NewMeter,
    NewReading,
    NewService,
    PeriodUsage,
    ReadingRow,
    RecordReading,
    add_meters,
    add_readings,
    add_services,
    page,
    record,
    usage_of_account,
)

__all__ = [
    "NewMeter",
    "NewReading",
    "NewService",
    "PeriodUsage",
    "ReadingRow",
    "RecordReading",
    "add_meters",
    "add_readings",
    "add_services",
    "page",
    "record",
    "usage_of_account",
]
