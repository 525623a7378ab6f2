"""What a person typed into a search box, as the ranges that indexes answer."""

import re
from dataclasses import dataclass
from typing import Final

# Sorts after every character a code or a name holds.
LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Sought:
    """Bounds for prefix searches; all None when nothing was typed.

    `code_*` bound codes as typed in capitals, `name_*` names in small letters; `phone` is the digits after country
    code or leading zero, None when the text is no phone.
    """

    code_from: str | None
    code_to: str | None
    name_from: str | None
    name_to: str | None
    phone: str | None

    def params(self) -> dict[str, object]:
        """The bounds as query parameters of the same names."""
        return {
            "code_from": self.code_from,
            "code_to": self.code_to,
            "name_from": self.name_from,
            "name_to": self.name_to,
            "phone": self.phone,
        }


def phone_digits(text: str, country_code: str = "92") -> str | None:
    """A phone in any spelling (0300-1234567, 92300…, 3001234567) as country code and number; None when it is none."""
    digits = re.sub(r"[\s().+-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        return None
    digits = digits.removeprefix("00")
    if digits.startswith("0"):
        digits = country_code + digits[1:]
    elif len(digits) == 10 and digits.startswith("3"):
        digits = country_code + digits
    return digits if 7 <= len(digits) <= 15 else None


def sought(text: str) -> Sought:
    """Read what was typed; control characters are dropped, at most 80 characters count."""
    typed = "".join(character for character in text if character.isprintable()).strip()[:80]
    if not typed:
        return Sought(None, None, None, None, None)
    code, name = typed.upper(), typed.lower()
    return Sought(code, code + LAST, name, name + LAST, phone_digits(typed))
