"""Every text on its ground is readable in light and in dark."""

import re
import tomllib

import pytest

from utils.settings import ROOT

AA = 4.5
STYLES = (ROOT / "assets/styles.css").read_text()
PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "hover"),
    ("quiet-ink", "paper"),
    ("quiet-ink", "surface"),
    ("quiet-ink", "sunken"),
    ("quiet-ink", "plain-paper"),
    ("accent", "surface"),
    ("accent", "paper"),
    ("accent", "accent-paper"),
    *[(tone, f"{tone}-paper") for tone in ("good", "waiting", "warning", "bad", "plain")],
    *[(tone, "surface") for tone in ("good", "warning", "bad")],
]


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: 1 for the same colour, 21 for black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colours(name: str) -> tuple[str, str]:
    found = re.search(rf"--su-{name}: light-dark\((#\w+), (#\w+)\)", STYLES)
    assert found is not None, name
    return found[1], found[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_in_light_and_dark(text: str, ground: str) -> None:
    for one, other in zip(colours(text), colours(ground), strict=True):
        assert contrast(one, other) >= AA, (text, one, ground, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlits_own_colours_are_readable_and_the_same_as_ours(theme: str) -> None:
    chosen = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"][theme]
    place = 0 if theme == "light" else 1
    assert contrast(chosen["textColor"], chosen["backgroundColor"]) >= AA
    assert contrast(chosen["textColor"], chosen["secondaryBackgroundColor"]) >= AA
    assert contrast(chosen["linkColor"], chosen["backgroundColor"]) >= AA
    assert contrast("#fff", chosen["primaryColor"]) >= AA
    assert chosen["backgroundColor"] == colours("paper")[place]
    assert chosen["textColor"] == colours("ink")[place]
    shell = (ROOT / "assets/shell.js").read_text()
    assert all(chosen[name] in shell for name in ("primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor"))
