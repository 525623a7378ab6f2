"""Schemas of imports."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.shapes import In, Out, SearchParams, Text
from services.files import File
from services.imports import Import, ImportNoun, ImportStatus, Noun, ReadAs, Verdict


class ReadIn(In):
    """How a file is to be read; what is left out is found by the reader."""

    sheet: Text | None = Field(None, max_length=200, description="The sheet of a workbook.")
    header_row: int | None = Field(None, ge=1, le=1000, description="The row that names the columns, counted from 1.")
    delimiter: Text | None = Field(None, max_length=1, description="What divides the cells of a CSV.")

    def read_as(self) -> ReadAs:
        """The same in the words of the business."""
        return ReadAs(self.sheet, self.header_row, self.delimiter)


class UploadParams(ReadIn):
    """What is uploaded."""

    noun: ImportNoun = Field(description="What the rows of the file are.")
    name: Text = Field(min_length=1, max_length=200, description="The name of the file; its ending says what kind it is.")


class MappingIn(In):
    """Which column of the file is which field."""

    mapping: dict[str, Text] = Field(max_length=100, description="Field to `key` of a column, as the import lists them.")


class ImportParams(SearchParams):
    """Which imports."""

    noun: ImportNoun | None = Field(None, description="Only those of this kind of row.")
    status: ImportStatus | None = Field(None, description="Only those in this state.")


class ImportFieldOut(Out):
    """One field that a file may have."""

    name: str
    label: str
    is_needed: bool = Field(description="Whether a column must be mapped to it, and every row fill it.")
    choices: list[str] = Field(description="The values of a list; empty where anything goes.")
    example: str
    hint: str


class ImportNounOut(Out):
    """A kind of row that may be imported."""

    name: ImportNoun
    one: str
    many: str
    fields: list[ImportFieldOut]

    @classmethod
    def of(cls, noun: Noun) -> "ImportNounOut":
        """From the business."""
        fields = [
            ImportFieldOut(name=each.name, label=each.label, is_needed=each.is_needed, choices=list(each.choices),
                           example=each.example, hint=each.hint)
            for each in noun.fields
        ]  # fmt: skip
        return cls(name=noun.name, one=noun.one, many=noun.many, fields=fields)


class ImportColumnOut(Out):
    """A column of the file with a few of its cells."""

    key: str
    name: str
    samples: list[str]


class ImportListedOut(Out):
    """An import as a list shows it."""

    import_id: int
    noun: ImportNoun
    status: ImportStatus
    file_name: str
    row_count: int
    added_count: int
    changed_count: int
    rejected_count: int
    parked_count: int
    creator_name: str
    created_at: datetime
    finished_at: datetime | None


class ImportOut(Out):
    """An import: what was seen in its file, what would become of its rows or became of them, and how far it is."""

    import_id: int
    noun: ImportNoun
    status: ImportStatus
    file_name: str
    sheet: str | None
    header_row: int | None
    delimiter: str | None
    sheets: list[str]
    columns: list[ImportColumnOut]
    notes: list[str] = Field(description="What the reader noticed.")
    mapping: dict[str, str] = Field(description="Field to `key` of its column: guessed, remembered or chosen.")
    is_checking: bool
    is_rolling_back: bool
    checked_count: int
    to_apply_count: int
    applied_count: int
    row_count: int
    added_count: int
    changed_count: int
    unchanged_count: int
    rejected_count: int
    parked_count: int = Field(description="Rows that wait for an account, unit or area that is not there yet.")
    failure: str | None = Field(description="Why it stopped.")
    result_file_ids: list[int] = Field(description="Files that it made, such as first passwords; only its importer gets them.")
    creator_name: str
    created_at: datetime
    validated_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    rolled_back_at: datetime | None

    @classmethod
    def of(cls, found: Import) -> "ImportOut":
        """From the business."""
        return cls.model_validate(found)


class RowsParams(In):
    """Which rows."""

    verdict: Verdict = Field(description="What becomes of them.")
    label: Text | None = Field(None, max_length=100, description="Only those whose reason has this label.")
    size: int = Field(50, ge=1, le=200, description="How many of the first.")


class ImportProblemOut(Out):
    """Why rows are not taken: one kind of reason."""

    verdict: Verdict
    label: str
    count: int
    row_no: int = Field(description="The first such row of the file.")
    reason: str


class ImportedRowOut(Out):
    """A row as it was understood."""

    row_no: int
    key: str | None
    values: dict[str, str | None] = Field(description="Field to value, as it was understood.")
    verdict: Verdict
    reason: str | None
    before: dict[str, Any] | None = Field(description="What a changed record held.")


class FileRefOut(Out):
    """A file to be downloaded."""

    file_id: int
    name: str
    size: int
    href: str

    @classmethod
    def of(cls, file: File) -> "FileRefOut":
        """From the business."""
        return cls(file_id=file.file_id, name=file.name, size=file.size, href=f"/api/v1/files/{file.file_id}")
