"""Change requests: whoever sees that the register is wrong proposes what is right, and somebody else decides about it."""

from services.change_requests.attaching import ATTACHABLE
from services.change_requests.deciding import approve, decide_many, reject
from services.change_requests.listing_repository import REQUESTS, RequestRow
from services.change_requests.models import (
    KINDS,
    Decided,
    Decision,
    Kind,
    NewRequest,
    Outcome,
    Request,
    RequestStatus,
)
from services.change_requests.rules import FIELDS, LONGEST_NOTE, MOST_AT_ONCE, values_of
from services.change_requests.service import chosen, get, page, propose, waiting

__all__ = [
    "ATTACHABLE",
    "FIELDS",
    "KINDS",
    "LONGEST_NOTE",
    "MOST_AT_ONCE",
    "REQUESTS",
    "Decided",
    "Decision",
    "Kind",
    "NewRequest",
    "Outcome",
    "Request",
    "RequestRow",
    "RequestStatus",
    "approve",
    "chosen",
    "decide_many",
    "get",
    "page",
    "propose",
    "reject",
    "values_of",
    "waiting",
]
