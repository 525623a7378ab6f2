"""Turns at drawing screens: few at once, nobody waits for long, and a turn comes back however a screen ends."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from components.turns import Turns

LONG = 60.0


def drawing(pool: ThreadPoolExecutor, turns: Turns, leave: Event) -> tuple[Future[None], Event]:
    """Somebody who takes a turn and keeps it until told to leave; when they have begun."""
    begun = Event()

    def draw() -> None:
        with turns.one():
            begun.set()
            leave.wait(LONG)

    return pool.submit(draw), begun


def test_the_next_is_drawn_when_a_turn_is_given_back() -> None:
    turns, leave = Turns(2, LONG), Event()
    with ThreadPoolExecutor(3) as pool:
        first, second, third = (drawing(pool, turns, leave) for _ in range(3))
        assert first[1].wait(LONG)
        assert second[1].wait(LONG)
        assert not third[1].wait(0.2)
        leave.set()
        assert third[1].wait(LONG)


def test_nobody_waits_longer_than_the_patience_and_gives_back_no_turn_of_another() -> None:
    turns, leave = Turns(1, 0.01), Event()
    with ThreadPoolExecutor(1) as pool:
        holder, begun = drawing(pool, turns, leave)
        assert begun.wait(LONG)
        with turns.one():
            leave.set()
        holder.result(LONG)  # one turn given back twice would be said here


def test_a_turn_comes_back_from_a_screen_that_failed() -> None:
    turns, leave = Turns(1, LONG), Event()
    with pytest.raises(ValueError, match="broken"), turns.one():
        raise ValueError("broken")
    with ThreadPoolExecutor(1) as pool:
        assert drawing(pool, turns, leave)[1].wait(LONG)
        leave.set()
