"""A register of units as offices send it: of each kind of fault one row in 67 (1.5%), each with the reason it must get."""

from collections.abc import Iterator

HEAD = ("Unit code", "Area", "Consumer", "Phone", "Category", "Size in marla", "Business size", "Latitude", "Surveyed on",
        "Address", "Longitude", "State")  # fmt: skip
EVERY = 67
Row = list[str]

# What is put into which column, and how the reason must begin.
FAULTS: dict[str, tuple[int, str, str]] = {
    "unknown area": (1, "NOWHERE", "Area: there is no area “NOWHERE”"),
    "area that is nan": (1, "nan", "Area: a new unit needs the code of its area."),
    "no code": (0, "", "Unit code: this is empty"),
    "code that is NULL": (0, "NULL", "Unit code: this is empty"),
    "mangled code": (0, "3.52E+15", "Unit code: “3.52E+15” is a long number that a spreadsheet has cut"),
    "bad phone": (3, "12", "Phone: “12” is no phone number"),
    "mangled phone": (3, "9.23E+11", "Phone: “9.23E+11” is a long number that a spreadsheet has cut"),
    "phone of 25 digits": (3, "1234567890123456789012345", "Phone: “1234567890123456789012345” is no phone number"),
    "unknown category": (4, "castle", "Category: “castle” is not one of"),
    "negative size": (5, "-5", "Size in marla: “-5” is below zero"),
    "size of 25 digits": (5, "1234567890123456789012345", "Size in marla: "),
    "no size": (5, "#N/A", "Size in marla: A residence needs its size in marla"),
    "off the earth": (7, "130.5", "Latitude: “130.5” is no latitude"),
    "half a position": (10, "", "Longitude: A position needs both latitude and longitude, or neither."),
    "of the year 1900": (8, "01/01/1900", "Surveyed on: “01/01/1900” is outside"),
    "of the year 2100": (8, "01/01/2100", "Surveyed on: “01/01/2100” is outside"),
    "still to come": (8, "01/01/2090", "Surveyed on: 2090-01-01 is still to come."),
    "no address": (9, "None", "Address: Say where the premises are."),
    "long address": (9, "x" * 201, "Address: The text is longer than 200 characters."),
    "half a character": (2, "Demo \ud800 Half", "Row: This row has a character that could not be read"),
    "unknown state": (11, "haunted", "State: “haunted” is not one of"),
}
REPEATED = len(FAULTS)
# These are no faults: signs that cannot be printed are taken out, and any script is a name.
NAMES = ("ڈیمو صارف", "Demo 👨‍👩‍👧 خاندان", "Demo\u0007 Bell", "Demo\u200b O’Hara", "Demo Consumer", "José Ñandú")
AREAS = ("OKR-A", "Ward B", "okr-b")


def good(n: int) -> Row:
    """A row without a fault."""
    return [f"U-{n:06}", AREAS[n % 3], f"{NAMES[n % len(NAMES)]} {n}", f"0300-{n:07}", "house", f"{n % 40 + 1} marla", "", "30.8",
            "5 Jan 2026", f"House {n}, نئی آبادی", "73.4", "surveyed"]  # fmt: skip


def rows(size: int) -> Iterator[tuple[Row, str | None]]:
    """Rows, each with how its reason must begin, or None where it is to go in."""
    kinds = list(FAULTS.values())
    for n in range(size):
        row, kind = good(n), n % EVERY
        if kind < REPEATED:
            column, cell, reason = kinds[kind]
            row[column] = cell
            yield row, reason
        elif kind == REPEATED and n > EVERY:
            # The first of two rows with one code counts.
            row[0] = f"U-{n - 1 - REPEATED - 10:06}"
            yield row, f"Repeated: {row[0]} stands in row "
        else:
            yield row, None
