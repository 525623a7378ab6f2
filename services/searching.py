"""What a person typed into a search box: read as numbers of records, phones and CNICs, and as ranges of indexes."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

LONGEST: Final = 80

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


def cleaned(text: str) -> str:
    """What was typed without what nobody types: at most 80 characters, one blank between words, plain digits.

    Control characters, halves of characters and the zero character go; full-width and Arabic digits become 0 to 9.
    """
    kept = "".join(character if character.isprintable() else " " for character in text[: LONGEST * 4])
    plain = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFC", kept)
    )
    return " ".join(plain.split())[:LONGEST].strip()


def phone_digits(text: str, country_code: str = "92") -> str | None:
    """A phone in any spelling (0300-1234567, 92300…, 3001234567) as country code and number; None when it is none."""
    digits = re.sub(r"[\s()./+‐-―-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        return None
    digits = digits.removeprefix("00")
    if digits.startswith(country_code + "0"):  # +92 (0)300 …
        digits = country_code + digits[len(country_code) + 1 :]
    elif digits.startswith("0"):
        digits = country_code + digits[1:]
    elif len(digits) == 10 and digits.startswith("3"):
        digits = country_code + digits
    return digits if 7 <= len(digits) <= 15 else None


def cnic_digits(text: str) -> str | None:
    """The 13 digits of a national identity number with or without its dashes; None when the text is none."""
    digits = re.sub(r"[\s./‐-―-]", "", text)
    return digits if re.fullmatch(r"[0-9]{13}", digits) else None


def parse_bill_no(text: str) -> tuple[date, int] | None:
    """The period and bill id of a bill number such as 202609-0000123; None when the text is no bill number."""
    found = re.fullmatch(r"(\d{4})(\d{2})-(\d{7,15})", text.strip(), re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0 or int(found[3]) == 0:
        return None
    return date(int(found[1]), int(found[2]), 1), int(found[3])


def parse_receipt_no(text: str) -> tuple[str, int] | None:
    """The counter and number of a receipt number such as OFFICE-0000123; None when the text is none."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z0-9]{0,19})-(\d{7,15})", text.strip(), re.ASCII)
    return (found[1].lower(), int(found[2])) if found else None


def parse_ticket_no(text: str) -> int | None:
    """The number of a ticket as people write it: T-000123, T-123 or t123; None when the text is none."""
    return _parse_lettered("tT", text)


def parse_visit_no(text: str) -> int | None:
    """The number of a visit as people write it: V-000123, V-123 or v123; None when the text is none."""
    return _parse_lettered("vV", text)


def parse_challan_no(text: str) -> int | None:
    """The number of a challan as people write it: C-000123, C-123 or c123; None when the text is none."""
    return _parse_lettered("cC", text)


def _parse_lettered(letters: str, text: str) -> int | None:
    found = re.fullmatch(rf"[{letters}]-?0*([0-9]{{1,15}})", text.strip(), re.ASCII)
    return int(found[1]) if found else None


def sought(text: str) -> Sought:
    """Read what was typed; control characters are dropped, at most 80 characters count."""
    typed = cleaned(text)
    if not typed:
        return Sought(None, None, None, None, None)
    code, name = typed.upper(), typed.lower()
    return Sought(code, code + LAST, name, name + LAST, phone_digits(typed))
