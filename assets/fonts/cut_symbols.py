"""Cuts symbols.woff2 out of Streamlit's icon font; needs `pip install fonttools brotli`, which the product does not."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont  # pyright: ignore

HERE = Path(__file__).parent
SPEC = find_spec("streamlit")
assert SPEC is not None and SPEC.origin is not None  # noqa: S101
(SOURCE,) = (Path(SPEC.origin).parent / "static/static/media").glob("MaterialSymbols-Rounded*.woff2")

font = TTFont(SOURCE)
letters = font.getBestCmap()
glyphs = {
    (first, *ligature.Component): ligature.LigGlyph
    for lookup in font["GSUB"].table.LookupList.Lookup
    for table in (getattr(sub, "ExtSubTable", sub) for sub in lookup.SubTable)
    for first, ligatures in getattr(table, "ligatures", {}).items()
    for ligature in ligatures
}
names = sorted(set((HERE / "symbols.txt").read_text().split()))
found = {name: glyphs.get(tuple(letters[ord(letter)] for letter in name)) for name in names}
missing = [name for name, glyph in found.items() if glyph is None]
if missing:
    sys.exit(f"Not in the font: {', '.join(missing)}")
(HERE / "symbols.txt").write_text("\n".join(names) + "\n")
# Without --no-layout-closure the letters alone would reach every symbol again.
arguments = [
    "--no-layout-closure",
    "--layout-features=*",
    "--glyph-names",
    f"--glyphs={','.join(set(filter(None, found.values())))}",
]
arguments += ["--unicodes=U+0020,U+0030-0039,U+005F,U+0061-007A", "--flavor=woff2", f"--output-file={HERE / 'symbols.woff2'}"]
subprocess.run([sys.executable, "-m", "fontTools.subset", str(SOURCE), *arguments], check=True)  # noqa: S603
