"""Meters, their dated readings, and the services they measure."""

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
    get,
    page,
    record,
    usage_of_account,
)

__all__ = [
    "READINGS",
    "NewMeter",
    "NewReading",
    "NewService",
    "PeriodUsage",
    "ReadingRow",
    "RecordReading",
    "add_meters",
    "add_readings",
    "add_services",
    "get",
    "page",
    "record",
    "usage_of_account",
]
