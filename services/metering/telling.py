"""Whoever decides about readings, and who follows the account or its unit, is told of a use that looks unusual."""

from services import notices
from services.metering.listing_repository import ReadingRow
from services.notices import About
from services.work import Work


def suspect(work: Work, reading: ReadingRow, suspicion: str) -> None:
    """A reading was recorded that waits for a decision."""
    about = About("reading", reading.reading_id, reading.area_id, reading.account_id)
    subject = f"Meter {reading.meter_no} of account {reading.account_code} waits for a decision: {suspicion}"
    event = f"reading {reading.reading_id} suspect"
    notices.tell(work, notices.READING_SUSPECT, None, about, subject, event)
    notices.tell_followers(work, about, subject, event, of=notices.of_account(work, reading.account_id))
