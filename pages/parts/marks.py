"""The language of marks: one colour, one shape and one word per thing, in the light and the dark theme.

Every colour on a page comes from here, as a pair that CSS and the charts resolve by the theme in use, so no page
asks which theme that is. tests/test_marks.py computes the contrast of each pair. No layout, no data.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    """One colour in the light theme and its twin in the dark one."""

    light: str
    dark: str

    @property
    def css(self) -> str:
        """A CSS colour that follows the theme; also valid in the charts, which are drawn as SVG."""
        return f"light-dark({self.light}, {self.dark})"


class Mark(NamedTuple):
    """How one band is shown: the word always stands beside the glyph."""

    word: str
    glyph: str
    shape: str
    colour: Pair


class Chip(NamedTuple):
    """How one tier is shown: weight falls from a filled chip to plain text."""

    word: str
    text: Pair
    fill: Pair
    edge: Pair


BACKGROUND = Pair("#FFFFFF", "#0E1117")
PANEL = Pair("#F3F5F8", "#1B222C")
BORDER = Pair("#C9CED6", "#4A5462")
TEXT = Pair("#0B0C0C", "#F3F5F8")
MUTED = Pair("#484C52", "#B9C0CA")  # captions and second lines: still 4.5 : 1 on background and panel
LINK = Pair("#12436D", "#8FC1EA")

SECURE = Pair("#12436D", "#6CA6DB")
BELOW = Pair("#F46A25", "#F58A4B")
SERIOUS = Pair("#801650", "#E58AB8")
WATCH = Pair("#28A197", "#4FC4BA")
OTHER = Pair("#3D3D3D", "#B8BDC4")  # unscored visits, comparisons, framework lines
FAINT = Pair("#DFE3E8", "#2A323D")  # the three levels of the timeline: a guide, not a mark

BANDS = {
    "secure": Mark("Secure", "●", "circle", SECURE),
    "below": Mark("Below", "▲", "triangle-up", BELOW),
    "serious": Mark("Serious", "■", "square", SERIOUS),
}

TIERS = {
    "intensive": Chip("Intensive", Pair("#FFFFFF", "#0B0C0C"), SERIOUS, SERIOUS),
    "targeted": Chip("Targeted", TEXT, Pair("#FDE9DF", "#3A2416"), BELOW),
    "watch": Chip("Watch", TEXT, BACKGROUND, WATCH),
    "universal": Chip("Universal", TEXT, BACKGROUND, BACKGROUND),
}

# What each pair must be read against, and how strongly: marks 3 : 1, text 4.5 : 1 (WCAG 2.2 AA).
MARK_PAIRS = {
    **{f"{name} mark": (mark.colour, BACKGROUND) for name, mark in BANDS.items()},
    "unscored tick": (OTHER, BACKGROUND),
    "watch edge": (WATCH, BACKGROUND),
}
TEXT_PAIRS = {
    "text": (TEXT, BACKGROUND),
    "text on panel": (TEXT, PANEL),
    "muted": (MUTED, BACKGROUND),
    "muted on panel": (MUTED, PANEL),
    "link": (LINK, BACKGROUND),
    "link on panel": (LINK, PANEL),
    "framework name": (OTHER, BACKGROUND),
    **{f"{name} chip": (chip.text, chip.fill) for name, chip in TIERS.items()},
}


def css_variables() -> str:
    """The colours as CSS custom properties, for pages/parts/look.css."""
    named = {
        "background": BACKGROUND, "panel": PANEL, "border": BORDER, "text": TEXT, "muted": MUTED, "link": LINK,
        "other": OTHER, **{name: mark.colour for name, mark in BANDS.items()},
    }  # fmt: skip
    for name, chip in TIERS.items():
        named |= {f"{name}-text": chip.text, f"{name}-fill": chip.fill, f"{name}-edge": chip.edge}
    return ".stApp{" + "".join(f"--{name}:{pair.css};" for name, pair in named.items()) + "}"
