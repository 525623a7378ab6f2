"""What is said of a bill run: its name, what it made, and how that compares."""

from decimal import Decimal

from components import words
from services.bill_runs import GroupTotal, Review, Run


def title(run: Run) -> str:
    """The cycle and period: 'Sanitation monthly, September 2026'."""
    return f"{run.cycle_name}, {words.month(run.period)}"


def batch(count: int, demand: Decimal, held: int, run: Run, currency: str) -> str:
    """What a run holds: '1,204 bills for September 2026, Rs 486,300; 12 held back'."""
    said = f"{words.counted(count, 'bill')} for {words.month(run.period)}, {words.money(demand, currency)}"
    return f"{said}; {held:,} held back" if held else said


def of_review(found: Review, currency: str) -> str:
    """The same from what a reviewer sees: the bills that are issued or would be."""
    total = found.total
    return batch(total.bill_count - total.held_count, total.demand, total.held_count, found.run, currency)


def change(now: Decimal | int, before: Decimal | int) -> str:
    """A change in per cent with its sign: '+3.2%', '−10.0%'; '–' where there was nothing before."""
    if not before:
        return words.NOTHING
    moved = Decimal(now) - Decimal(before)
    shown = words.percent(abs(moved), before)
    return shown if not moved else f"{'+' if moved > 0 else '−'}{shown}"


def difference(now: int, before: int) -> str:
    """A difference of counts with its sign: '+12', '−3', '0'."""
    moved = now - before
    return f"+{moved:,}" if moved > 0 else words.number(moved)


def compared(now: int, before: int, period: str) -> str:
    """A count beside that of an earlier period: '12 more than in August 2026', 'as many as in August 2026'."""
    if now == before:
        return f"as many as in {period}"
    return f"{abs(now - before):,} {'more' if now > before else 'fewer'} than in {period}"


def issued_count(row: GroupTotal) -> int:
    """The bills of a group that go out, the held ones left out."""
    return row.bill_count - row.held_count
