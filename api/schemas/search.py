"""What a search finds, as it travels."""

from datetime import date

from pydantic import Field

from api.schemas.shapes import Exact, In, Out, Text
from services.search import Noun


class FindParams(In):
    """What to look for."""

    q: Text = Field("", max_length=200, description="A code or its beginning, a number, a phone, a CNIC, or part of a name.")


class HitOut(Out):
    """One record found."""

    noun: Noun
    target: str = Field(description="The id of the record; of a bill its number.")
    title: str
    detail: str
    state: str = Field(description="Empty where there is nothing to say of it.")
    phone: str | None
    amount: Exact | None = Field(
        description="Balance of an account, demand of a bill, money of a payment or receipt, fine of a challan."
    )
    on: date | None = Field(description="Period of a bill, value date of a payment, day of a receipt.")
    is_exact: bool = Field(description="Whether its whole code or number was typed.")
    is_similar: bool = Field(description="Whether the name only sounds nearly as typed.")


class GroupOut(Out):
    """The best hits of one kind."""

    noun: Noun
    hits: list[HitOut]
    count: int
    is_capped: bool = Field(description="Whether there are more than were counted.")


class Found(Out):
    """All that was found, of each kind the best."""

    text: str = Field(description="What was looked for, as it was read.")
    groups: list[GroupOut]
    direct: HitOut | None = Field(description="The one record whose code or number was typed in full.")
