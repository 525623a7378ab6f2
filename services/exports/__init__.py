"""Exports: any list, exactly as narrowed and with the columns chosen, as CSV or a workbook, streamed."""

from services.exports.addresses import of_address
from services.exports.making import make
from services.exports.models import Export, ExportNoun, ExportStatus, FileFormat, NewExport
from services.exports.nouns import whole
from services.exports.service import JOB, cancel, fail, get, page, start, stream, unfinished, write

__all__ = [
    "JOB",
    "Export",
    "ExportNoun",
    "ExportStatus",
    "FileFormat",
    "NewExport",
    "cancel",
    "fail",
    "get",
    "make",
    "of_address",
    "page",
    "start",
    "stream",
    "unfinished",
    "whole",
    "write",
]
