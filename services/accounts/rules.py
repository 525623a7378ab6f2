"""What the particulars of an account must be like: one verdict for form, interface and import."""

from dataclasses import dataclass
from typing import Final

from utils.marks import mark_of
from utils.text import is_line

LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class AccountFields:
    """What may be changed of an account; `phone` is digits with country code, or None."""

    holder_name: str
    phone: str | None
    is_active: bool

    @property
    def mark(self) -> str:
        """Changes whenever one of the fields does."""
        return mark_of((self.holder_name, self.phone, self.is_active))


def faults(after: AccountFields) -> dict[str, str]:
    """Each wrong field with a sentence; empty when all is well."""
    wrong: dict[str, str] = {}
    if not after.holder_name.strip():
        wrong["holder_name"] = "Say who the consumer is."
    elif len(after.holder_name) > LONGEST_NAME:
        wrong["holder_name"] = f"A name has at most {LONGEST_NAME} characters."
    elif not is_line(after.holder_name):
        wrong["holder_name"] = "A name is one line without control characters."
    if after.phone is not None and not (after.phone.isascii() and after.phone.isdigit() and 7 <= len(after.phone) <= 15):
        wrong["phone"] = "Write the phone with its digits, for example 0300-1234567."
    return wrong
