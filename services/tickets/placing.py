"""Where a ticket belongs: the unit, account and area that follow from what it is about."""

from dataclasses import replace

from services import areas, bills, visits
from services.bills import Bill
from services.tickets import repository
from services.tickets.models import NewTicket, Origin, Place
from services.visits import VisitRow
from services.work import Work
from utils.errors import Invalid, NotFound


def placed(work: Work, new: NewTicket) -> tuple[Place, Origin]:
    """The place of a ticket, and the bill and visit that it is about.

    A visit says the unit, a bill the account and, where it is of one unit only, that. Raises Forbidden, and Invalid where
    something named is out of reach or does not belong to the rest.
    """
    bill, visit = _bill(work, new.bill_no.strip()), _visit(work, new.visit_id)
    account_id = _account_of(new, bill, visit)
    named = _named(work, replace(new, account_id=account_id))
    place = named or (visit and _of_visit(work, visit)) or (bill and _of_bill(work, bill)) or _elsewhere(work, new)
    if visit is not None and place.unit_id != visit.unit_id:
        raise Invalid({"unit_code": f"Visit {visit.visit_no} was made at another unit, {visit.unit_code or 'out of reach'}."})
    head = None if bill is None else bill.head
    return place, Origin(
        None if head is None else head.period,
        None if head is None else head.bill_id,
        None if visit is None else visit.visit_id,
    )


def _bill(work: Work, bill_no: str) -> Bill | None:
    if not bill_no:
        return None
    try:
        return bills.get_by_no(work, bill_no)
    except NotFound:
        raise Invalid({"bill_no": f"There is no bill {bill_no} within your reach."}) from None


def _visit(work: Work, visit_id: int | None) -> VisitRow | None:
    if visit_id is None:
        return None
    try:
        return visits.get(work, visit_id).row
    except NotFound:
        raise Invalid({"visit_id": "There is no such visit, or it is not yours to see."}) from None


def _account_of(new: NewTicket, bill: Bill | None, visit: VisitRow | None) -> int | None:
    """The one account of all that was named. Raises Invalid where there are two."""
    if bill is not None and visit is not None and bill.head.account_id != visit.account_id:
        raise Invalid({"bill_no": f"Bill {bill.head.bill_no} is of another account than visit {visit.visit_no}."})
    known = bill.head.account_id if bill is not None else None if visit is None else visit.account_id
    if known is not None and new.account_id is not None and new.account_id != known:
        raise Invalid({"account_id": f"The {'bill' if bill is not None else 'visit'} is of another account."})
    return new.account_id if known is None else known


def _named(work: Work, new: NewTicket) -> Place | None:
    """The place of a unit that was named itself."""
    code = new.unit_code.strip()
    if code and new.unit_id is None:
        named = repository.place_of_unit_code(work, code)
        if named is None or (new.account_id is not None and new.account_id != named.account_id):
            raise Invalid({"unit_code": f"There is no unit {code} within your reach, or it belongs to another account."})
        return named
    if new.unit_id is not None:
        found = repository.place_of_unit(work, new.unit_id)
        if found is None or (new.account_id is not None and new.account_id != found.account_id):
            raise Invalid({"unit_id": "There is no such unit, it was deleted, or it belongs to another account."})
        return found
    return None


def _of_visit(work: Work, visit: VisitRow) -> Place:
    """The unit as it lies now; where it lay then, once that is out of reach."""
    return repository.place_of_unit(work, visit.unit_id) or Place(visit.area_id, visit.account_id, visit.unit_id)


def _of_bill(work: Work, bill: Bill) -> Place:
    """The unit that its lines name, else the only one of its account, else the account alone."""
    head = bill.head
    units = {line.unit_id for line in bill.lines if line.unit_id is not None} or set(
        repository.units_of_account(work, head.account_id)
    )
    place = repository.place_of_unit(work, units.pop()) if len(units) == 1 else None
    if place is not None and place.account_id == head.account_id:
        return place
    return repository.place_of_account(work, head.account_id) or Place(head.area_id, head.account_id, None)


def _elsewhere(work: Work, new: NewTicket) -> Place:
    """The account, else the area that was named."""
    if new.account_id is not None:
        account = repository.place_of_account(work, new.account_id)
        if account is None:
            raise Invalid({"account_id": "There is no such account, or it was deleted."})
        return account
    try:
        area = areas.get(work, new.area_id or 0)
        area_id = area.area_id if area.merged_into is None else None
    except NotFound:
        area_id = None
    reach = work.actor.area_ids
    if area_id is None or (reach is not None and area_id not in reach):
        raise Invalid({"area_id": "Choose an area within your reach."})
    return Place(area_id, None, None)
