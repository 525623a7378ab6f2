"""Meters, their dated readings, and the services they measure."""

from services.metering.service import (
    PeriodUsage,
    NewMeter,
    NewReading,
    NewService,
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
    "PeriodUsage",
    "NewMeter",
    "NewReading",
    "NewService",
    "ReadingRow",
    "RecordReading",
    "add_meters",
    "add_readings",
    "add_services",
    "page",
    "record",
    "usage_of_account",
]
