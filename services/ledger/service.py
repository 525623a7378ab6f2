"""Posting entries, matching money to debt, and reading an account's statement.

Whoever changes an account's money locks its balance first; `post_demands` and `post_openings` do it themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from services import audit
from services.bulk import Outcome, Rejected
from services.ledger import repository, rules
from services.ledger.models import Allocated, Balance, EntryKind, NewOpening, StatementLine
from services.paging import ListQuery, Page, decode_key, page_of
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found


def lock_accounts(work: Work, account_ids: Sequence[int]) -> int:
    """Lock the balances of accounts, in the order of their ids, until the work ends; returns how many there are."""
    return repository.lock(work, account_ids)


def lock_matchable(work: Work, account_ids: Sequence[int] | None) -> list[int]:
    """Lock and return those of the accounts (None: of all) that have both unpaid demand and unmatched money."""
    return repository.lock_matchable(work, account_ids)


def post_opening(work: Work, account_code: str, amount: Decimal, value_on: date, note: str = "") -> None:
    """Post what an earlier system left on an account: above zero it is owed, below zero it is the consumer's money.

    Once an account, at any time; a credit only while nothing is owed here, since later it would be a payment.
    Raises Invalid, Conflict, Forbidden.
    """
    new = NewOpening(account_code, amount, value_on, note)
    wrong = rules.opening_faults(new, work.actor.currency, work.today)
    if wrong:
        raise Invalid(wrong)
    outcome = _post_openings(work, [new])
    if outcome.rejected:
        raise Conflict(outcome.rejected[0].reason)
    after = {"amount": amount, "value_on": value_on, "note": note}
    audit.record(work, "ledger.opened", f"account {account_code.strip().upper()}", after=after)


def post_openings(work: Work, openings: Iterable[NewOpening]) -> Outcome:
    """Post many opening balances by the same rules, streamed; returns how many were posted and which rows were not."""
    outcome = _post_openings(work, openings)
    audit.record(work, "ledger.opened", f"{outcome.accepted} accounts", after={"count": outcome.accepted})
    return outcome


def reverse_openings(work: Work, account_ids: Sequence[int], note: str) -> int:
    """Take back the opening balances of accounts that the caller has locked and that no money was matched to; returns how many.

    Entries are never removed: each gets another one that undoes it, and the account may be opened anew. Raises Forbidden.
    """
    work.require(Permission.LEDGER_OPEN)
    count = repository.reverse_openings(work, account_ids, note)
    audit.record(work, "ledger.opening_reversed", f"{count} accounts", after={"count": count, "note": note})
    return count


def post_demands(work: Work, run_id: int, period: date, first_bill_id: int, last_bill_id: int) -> int:
    """Charge the issued bills of a run in a range of bill ids that are not charged yet; returns how many.

    Locks the accounts. Set-based; the caller has decided that the run may be issued, and settles afterwards.
    """
    return repository.post_demands(work, run_id, period, first_bill_id, last_bill_id)


def post_payments(work: Work, counter: str, first_number: int, last_number: int) -> int:
    """Post the payments of a range of receipt numbers, whose accounts the caller has locked; returns how many."""
    return repository.post_payments(work, counter, first_number, last_number)


def post_payment_reversal(work: Work, payment_id: int, note: str) -> None:
    """Take back the money of a payment whose account the caller has locked and whose matches it has released."""
    repository.post_payment_reversal(work, payment_id, note)


def allocate(work: Work, account_ids: Sequence[int]) -> Allocated:
    """Match unmatched money to unpaid demand in accounts that the caller has locked, oldest debt first.

    Debts: what was opened, then bills by period and number. Money: payments by value date, then what was opened.
    The bills must follow: use `allocations.settle`, which does both.
    """
    return Allocated(tuple(repository.allocate(work, account_ids)))


def release(work: Work, payment_id: int) -> Allocated:
    """Take a payment's money from its debts, in an account that the caller has locked; the amounts are negative."""
    return Allocated(tuple(repository.release(work, payment_id)))


def balance_of(work: Work, account_id: int) -> Balance:
    """What an account owes. Raises NotFound."""
    work.require(Permission.LEDGER_READ)
    return repository.balance(work, account_id) or not_found("account", account_id)


def statement(work: Work, account_id: int, query: ListQuery) -> Page[StatementLine]:
    """The entries of an account, newest first, each with the balance after it; filter: kind. Raises NotFound."""
    work.require(Permission.LEDGER_READ)
    kind = query.filters.get("kind") or None
    if kind is not None and kind not in list(EntryKind):
        raise Invalid({"kind": f"Kind is one of {', '.join(EntryKind)}."})
    if repository.balance(work, account_id) is None:
        not_found("account", account_id)
    after, before = _entry(query.after), _entry(query.before)
    lines = repository.statement(work, account_id, kind, after, before, query.size)
    return page_of(lines, query, lambda line: (line.entry_id,), repository.count(work, account_id, kind))


def _entry(key: str | None) -> int | None:
    if not key:
        return None
    entry_id = decode_key(key, 1)[0]
    if not isinstance(entry_id, int):
        raise Invalid({"after": "This link to a page is damaged; start again from the first page."})
    return entry_id


def _post_openings(work: Work, openings: Iterable[NewOpening]) -> Outcome:
    work.require(Permission.LEDGER_OPEN)
    faulty: list[Rejected] = []
    posted, refused = repository.post_staged_openings(work, _good_rows(work, openings, faulty))
    # Money that waited for a debt meets it here; no bill is concerned, since what owes nothing has no unpaid bill.
    waiting = repository.lock_matchable(work, posted)
    if waiting:
        repository.allocate(work, waiting)
    sentences = [Rejected(each.row_no, rules.refusal(each.refusal, each.account_code)) for each in refused]
    return Outcome(len(posted), 0, tuple(sorted(faulty + sentences, key=lambda each: each.row_no)))


def _good_rows(
    work: Work, openings: Iterable[NewOpening], faulty: list[Rejected]
) -> Iterator[tuple[int, str, Decimal, date, str]]:
    for row_no, new in enumerate(openings, start=1):
        wrong = rules.opening_faults(new, work.actor.currency, work.today)
        if wrong:
            faulty.append(Rejected(row_no, " ".join(wrong.values())))
        else:
            yield row_no, new.account_code.strip().upper(), new.amount, new.value_on, new.note
