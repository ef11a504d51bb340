"""Every mark and word is readable in both themes, and the theme file says the same colours as the marks."""

import tomllib
from pathlib import Path

import pytest

from pages.parts import marks

THEMES = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#12436D", "#0E1117") == pytest.approx(1.84, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", marks.MARK_PAIRS)
def test_marks_reach_three_to_one(name, theme):
    mark, ground = marks.MARK_PAIRS[name]
    assert contrast(getattr(mark, theme), getattr(ground, theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", marks.TEXT_PAIRS)
def test_text_reaches_four_and_a_half_to_one(name, theme):
    text, ground = marks.TEXT_PAIRS[name]
    assert contrast(getattr(text, theme), getattr(ground, theme)) >= 4.5


@pytest.mark.parametrize("group", [marks.BANDS, marks.TIERS])
def test_nothing_is_told_by_colour_alone(group):
    assert len({thing.word for thing in group.values()}) == len(group)
    assert len({getattr(thing, "glyph", thing.word) for thing in group.values()}) == len(group)


@pytest.mark.parametrize("theme", THEMES)
def test_the_theme_file_agrees_with_the_marks(theme):
    config = Path(__file__).parent.parent / ".streamlit" / "config.toml"
    said = tomllib.loads(config.read_text(encoding="utf-8"))["theme"][theme]
    pairs = {
        "primaryColor": marks.LINK, "backgroundColor": marks.BACKGROUND, "secondaryBackgroundColor": marks.PANEL,
        "textColor": marks.TEXT, "linkColor": marks.LINK, "borderColor": marks.BORDER,
    }  # fmt: skip
    assert {name: said[name] for name in pairs} == {name: getattr(pair, theme) for name, pair in pairs.items()}
