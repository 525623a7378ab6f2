"""Serves what browsers keep: our assets, Streamlit's bundles compressed, and the start page of every screen."""

import json
import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import bundles, compression, refusal_page
from utils import wording
from utils.wording import ENGLISH, LANGUAGES, worded

FOREVER: Final = "public, max-age=31536000, immutable"
_NOT_PAGES: Final = ("/_stcore", "/media/", "/component/", "/static/", "/app/", "/auth", "/api", "/oauth2callback")
# Streamlit's own icon font weighs 375 KB; ours holds the symbols listed in fonts/symbols.txt in 44 KB.
_OUR_FONTS: Final = {
    "/static/media/MaterialSymbols-Rounded": "fonts/symbols.woff2",
    "/static/media/SourceSansVF": "fonts/inter-latin-5.3.woff2",
}
_SERVED_ASSETS: Final = frozenset({".css", ".js", ".woff2", ".svg", ".png"})
mimetypes.add_type("font/woff2", ".woff2")


@dataclass(frozen=True)
class Content:
    """One file held in memory, with its compressed form when that is smaller."""

    body: bytes
    compressed: bytes | None
    media_type: str
    tag: str

    @staticmethod
    def of(body: bytes, media_type: str) -> "Content":
        """Compress once; pictures and fonts are left as they are."""
        is_text = not media_type.startswith(("font/", "image/png"))
        compressed = compression.compressed(body, quality=11) if is_text else None
        return Content(body, compressed, media_type, sha256(body).hexdigest()[:12])

    def response(self, headers: Headers, cache_control: str) -> Response:
        """The answer for this client: 304 if it has it already, brotli if it takes it."""
        answer = {"Cache-Control": cache_control, "ETag": f'"{self.tag}"', "Vary": "Accept-Encoding"}
        if headers.get("if-none-match", "").removeprefix("W/") == answer["ETag"]:
            return Response(status_code=304, headers=answer)
        if self.compressed is not None and "br" in headers.get("accept-encoding", ""):
            answer["Content-Encoding"] = "br"
            return Response(self.compressed, headers=answer, media_type=self.media_type)
        return Response(self.body, headers=answer, media_type=self.media_type)


class Statics:
    """ASGI middleware in front of Streamlit's file serving; what it does not know passes on unchanged."""

    def __init__(self, app: ASGIApp, assets: dict[str, Content], cache: Path, pages: frozenset[str]) -> None:
        self.app = app
        self.pages = pages
        source = bundles.folder()
        self.bundles = bundles.CompressedBundles(source, cache)
        self.bundles.fill_in_background()
        self.assets = assets
        original = (source / "index.html").read_text(encoding="utf-8")
        self.starts = {language: _start(self.assets, original, language) for language in LANGUAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(scope) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path, headers = str(scope["path"]), Headers(scope=scope)
        if path.startswith("/assets/"):
            asset = self.assets.get(path.removeprefix("/assets/"))
            if asset is None:
                return PlainTextResponse("Not found.", status_code=404)
            is_named = b"v=" in scope["query_string"] or asset.media_type.startswith("font/")
            return asset.response(headers, FOREVER if is_named else "public, max-age=3600")
        font = next((name for start, name in _OUR_FONTS.items() if path.startswith(start)), None)
        if font is not None:
            return self.assets[font].response(headers, FOREVER)
        if path.startswith("/static/") and "br" in headers.get("accept-encoding", ""):
            return self._bundle(path)
        if path.startswith(_NOT_PAGES) or "." in path.rsplit("/", 1)[-1]:
            return None
        if path not in self.pages:
            return refusal_page.missing(path)
        spoken = scope.get("state", {}).get("language", ENGLISH)
        return self.starts.get(spoken, self.starts[ENGLISH]).response(headers, "no-cache")

    def _bundle(self, path: str) -> Response | None:
        copy = self.bundles.copy_of(path)
        if copy is None:
            return None
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        headers = {"Content-Encoding": "br", "Vary": "Accept-Encoding", "Cache-Control": FOREVER}
        return FileResponse(copy, headers=headers, media_type=media_type)


def load_assets(folder: Path) -> dict[str, Content]:
    """Every servable file under `assets/` by its path there, e.g. 'styles.css'."""
    found: dict[str, Content] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix in _SERVED_ASSETS:
            media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            found[file.relative_to(folder).as_posix()] = Content.of(file.read_bytes(), media_type)
    return found | {_sentences(language): _spoken(language) for language in LANGUAGES if language != ENGLISH}


def asset_url(assets: dict[str, Content], name: str) -> str:
    """The address of an asset that changes with its content, so that it may be kept forever."""
    return f"/assets/{name}?v={assets[name].tag}"


_BOOT: Final = '<div class="su-boot" role="status"><span class="su-boot-mark"></span>{}</div>'


def _sentences(language: str) -> str:
    return f"wording/{language}.js"


def _spoken(language: str) -> Content:
    """What the scripts of a screen say in a language, as a script that comes before them."""
    said = json.dumps(wording.catalogue(language).scripts, ensure_ascii=False)
    return Content.of(f"window.suthraSentences = {said};\n".encode(), "text/javascript")


def _start(assets: dict[str, Content], original: str, language: str) -> Content:
    """The start page of who reads this language; each screen then says which one it speaks itself."""
    scripts, head = ["shell.js"], f"{_head(assets)}\n{bundles.needed_soon(bundles.folder())}"
    if language != ENGLISH:
        scripts.insert(0, _sentences(language))
        head += f'\n    <link rel="stylesheet" href="{asset_url(assets, "urdu.css")}" />'
    first = "\n".join(f'    <script src="{asset_url(assets, script)}"></script>' for script in scripts)
    with wording.speaking(language):
        page = bundles.start_page(original, first, head, _BOOT.format(worded("Opening Suthra")))
    opened = f'<html lang="{language}" dir="{wording.direction(language)}">'
    return Content.of(page.replace('<html lang="en">', opened, 1).encode(), "text/html; charset=utf-8")


def _head(assets: dict[str, Content]) -> str:
    font = "fonts/inter-latin-5.3.woff2"
    return f"""  <title>Suthra</title>
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#f6f8f6" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#101614" media="(prefers-color-scheme: dark)" />
    <link rel="icon" type="image/svg+xml" href="{asset_url(assets, "favicon.svg")}" />
    <link rel="preload" href="/assets/{font}" as="font" type="font/woff2" crossorigin />
    <link rel="stylesheet" href="{asset_url(assets, "styles.css")}" />
    <link rel="stylesheet" href="{asset_url(assets, "browser.css")}" />
    <link rel="stylesheet" href="{asset_url(assets, "field.css")}" />
    <link rel="stylesheet" href="{asset_url(assets, "print.css")}" media="print" />
    <script src="{asset_url(assets, "drafts.js")}" defer></script>
    <script src="{asset_url(assets, "field.js")}" defer></script>"""
