"""An error says in one sentence what is wrong."""

import pytest

from utils.errors import AppError, Busy, Conflict, Forbidden, Invalid, NotFound, Unauthenticated, not_found


def test_every_error_reads_as_a_sentence() -> None:
    for error in (Forbidden, Conflict, Busy, Unauthenticated):
        assert str(error("The period is closed.")) == "The period is closed."
        assert issubclass(error, AppError)


def test_what_is_not_found_is_named() -> None:
    with pytest.raises(NotFound) as missing:
        not_found("ticket", "T-12")
    assert (missing.value.noun, missing.value.ref) == ("ticket", "T-12")
    assert str(missing.value) == "There is no ticket T-12."


def test_invalid_keeps_its_fields_and_reads_as_one_sentence() -> None:
    error = Invalid({"name": "A name is needed.", "size": "The size must be above zero."})
    assert error.fields["size"] == "The size must be above zero."
    assert str(error) == "A name is needed. The size must be above zero."
    assert str(Invalid({})) == "What was entered cannot be accepted."
