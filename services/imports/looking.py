"""What a file holds, before its rows are read: its columns with a few cells, and which field each seems to be."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.imports.definition import Noun
from services.imports.models import ReadAs, SourceColumn
from services.tabular import Limits, TemplateColumn, Wanted, guess, open_table, template
from utils.errors import Invalid

SAMPLES: Final = 20
SHOWN: Final = 3
LONGEST_SHOWN: Final = 60
MOST_COLUMNS: Final = 300
LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in a file; `sample` is its first rows in the order of the columns."""

    read_as: ReadAs
    sheets: list[str]
    columns: list[SourceColumn]
    notes: list[str]
    shape_key: str
    sample: list[tuple[str | None, ...]]

    def values(self) -> dict[str, object]:
        """What an import keeps of it besides columns and notes."""
        return {
            "sheet": self.read_as.sheet, "header_row": self.read_as.header_row, "delimiter": self.read_as.delimiter,
            "sheets": self.sheets, "shape_key": self.shape_key,
        }  # fmt: skip


def look(path: Path, file_name: str, read_as: ReadAs) -> Seen:
    """Open the file and see. Raises Invalid on `file`."""
    with open_table(
        path, file_name, sheet=read_as.sheet, header_row=read_as.header_row, delimiter=read_as.delimiter, limits=LIMITS
    ) as table:
        if len(table.columns) > MOST_COLUMNS:
            raise Invalid({"file": f"The file has {len(table.columns):,} columns; an import takes at most {MOST_COLUMNS}."})
        sample = table.sample(SAMPLES)
        columns: list[SourceColumn] = [
            {"key": f"c{place}", "name": name, "samples": _first_cells(sample, place)} for place, name in enumerate(table.columns)
        ]
        return Seen(read_as, list(table.sheets), columns, list(table.notes), table.shape_key, sample)


def guessed(noun: Noun, seen: Seen) -> dict[str, str]:
    """Field to key of the column, for those that the headings tell."""
    wanted = [Wanted(field.name, field.label, field.synonyms, field.is_needed) for field in noun.fields]
    found = guess([column["name"] for column in seen.columns], seen.sample, wanted)
    return {field: f"c{place}" for field, place in found.items()}


def template_of(noun: Noun) -> bytes:
    """An XLSX with the noun's columns, lists, notes and an example."""
    columns = [
        TemplateColumn(
            label=field.label,
            note=field.hint or f"{field.label} of the {noun.one}.",
            examples=(field.example,) if field.example else (),
            choices=field.choices,
            is_required=field.is_needed,
        )
        for field in noun.fields
    ]
    return template(columns, (f"One row for each of the {noun.many}.", "An empty cell leaves what is known as it is."))


def _first_cells(sample: list[tuple[str | None, ...]], place: int) -> list[str]:
    cells = [cell for row in sample if (cell := row[place]) is not None]
    return [cell[:LONGEST_SHOWN] for cell in dict.fromkeys(cells)][:SHOWN]
