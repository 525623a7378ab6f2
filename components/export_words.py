"""What is said of an export: what it holds, how large it is, where it stands, and its download."""

from decimal import Decimal
from typing import Final

from markupsafe import Markup

from components import words
from components.markup import icon, joined
from components.status import badge
from services.exports import Export, ExportStatus, FileFormat

FORMATS: Final = {FileFormat.CSV: "CSV", FileFormat.XLSX: "Excel"}
_UNITS: Final = ("bytes", "KB", "MB", "GB")


def title(export: Export) -> str:
    """'Bills, Excel'."""
    return f"{export.noun.replace('_', ' ').capitalize()}, {FORMATS[export.format]}"


def narrowed(export: Export) -> str:
    """What narrows it, in words: 'State: Issued · Demand: from 100', or 'Everything'."""
    parts = [f"{label}: {told}" for label, told in export.words if label != "Order"]
    return " · ".join(parts) or "Everything"


def columns(export: Export) -> str:
    """How many columns were chosen, '' for all of them."""
    return words.counted(len(export.columns), "column") if export.columns else ""


def size(count: int | None) -> str:
    """Bytes as people say them: '1.2 MB'."""
    if count is None:
        return ""
    value, unit = Decimal(count), _UNITS[0]
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            break
        value /= 1000
    return f"{value:,.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:.1f} {unit}"


def state(export: Export) -> Markup:
    """The mark of its state; a file that is no longer kept has expired."""
    is_expired = export.status == ExportStatus.DONE and not export.is_kept
    return badge("export", "expired" if is_expired else export.status)


def download(export: Export, css: str = "su-link") -> Markup:
    """The link that takes its file away, nothing where there is none."""
    if not export.is_kept:
        return Markup()
    parts = [icon("download"), Markup(" Download")]
    return Markup('<a class="{}" href="/api/v1/files/{}" target="_self">{}</a>').format(css, export.file_id, joined(parts))
