"""The colours of the house hold their contrast in both themes, computed from the style sheet itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from giaoban.kit.ui.badges import ICONS, TONES

CSS = Path(__file__).resolve().parents[3] / "giaoban/kit/static/kit/tokens.css"
GROUNDS = ("ground", "surface", "sunk")


def blocks() -> dict[str, dict[str, str]]:
    """The tokens of each theme: "light", "dark" (chosen) and "system" (the reader's system is dark)."""
    text = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = {
        "light": ":root {",
        "dark": ':root[data-bs-theme="dark"] {',
        "system": ":root:not([data-bs-theme]) {",
    }
    found = {}
    for name, selector in selectors.items():
        body = text.split(selector, 1)[1].split("}", 1)[0]
        found[name] = dict(re.findall(r"--gb-([a-z-]+):\s*(#[0-9a-f]{6})", body))
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


THEMES = blocks()


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_dark_blocks_are_the_same_and_name_what_light_names() -> None:
    assert THEMES["dark"] == THEMES["system"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tone", TONES)
def test_a_tone_is_read_on_its_fill_and_on_every_ground(theme: str, tone: str) -> None:
    tokens = THEMES[theme]
    for ground in (f"{tone}-fill", *GROUNDS):
        assert contrast(tokens[f"{tone}-ink"], tokens[ground]) >= 4.5, (tone, ground)
    for ground in GROUNDS:
        assert contrast(tokens[f"{tone}-solid"], tokens[ground]) >= 3, (f"{tone}-solid", ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_lines_and_focus(theme: str) -> None:
    tokens = THEMES[theme]
    for ground in GROUNDS:
        for ink in ("text", "quiet", "accent", "accent-strong"):
            assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
        for shape in ("focus", "line-strong"):
            assert contrast(tokens[shape], tokens[ground]) >= 3, (shape, ground)
    for ground in ("accent", "accent-strong"):
        assert contrast(tokens["on-accent"], tokens[ground]) >= 4.5
    for ink in ("on-bar", "bar-quiet"):
        assert contrast(tokens[ink], tokens["bar"]) >= 4.5
    for ink in ("text", "accent"):
        assert contrast(tokens[ink], tokens["soft"]) >= 4.5


def test_every_tone_has_an_icon_and_a_class() -> None:
    parts = (CSS.parent / "parts.css").read_text(encoding="utf-8")
    assert set(ICONS) == set(TONES)
    for tone in TONES:
        assert f".gb-tone-{tone} {{" in parts
