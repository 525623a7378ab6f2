"""Exports: whole lists as CSV, streamed as the database reads them."""

from services.exports.service import Export, ExportNoun, stream

__all__ = ["Export", "ExportNoun", "stream"]
