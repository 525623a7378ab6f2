"""Drafts as they travel."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import In, Out, Text

Form = Annotated[Text, Field(min_length=1, max_length=60, examples=["ticket.open"])]
Record = Annotated[Text, Field(max_length=100, description="What it is about; empty where about nothing that exists.")]


class DraftIn(In):
    """What was typed into a form, by the label of each field."""

    form: Form
    record: Record = ""
    filling: UUID = Field(description="One filling-in of the form: once that was sent, nothing of it is kept any more.")
    typed: dict[Annotated[Text, Field(max_length=200)], Annotated[Text, Field(max_length=60_000)]]


class DraftNamed(In):
    """One draft."""

    form: Form
    record: Record = ""
    filling: UUID
    is_sent: bool = Field(False, description="The form was sent; otherwise what was typed is thrown away.")


class DraftSaved(Out):
    """Whether it is kept: not where the form was sent meanwhile."""

    is_kept: bool


class DraftOut(Out):
    """What was typed and not sent."""

    form: str
    record: str
    filling: UUID
    typed: dict[str, str]
    saved_at: datetime
