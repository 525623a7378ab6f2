"""Whoever decides about readings, and who follows the account or its unit, is told of a use that looks unusual."""

from collections.abc import Sequence

from services import notices
from services.metering.listing_repository import ReadingRow
from services.notices import About
from services.work import Work


def suspect(work: Work, reading: ReadingRow, suspicion: str) -> None:
    """A reading was recorded that waits for a decision."""
    notices.tell(work, notices.READING_SUSPECT, None, _about(reading), _subject(reading, suspicion), _event(reading))
    tell_followers(work, reading, suspicion, notices.of_account(work, reading.account_id))


def tell_followers(work: Work, reading: ReadingRow, suspicion: str, followed: Sequence[About]) -> None:
    """The same to those alone who follow one of these."""
    notices.tell_followers(work, _about(reading), _subject(reading, suspicion), _event(reading), of=followed)


def _about(reading: ReadingRow) -> About:
    return About("reading", reading.reading_id, reading.area_id, reading.account_id)


def _subject(reading: ReadingRow, suspicion: str) -> str:
    return f"Meter {reading.meter_no} of account {reading.account_code} waits for a decision: {suspicion}"


def _event(reading: ReadingRow) -> str:
    return f"reading {reading.reading_id} suspect"
