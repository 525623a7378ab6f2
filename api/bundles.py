"""Streamlit's own browser bundles, compressed once into the data folder, and its start page made ours."""

import logging
import re
import threading
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from api.compression import compressed

COMPRESSIBLE: Final = frozenset({".js", ".css", ".html", ".svg", ".json"})
# Compressing takes a second per megabyte at quality 9; the few larger bundles hold charts that no first screen loads.
LARGEST: Final = 1_200_000
# What every screen of ours draws, though Streamlit asks for it only when the first of it arrives.
_DRAWN_BY_ALL: Final = ("Html.*.js", "purify.es.*.js")
_BEGINNING: Final = '<meta charset="UTF-8" />'
_INLINE_SCRIPT: Final = re.compile(r"\s*<!-- initialize window\.prerenderReady.*?-->\s*<script>.*?</script>", re.DOTALL)
_NOSCRIPT: Final = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_UNWANTED_LINKS: Final = re.compile(
    r"\s*<link\s+rel=\"(?:preload|service-desc|shortcut icon)\"[^>]*?/?>|\s*<title>.*?</title>|<!--.*?-->", re.DOTALL
)

log = logging.getLogger(__name__)


def folder() -> Path:
    """Where the installed Streamlit keeps what it serves to browsers."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        raise RuntimeError("Streamlit is not installed; run `pip install -r requirements.txt`.")
    return Path(spec.origin).parent / "static"


def start_page(original: str, first: str, head: str, boot: str) -> str:
    """Streamlit's index.html without its inline script, its font and its name; with our head and a first paint.

    `first` goes before its eighty modules: a script that waited behind them would hold up the first paint.
    """
    page = _INLINE_SCRIPT.sub("", original)
    page = _NOSCRIPT.sub("<noscript><p>Suthra needs JavaScript. Please switch it on for this site.</p></noscript>", page)
    page = _UNWANTED_LINKS.sub("", page).lstrip()
    page = page.replace(_BEGINNING, f"{_BEGINNING}\n{first}", 1)
    page = page.replace("</head>", f"{head}\n  </head>", 1)
    return page.replace('<div id="root"></div>', f'<div id="root">{boot}</div>', 1)


def needed_soon(source: Path) -> str:
    """Links that fetch what every screen draws along with the rest."""
    files = [file for name in _DRAWN_BY_ALL for file in sorted((source / "static/js").glob(name))]
    return "\n".join(f'    <link rel="modulepreload" crossorigin href="/static/js/{file.name}" />' for file in files)


class CompressedBundles:
    """Finds the brotli copy of a bundle; copies are made in the background and outlive the process."""

    def __init__(self, source: Path, cache: Path) -> None:
        self.source = source
        key = sha256(f"{version('streamlit')} {source}".encode()).hexdigest()[:12]
        self.cache = cache / f"bundles-{key}"

    def copy_of(self, path: str) -> Path | None:
        """The compressed copy of '/static/js/x.js', or None while there is none."""
        relative = path.removeprefix("/")
        if ".." in relative or Path(relative).suffix not in COMPRESSIBLE:
            return None
        copy = self.cache / f"{relative}.br"
        return copy if copy.is_file() else None

    def fill_in_background(self) -> threading.Thread:
        """Start making the copies that are missing, those of the first load before all others."""
        thread = threading.Thread(target=self._fill, name="compress-bundles", daemon=True)
        thread.start()
        return thread

    def _fill(self) -> None:
        first = set(re.findall(r"\./(static/[^\"]+)\"", (self.source / "index.html").read_text()))
        files = [file for file in self.source.rglob("*") if file.suffix in COMPRESSIBLE and file.stat().st_size < LARGEST]
        files.sort(key=lambda file: (str(file.relative_to(self.source)) not in first, file.stat().st_size))
        try:
            for file in files:
                self._compress(file)
        except OSError as error:  # a full or read-only disk only costs us the compression
            log.warning("bundles stay uncompressed: %s", error)

    def _compress(self, file: Path) -> None:
        copy = self.cache / f"{file.relative_to(self.source)}.br"
        if copy.is_file():
            return
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_suffix(f".{threading.get_native_id()}")
        unfinished.write_bytes(compressed(file.read_bytes(), quality=9))
        unfinished.replace(copy)
