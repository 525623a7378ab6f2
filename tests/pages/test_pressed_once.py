"""A command of a screen: done once, and remembered as done only when what it did is committed."""

import pytest
from psycopg import errors

from components.once import Command
from services.work import Work
from tests import builders
from utils.errors import NotFound

PROMISE = """
CREATE TEMP TABLE promised (number int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP
"""
BREAK_IT = """
INSERT INTO promised SELECT 1 FROM generate_series(1, 2)
"""


def test_a_second_press_does_it_no_second_time_whatever_it_gave(database: None) -> None:
    actor = builders.world().admin
    for gives, kept in ((7, 7), (None, True)):
        command: Command[object] = Command()
        presses: list[Work] = []
        for _ in range(2):
            command.run(actor, lambda work, done=presses, given=gives: (done.append(work), given)[1])
        assert len(presses) == 1
        assert command.outcome == kept


def test_what_was_refused_may_be_pressed_again(database: None) -> None:
    def refused(work: Work) -> None:
        raise NotFound("bill", 7)

    command: Command[object] = Command()
    with pytest.raises(NotFound):
        command.run(builders.world().admin, refused)
    assert command.outcome is None


def test_what_the_database_refuses_at_the_end_was_not_done(database: None) -> None:
    def broken(work: Work) -> str:
        work.execute(PROMISE)
        work.execute(BREAK_IT)
        return "done"

    command: Command[object] = Command()
    with pytest.raises(errors.UniqueViolation, match="promised_number_key"):
        command.run(builders.world().admin, broken)
    assert command.outcome is None
