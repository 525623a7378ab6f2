"""Schemas of exports."""

from datetime import datetime

from pydantic import Field

from api.schemas.shapes import In, ListParams, Out, Text
from services.exports import Export, ExportNoun, ExportStatus, FileFormat, NewExport, of_address
from utils.errors import Invalid


class ExportIn(In):
    """A list as the screens ask for it, and as what file."""

    noun: ExportNoun = Field(description="The list.")
    format: FileFormat = Field(FileFormat.CSV, description="`xlsx` is a workbook with typed cells.")
    search: Text = Field("", max_length=200, description="What to look for, as in the list.")
    filters: dict[str, Text] = Field(
        default_factory=dict,
        max_length=40,
        description="Filters of the list by name, e.g. status: issued,paid or demand: 100..500.",
    )
    sort: Text = Field("", max_length=40, description="One of the orders of the list; the usual one when left out.")
    columns: list[Text] = Field(
        default_factory=list, max_length=100, description="Names of columns in their order; every column when left out."
    )

    address: Text = Field(
        "", max_length=4000, description="Instead of these: the query of the list's own address, e.g. ?status=issued."
    )

    def wanted(self) -> NewExport:
        """The same in the words of the business."""
        if self.address:
            if self.search or self.filters or self.sort or self.columns:
                raise Invalid({"address": "Send the address of a list, or its parts, not both."})
            return of_address(self.noun, self.format, self.address)
        return NewExport(self.noun, self.format, self.search, self.filters, self.sort, tuple(self.columns))


class ExportParams(ListParams):
    """Which of the own exports."""

    status: ExportStatus | None = Field(None, description="Only those in this state.")


class ExportOut(Out):
    """An export and what has become of it."""

    export_id: int
    noun: ExportNoun
    format: FileFormat
    search: str
    filters: dict[str, str]
    sort: str
    columns: list[str] = Field(description="Empty where every column was asked for.")
    words: list[list[str]] = Field(description="What narrows and orders it, as label and words.")
    status: ExportStatus
    row_count: int | None = Field(description="How many rows there are; null until it is known.")
    rows_done: int
    failure: str | None = Field(description="Why it stopped.")
    file_id: int | None
    file_name: str | None
    size: int | None = Field(description="Bytes of the file.")
    href: str = Field(description="Its screen.")
    download: str | None = Field(description="Where the file can be had, while it is kept.")
    expires_at: datetime | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, export: Export) -> "ExportOut":
        """The answer for an export."""
        address = f"/api/v1/files/{export.file_id}" if export.is_kept else None
        named = {name: getattr(export, name) for name in cls.model_fields if name not in ("download", "href")}
        return cls(download=address, href=f"/exports?export={export.export_id}", **named)
