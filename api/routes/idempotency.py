"""The id under which a client sends a creation, so that sending it again has no second effect."""

from typing import Annotated
from uuid import UUID

from fastapi import Header

from utils.errors import Invalid

IdempotencyKey = Annotated[
    UUID | None, Header(description="A UUID made by the client: the same again answers with what the first one made.")
]


def client_id(header: UUID | None, body: UUID | None) -> UUID:
    """The id from the header Idempotency-Key or from `client_uuid`; Invalid without one and when the two differ."""
    if header is not None and body is not None and header != body:
        raise Invalid({"client_uuid": "The header Idempotency-Key and client_uuid differ; send one of them."})
    chosen = header or body
    if chosen is None:
        raise Invalid({"client_uuid": "Send a UUID of your own as Idempotency-Key, so that a repeat has no second effect."})
    return chosen
