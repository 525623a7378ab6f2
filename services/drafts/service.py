"""Keeping what a person typed, giving it back, and forgetting it once it is sent; no change of the business, so no audit."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.drafts import repository
from services.drafts.models import Draft
from services.work import Work
from utils.errors import Invalid

MOST: Final = 100
MOST_FIELDS: Final = 60
LONGEST: Final = 60_000
# What no form that keeps drafts asks for; should one ever, it goes no further than here.
_SECRET: Final = re.compile(r"pass\s?(word|phrase)|secret|one-time|recovery code|\bPIN\b", re.IGNORECASE)


def save(work: Work, form: str, record: str, filling: UUID, typed: Mapping[str, str]) -> bool:
    """Keep what the actor typed, by the label of each field, in the place of what was kept of this form and record.

    False where this filling-in was sent meanwhile: then nothing is kept. Raises Invalid.
    """
    _check_names(form, record)
    kept = {label: value for label, value in typed.items() if not _SECRET.search(label)}
    if len(kept) > MOST_FIELDS or sum(len(label) + len(value) for label, value in kept.items()) > LONGEST:
        raise Invalid({"typed": f"A draft holds at most {MOST_FIELDS} fields and {LONGEST:,} letters."})
    is_kept = repository.save(work, form, record, filling, json.dumps(kept, ensure_ascii=False))
    repository.keep_newest(work, MOST)
    return is_kept


def of_forms(work: Work, forms: Sequence[str]) -> list[Draft]:
    """The actor's own drafts of some forms, about whichever records."""
    return repository.of_forms(work, forms)


def sent(work: Work, form: str, record: str, filling: UUID) -> None:
    """The form was sent, within the work that did what it asks for: its draft goes. Raises Invalid."""
    _check_names(form, record)
    repository.sent(work, form, record, filling)


def throw_away(work: Work, form: str, record: str, filling: UUID) -> None:
    """Remove the actor's draft of this filling-in; one that is gone or became another is no error. Raises Invalid."""
    _check_names(form, record)
    repository.throw_away(work, form, record, filling)


def _check_names(form: str, record: str) -> None:
    if not re.fullmatch("[a-z_.]{1,60}", form):
        raise Invalid({"form": "A form is named in small letters, such as ticket.open."})
    if len(record) > 100:
        raise Invalid({"record": "A record is named in at most 100 letters."})
