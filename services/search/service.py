"""Finding records by whatever a person knows of them."""

from services.permissions import Permission
from services.search import numbers_repository, repository, rules
from services.search.models import Hit, Noun, Results, Typed
from services.search.repository import Found
from services.searching import cleaned
from services.work import Work

READING = {
    Noun.ACCOUNT: Permission.ACCOUNT_READ,
    Noun.UNIT: Permission.UNIT_READ,
    Noun.BILL: Permission.BILL_READ,
    Noun.PAYMENT: Permission.PAYMENT_READ,
    Noun.CASH_RECEIPT: Permission.CASH_READ,
    Noun.TICKET: Permission.TICKET_READ,
    Noun.VISIT: Permission.VISIT_READ,
    Noun.CHALLAN: Permission.VISIT_READ,
    Noun.STAFF: Permission.STAFF_READ,
}


def find(work: Work, text: str) -> Results:
    """What the actor may see of all that fits the text, the best of each kind.

    Codes by their beginning; numbers of bills, receipts, tickets, visits and challans, payment reference, phone in any spelling
    and CNIC as a whole; names by any part of each word, in any usual spelling. A kind that the role may not read is left out.
    """
    typed = Typed(cleaned(text))
    if not typed.text:
        return Results("", (), None)
    readable = {noun for noun, permission in READING.items() if work.actor.may(permission)}
    most = rules.SHOWN + 1
    found = repository.bill(work, typed, is_issued_only=work.actor.account_id is not None)
    found += numbers_repository.numbered(work, typed, readable)
    # A payment that names a code as its reference stands on the page of that account.
    found += repository.by_code(work, typed, most) or [
        *repository.by_number(work, typed, most, has_payments=Noun.PAYMENT in readable),
        *numbers_repository.of_receipt(work, typed, readable),
    ]
    if not found:
        found = repository.by_beginning(work, typed, most)
    named_count = 0
    if rules.may_be_a_name(typed, bool(found)):
        named = repository.named(work, typed.text, most, rules.COUNTED + 1)
        known = {row.account_id for row in found if row.noun == Noun.ACCOUNT}
        found += [row for row in named if row.account_id not in known]
        named_count = named[0].total if named else 0
        if Noun.STAFF in readable:
            found += repository.colleagues(work, typed.text, most)
    accounts = list(dict.fromkeys(row.account_id for row in found if row.noun == Noun.ACCOUNT and row.account_id))
    if accounts and not any(row.noun == Noun.UNIT for row in found):
        found += repository.units_of(work, accounts[: rules.SHOWN], most)
    hits = {(row.noun, row.target): _hit(row) for row in found if Noun(row.noun) in readable}
    return rules.gather(typed, list(hits.values()), named_count)


def account_ids(work: Work, text: str, limit: int) -> list[int]:
    """Accounts that a list means by this text, the closest first, at most `limit`; [] for an empty text too.

    The same ways as `find`: code from its beginning, phone, CNIC, name by any part. Raises Forbidden.
    """
    work.require(Permission.ACCOUNT_READ)
    typed = Typed(cleaned(text))
    if not typed.text:
        return []
    found = repository.ids_by_number(work, typed, limit)
    if len(found) < limit and rules.may_be_a_name(typed, bool(found)):
        found += repository.ids_by_name(work, typed.text, limit - len(found))
    return list(dict.fromkeys(found))


def _hit(row: Found) -> Hit:
    return Hit(Noun(row.noun), row.target, row.title, row.detail, row.state, row.phone, row.amount, row.on_day,
               row.is_exact, row.is_similar)  # fmt: skip
