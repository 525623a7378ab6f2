"""Readings that came in by the thousand, doubted by the rule of the one that is recorded by hand."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from services import notices
from services.metering import doubting_repository as repository
from services.metering import rules, telling
from services.metering.doubting_repository import Unusual
from services.metering.service import get
from services.notices import About
from services.permissions import Permission
from services.work import Work
from utils import month

# What is read for months before these is history, which came in with its bills and is not decided about any more.
NEWEST_MONTHS: Final = 3


def first_doubted(today: date) -> date:
    """The first month whose readings are doubted when they come in together."""
    return month.add(month.first_of(today), 1 - NEWEST_MONTHS)


def doubt(work: Work, reading_ids: Sequence[int], event: str) -> int:
    """Set those of these readings aside that look wrong, and tell who decides; returns how many wait for a decision.

    Whoever decides hears once of each area, followers of each of their readings. `event` names what brought them in.
    Raises Forbidden.
    """
    work.require(Permission.READING_RECORD)
    found = [(each, rules.suspicion(each.quantity, each.earlier, each.unit_of_measure))
             for each in repository.unusual(work, reading_ids, rules.FEWEST)]  # fmt: skip
    doubted = [(each, why) for each, why in found if why]
    if doubted:
        repository.mark_suspect(work, [each.reading_id for each, _ in doubted], [why for _, why in doubted])
        _tell(work, [each for each, _ in doubted], event)
        _tell_followers(work, doubted)
    return len(doubted)


def _tell(work: Work, doubted: Sequence[Unusual], event: str) -> None:
    for area_id, rows in groupby(sorted(doubted, key=attrgetter("area_id", "reading_id")), key=attrgetter("area_id")):
        here = list(rows)
        first = here[0]
        about = About("reading", first.reading_id, area_id, first.account_id)
        rest = f" and {len(here) - 1:,} more of {first.area_name}" if len(here) > 1 else f" of {first.area_name}"
        subject = f"Meter {first.meter_no}{rest} came in with a use that looks unusual and wait{'' if len(here) > 1 else 's'}"
        notices.tell(work, notices.READING_SUSPECT, None, about, f"{subject} for a decision.", f"{event} area {area_id}")


def _tell_followers(work: Work, doubted: Sequence[tuple[Unusual, str]]) -> None:
    accounts, units = notices.followed(work, "account"), notices.followed(work, "unit")
    if not accounts and not units:
        return
    for each, why in doubted:
        followed = [about for about in notices.of_account(work, each.account_id)
                    if str(about.target) in (accounts if about.noun == "account" else units)]  # fmt: skip
        if followed:
            telling.tell_followers(work, get(work, each.reading_id), why, followed)
