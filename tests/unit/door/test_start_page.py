"""The page that every screen starts from."""

import re
from pathlib import Path

import brotli
from starlette.datastructures import Headers

from api import bundles
from api.bundles import CompressedBundles
from api.statics import Content, load_assets
from utils.settings import ROOT


def test_the_start_page_has_no_inline_script_and_asks_nobody_else() -> None:
    original = (bundles.folder() / "index.html").read_text()
    first = '<script src="/assets/first.js"></script>'
    page = bundles.start_page(original, first, "<title>Suthra</title>", '<div class="su-boot"></div>')
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []
    assert re.findall(r"(?:href|src)=\"(?:https?:)?//", page) == []
    assert "<title>Suthra</title>" in page
    assert re.findall(r">[^<]*Streamlit[^<]*<", page) == []
    assert "SourceSans" not in page
    assert '<div id="root"><div class="su-boot">' in page
    assert page.count('type="module"') == 1
    assert page.index("/assets/first.js") < page.index("modulepreload") < page.index("<title>Suthra</title>")


def test_what_every_screen_draws_is_fetched_along_with_the_rest() -> None:
    found = re.findall(r'href="/(static/js/[^"]+)"', bundles.needed_soon(bundles.folder()))
    assert [name.split("/")[-1].split(".")[0] for name in found] == ["Html", "purify"]
    assert all((bundles.folder() / name).is_file() for name in found)


def test_a_compressed_bundle_unpacks_to_the_original(tmp_path: Path) -> None:
    source, cache = tmp_path / "static", tmp_path / "cache"
    (source / "static/js").mkdir(parents=True)
    (source / "index.html").write_text('<script src="./static/js/a.js"></script>')
    (source / "static/js/a.js").write_text("let a = 1;" * 100)
    found = CompressedBundles(source, cache)
    assert found.copy_of("/static/js/a.js") is None
    found.fill_in_background().join()
    copy = found.copy_of("/static/js/a.js")
    assert copy is not None
    assert brotli.decompress(copy.read_bytes()) == (source / "static/js/a.js").read_bytes()


def test_nothing_outside_the_bundles_can_be_asked_for(tmp_path: Path) -> None:
    found = CompressedBundles(tmp_path, tmp_path)
    (tmp_path / "x.js.br").write_text("secret")
    assert found.copy_of("/static/../../x.js") is None
    assert found.copy_of("/static/js/a.py") is None


def test_a_browser_that_has_an_asset_is_told_so_and_one_without_brotli_gets_it_plain() -> None:
    content = Content.of(b"body{}" * 50, "text/css")
    assert content.response(Headers({"if-none-match": f'"{content.tag}"'}), "no-cache").status_code == 304
    assert content.response(Headers({"accept-encoding": "gzip"}), "no-cache").body == content.body
    packed = content.response(Headers({"accept-encoding": "gzip, br"}), "no-cache")
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(bytes(packed.body)) == content.body


def test_only_styles_scripts_fonts_and_pictures_are_served() -> None:
    suffixes = {Path(name).suffix for name in load_assets(ROOT / "assets")}
    assert suffixes <= {".css", ".js", ".woff2", ".svg", ".png"}


def test_no_asset_asks_another_site() -> None:
    for name, content in load_assets(ROOT / "assets").items():
        if content.media_type.startswith("text/") or name.endswith(".js"):
            found = re.findall(r"https?://(?!www\.w3\.org)[\w.]+", content.body.decode())
            assert found == [], name
