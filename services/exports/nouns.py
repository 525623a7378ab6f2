"""The list behind each noun: one definition serves the screen, the interface and the command line."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from services import (
    accounts,
    activity,
    bills,
    cash,
    challans,
    change_requests,
    duplicates,
    field_days,
    metering,
    payments,
    staff,
    survey_units,
    tickets,
    visits,
)
from services.exports.models import ExportNoun, NewExport
from services.listing import Listing
from utils import month
from utils.errors import Invalid

LISTINGS: Final[dict[ExportNoun, Listing[Any]]] = {
    ExportNoun.BILLS: bills.BILLS,
    ExportNoun.BILL_LINES: bills.BILL_LINES,
    ExportNoun.UNITS: survey_units.UNITS,
    ExportNoun.ACCOUNTS: accounts.ACCOUNTS,
    ExportNoun.READINGS: metering.READINGS,
    ExportNoun.PAYMENTS: payments.PAYMENTS,
    ExportNoun.STAFF: staff.STAFF,
    ExportNoun.AUDIT_ENTRIES: activity.AUDIT,
    ExportNoun.ACTIVITY_ENTRIES: activity.FEED,
    ExportNoun.TICKETS: tickets.TICKETS,
    ExportNoun.VISITS: visits.VISITS,
    ExportNoun.CHANGE_REQUESTS: change_requests.REQUESTS,
    ExportNoun.DUPLICATES: duplicates.PAIRS,
    ExportNoun.CASH_RECEIPTS: cash.CASH_RECEIPTS,
    ExportNoun.CASH_HANDOVERS: cash.CASH_HANDOVERS,
    ExportNoun.CLOSED_DAYS: field_days.CLOSED_DAYS,
    ExportNoun.CHALLANS: challans.CHALLANS,
}

# The filter that a period means, where a list has months.
_PERIODS: Final = {
    ExportNoun.BILLS: "period",
    ExportNoun.BILL_LINES: "period",
    ExportNoun.READINGS: "period",
    ExportNoun.PAYMENTS: "month",
}
# A cancelled bill was a draft that its run threw away: it was never a demand.
_DEMANDS: Final = ",".join(value for value, _ in bills.STATUSES if value != "cancelled")
_USUAL: Final = {ExportNoun.BILLS: {"status": _DEMANDS}, ExportNoun.BILL_LINES: {"bill_status": _DEMANDS}}


def whole(noun: str, period: str = "", filters: Mapping[str, str] = MappingProxyType({}), **asked: Any) -> NewExport:
    """All of a list as people who name no filter mean it: of a month, for what has one, and no bills that were cancelled.

    A period of payments is that of their value dates. Raises Invalid.
    """
    listing_of(noun)
    chosen = {**_USUAL.get(ExportNoun(noun), {}), **filters}
    if period:
        if ExportNoun(noun) not in _PERIODS:
            raise Invalid({"period": f"The export of {noun} has no period; leave it out."})
        chosen[_PERIODS[ExportNoun(noun)]] = f"{month.parse(period):%Y-%m}"
    return NewExport(noun, filters=chosen, **asked)


def listing_of(noun: str) -> Listing[Any]:
    """The list of that name. Raises Invalid."""
    try:
        return LISTINGS[ExportNoun(noun)]
    except ValueError as error:
        raise Invalid({"noun": f"There is no export of {noun}; there are {', '.join(ExportNoun)}."}) from error
