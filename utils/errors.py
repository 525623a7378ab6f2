"""The errors that a use case may raise; each face translates them once, and nothing else is caught broadly."""

from collections.abc import Mapping
from typing import NoReturn


class AppError(Exception):
    """A refusal that can be shown to the person as it stands: `str(error)` is a readable sentence."""


class NotFound(AppError):
    """There is no such record, or not for this person."""

    def __init__(self, noun: str, ref: object) -> None:
        super().__init__(f"There is no {noun} {ref}.")
        self.noun = noun
        self.ref = ref


class Forbidden(AppError):
    """The person may not do this; the sentence says what is missing."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(AppError):
    """The record is in a state, or was changed meanwhile, so that this cannot be done now."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(AppError):
    """What was entered cannot be accepted: `fields` maps each field to one sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()) or "What was entered cannot be accepted.")


class Gone(AppError):
    """There was such a record, and it is no longer kept; `instead` says what to do now."""

    def __init__(self, sentence: str, instead: str = "") -> None:
        super().__init__(f"{sentence} {instead}".strip())
        self.sentence = sentence
        self.instead = instead


class Busy(AppError):
    """The system cannot do this at the moment; trying again later is right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Unauthenticated(AppError):
    """Nobody is signed in, or the session has ended."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def not_found(noun: str, ref: object) -> NoReturn:
    """Raise NotFound; made for `repository.get(...) or not_found("ticket", ref)`."""
    raise NotFound(noun, ref)
