"""A state machine over the real database: whatever is opened, billed, paid and reversed, the books agree with a model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services import bills, ledger, payments
from services.paging import ListQuery
from services.work import begin
from tests import builders, money
from tests.builders import World
from tests.money import Made
from utils.errors import Conflict

AMOUNTS = st.decimals(min_value="0.01", max_value=500, places=2)
DEMANDS = st.one_of(st.sampled_from([Decimal(0), Decimal(100), Decimal(300)]), AMOUNTS)
PICK = st.integers(min_value=0, max_value=10_000)
DAYS = st.integers(min_value=0, max_value=400)
CODES = ("A-1", "A-2")


@dataclass
class Owed:
    """A debt of the model and what each payment (None: an opening credit) has put against it."""

    made: Made | None
    demand: Decimal
    paid: dict[int | None, Decimal] = field(default_factory=dict[int | None, Decimal])

    @property
    def left(self) -> Decimal:
        return self.demand - sum(self.paid.values(), Decimal(0))

    @property
    def order(self) -> tuple[int, date, int]:
        return (0, date.min, 0) if self.made is None else (1, self.made.period, self.made.bill_id)


@dataclass
class Money:
    """Money of the model: a payment, or an opening credit, which comes last."""

    payment_id: int | None
    amount: Decimal
    value_on: date
    is_reversed: bool = False

    @property
    def order(self) -> tuple[bool, date, int]:
        return self.payment_id is None, self.value_on, self.payment_id or 0


@dataclass
class Book:
    """One account as a few lines of plain Python keep it."""

    account_id: int
    months: Iterator[date] = field(default_factory=partial(money.months, date(2020, 1, 1)))
    debts: list[Owed] = field(default_factory=list[Owed])
    moneys: list[Money] = field(default_factory=list[Money])
    is_opened: bool = False

    def free(self, each: Money) -> Decimal:
        used = sum((debt.paid.get(each.payment_id, Decimal(0)) for debt in self.debts), Decimal(0))
        return Decimal(0) if each.is_reversed else each.amount - used

    def settle(self) -> None:
        for debt in sorted(self.debts, key=lambda debt: debt.order):
            for each in sorted(self.moneys, key=lambda each: each.order):
                part = min(debt.left, self.free(each))
                if part > 0:
                    debt.paid[each.payment_id] = debt.paid.get(each.payment_id, Decimal(0)) + part

    @property
    def due(self) -> Decimal:
        return sum((debt.left for debt in self.debts), Decimal(0))

    @property
    def advance(self) -> Decimal:
        return sum((self.free(each) for each in self.moneys), Decimal(0))


class MoneyMoves(RuleBasedStateMachine):
    """Each rule does one thing through the services and the same to the model."""

    here: World

    @initialize()
    def begin_anew(self) -> None:
        self.here = builders.world()
        self.turn = 0
        self.books = {code: Book(builders.account(self.here, code)) for code in CODES}

    @rule(code=st.sampled_from(CODES), amount=AMOUNTS, is_credit=st.booleans())
    def open(self, code: str, amount: Decimal, is_credit: bool) -> None:
        book = self.books[code]
        refused = book.is_opened or (is_credit and book.due > 0)
        try:
            with begin(self.here.admin, money.NOON) as work:
                ledger.post_opening(work, code, -amount if is_credit else amount, date(2020, 1, 1))
        except Conflict:
            assert refused
            return
        assert not refused
        book.is_opened = True
        if is_credit:
            book.moneys.append(Money(None, amount, date(2020, 1, 1)))
        else:
            book.debts.append(Owed(None, amount))
        book.settle()

    @rule(code=st.sampled_from(CODES), demand=DEMANDS)
    def issue(self, code: str, demand: Decimal) -> None:
        book = self.books[code]
        made = money.issue(self.here, book.account_id, next(book.months), demand)
        book.debts.append(Owed(made, demand))
        book.settle()

    @rule(code=st.sampled_from(CODES), amount=AMOUNTS, days=DAYS)
    def pay_some(self, code: str, amount: Decimal, days: int) -> None:
        self._pay(code, amount, days)

    @precondition(lambda self: any(book.due > 0 for book in self.books.values()))
    @rule(days=DAYS, share=st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5")]))
    def pay_around_what_is_due(self, days: int, share: Decimal) -> None:
        code = next(code for code, book in self.books.items() if book.due > 0)
        self._pay(code, max((self.books[code].due * share).quantize(Decimal("0.01")), Decimal("0.01")), days)

    def _pay(self, code: str, amount: Decimal, days: int) -> None:
        paid = money.pay(self.here, code, amount, money.TODAY - timedelta(days=days))
        self.books[code].moneys.append(Money(paid.payment_id, amount, paid.head.value_on))
        self.books[code].settle()

    @precondition(lambda self: any(each.payment_id for book in self.books.values() for each in book.moneys))
    @rule(pick=PICK)
    def reverse(self, pick: int) -> None:
        known = [(book, each) for book in self.books.values() for each in book.moneys if each.payment_id]
        book, each = known[pick % len(known)]
        assert each.payment_id is not None
        try:
            with begin(self.here.admin, money.NOON) as work:
                payments.reverse(work, each.payment_id, "by mistake")
        except Conflict:
            assert each.is_reversed
            return
        assert not each.is_reversed
        each.is_reversed = True
        for debt in book.debts:
            debt.paid.pop(each.payment_id, None)
        book.settle()

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        self.turn += 1
        with begin(self.here.admin, money.NOON) as work:
            for book in self.books.values():
                balance = ledger.balance_of(work, book.account_id)
                assert (balance.due, balance.advance) == (book.due, book.advance)
                billed = {(debt.made.period, debt.made.bill_id): debt for debt in book.debts if debt.made}
                page = bills.page(work, ListQuery(filters={"account": str(book.account_id)}, size=200))
                assert {(row.period, row.bill_id) for row in page.rows} == set(billed)
                for row in page.rows:
                    debt = billed[row.period, row.bill_id]
                    assert row.outstanding == debt.left
                    assert row.status == bills.status_for(debt.demand, debt.left)
                if billed:
                    # Which payment paid what is looked at for one bill at a time, by turns.
                    place, debt = list(billed.items())[self.turn % len(billed)]
                    paid = {each.payment_id: each.amount for each in bills.get(work, *place).payments}
                    assert paid == debt.paid

    @invariant()
    def verification_finds_nothing(self) -> None:
        assert money.disagreements(self.here) == []


def walk(examples: int, steps: int) -> None:
    """Run the machine; shrinking is left out where only length is wanted."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=steps < 100,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(MoneyMoves, settings=chosen)  # pyright: ignore[reportUnknownMemberType]


def test_whatever_is_done_the_books_agree_with_the_model(database: object) -> None:
    walk(examples=5, steps=25)


@pytest.mark.slow
def test_ten_thousand_steps_leave_the_books_in_agreement(database: object) -> None:
    walk(examples=100, steps=100)
