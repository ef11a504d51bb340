"""The timeline of one setting as a drawing for paper: SVG in an image of the HTML, with its words for those who do
not see it. The same reading as the chart on the setting page: three levels, a step line, a labelled mark at each
graded inspection, ticks for other visits, and the day the data speak for at the right edge.

A word processor shows such an image. Of SVG that stands in the HTML itself it keeps a run of words without spaces.
"""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from itertools import zip_longest
from typing import NamedTuple

from pipelines import sentences
from pipelines.briefing.markup import BANDS

WIDTH, LEFT, RIGHT = 720, 62, 12
APART = 28  # at least, between the room of one level and the next level
LANE, LETTER, GAP = 13, 5.9, 8  # a line of label text, the width of an average letter at 11 px, and between two labels
TEXT, QUIET, FAINT = "#0B0C0C", "#3D3D3D", "#C9CED6"
CLEAR = 'stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round"'  # words stand clear of lines
SHEET = 640  # px: the width between the margins of a word processor's sheet, which scales no height with a width
FONT = "Arial, 'Liberation Sans', sans-serif"  # an image knows nothing of the font around it


class Label(NamedTuple):
    """A text near a level: where it starts, and how many lines away from the level it stands."""

    word: str
    left: float
    side: int
    lane: int


def timeline(history: Sequence[Mapping], frameworks: Sequence[Mapping], as_at: dt.date, known_to: dt.date) -> str:
    """The drawing. history: rows as reads.history gives them, at least one; known_to: where the line ends."""
    first = min(row["inspected_on"] for row in history)
    start = dt.date(first.year - (first.month < 4), 1, 1)
    span = max((as_at - start).days, 1)

    def across(day: dt.date) -> float:
        return LEFT + (day - start).days / span * (WIDTH - LEFT - RIGHT)

    scored = [row for row in history if row["is_scored"]]
    visits = [row for row in history if not row["is_scored"]]
    eras = [row for row in frameworks if start < dt.date.fromisoformat(row["starts_on"]) < as_at]
    eras = [(across(dt.date.fromisoformat(row["starts_on"])), row["framework"]) for row in eras]
    names = _laid_out([(x, word, 0, 0) for x, word in eras])
    labels = _laid_out([(across(row["inspected_on"]), _word(row), _side(scored, i), LEVELS.index(row["band"]))
                        for i, row in enumerate(scored)])  # fmt: skip
    level, bottom = _levels(scored, labels, max((name.lane for name in names), default=-1) + 1, bool(visits))
    drawn = [
        *_frame(level, bottom, across, start, as_at, bool(visits)),
        *(f'<path d="M{x:.1f} {LANE * (name.lane + 1)}V{bottom}" stroke="{QUIET}" stroke-dasharray="2 3" fill="none"/>'
          for (x, _), name in zip(eras, names, strict=True)),
        *(_text(name.left, LANE * (name.lane + 1) - 3, name.word, QUIET) for name in names),
        *_steps(scored, level, across, max(min(as_at, known_to), *(row["inspected_on"] for row in history))),
        *(_shape(row["band"], across(row["inspected_on"]), level[row["band"]], row["is_provisional"])
          for row in scored),
        *(_text(label.left, level[row["band"]] + (18 if label.side > 0 else -11) + label.side * LANE * label.lane,
                label.word, TEXT) for row, label in zip(scored, labels, strict=True)),
        *(_tick(across(row["inspected_on"]), bottom - 14, row["outcome"] == "met") for row in visits),
    ]  # fmt: skip
    told, high = escape(sentences.in_words(list(history), as_at)), bottom + 32
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}" '
        f'font-family="{FONT}" font-size="11">{"".join(drawn)}</svg>'
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Timeline"><img class="timeline" alt="{told}" '
        f'width="{SHEET}" height="{round(high * SHEET / WIDTH)}" '
        f'src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"></div>'
    )


LEVELS = tuple(BANDS)


def _word(row: Mapping) -> str:
    word = "Report card" if row["scale"] == "report card" else row["words"]
    return f"{word} {row['inspected_on']:%b %Y}"


def _side(scored: Sequence[Mapping], i: int) -> int:
    """-1 above the level, 1 below it: away from the step that leaves this inspection."""
    level = LEVELS.index(scored[i]["band"])
    if level != 1:
        return -1 if level == 0 else 1
    for other in (*scored[i + 1 :], *reversed(scored[:i])):
        if LEVELS.index(other["band"]) != level:
            return 1 if LEVELS.index(other["band"]) < level else -1
    return -1


def _laid_out(items: Sequence[tuple[float, str, int, int]]) -> list[Label]:
    """Labels (x, word, side, level) in lanes, so that none on one side of a level touches another."""
    taken: dict[tuple, list] = {}
    found = []
    for x, word, side, level in items:
        wide = len(word) * LETTER
        left = min(max(x - 8, LEFT), WIDTH - RIGHT - wide - 3)
        lane = 0
        while any(left < end + GAP and left + wide > begin - GAP for begin, end in taken.get((side, level, lane), ())):
            lane += 1
        taken.setdefault((side, level, lane), []).append((left, left + wide))
        found.append(Label(word, left, side, lane))
    return found


def _levels(scored, labels: Sequence[Label], era_lanes: int, has_visits: bool) -> tuple[dict[str, float], float]:
    """How far down each level lies, so that its labels have room above and below; and where the drawing ends."""
    lanes = {(band, side): 0 for band in BANDS for side in (-1, 1)}
    for row, label in zip(scored, labels, strict=True):
        key = row["band"], label.side
        lanes[key] = max(lanes[key], label.lane + 1)
    down, level = LANE * era_lanes + 6, {}
    for band in BANDS:
        down += max(APART, 14 + LANE * lanes[band, -1]) if level else 14 + LANE * lanes[band, -1]
        level[band] = down
        down += 8 + LANE * lanes[band, 1]
    return level, down + (30 if has_visits else 6)


def _frame(level, bottom, across, start: dt.date, as_at: dt.date, has_visits: bool) -> list[str]:
    """The levels with their names, the years, and the right edge."""
    drawn = [f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{FAINT}"/>' for y in level.values()]
    drawn += [_text(LEFT - 8, y + 4, BANDS[band][0], TEXT, "end", 700) for band, y in level.items()]
    if has_visits:
        drawn += [f'<path d="M{LEFT} {bottom - 14}H{WIDTH - RIGHT}" stroke="{FAINT}"/>',
                  _text(LEFT - 8, bottom - 10, "Visits", TEXT, "end", 700)]  # fmt: skip
    drawn.append(f'<path d="M{LEFT} {bottom}H{WIDTH - RIGHT}" stroke="{QUIET}"/>')
    years = range(start.year, as_at.year + 1)
    for year in years[:: max(1, len(years) // 14 + 1)] if len(years) > 14 else years:
        x = across(dt.date(year, 1, 1))
        drawn += [f'<path d="M{x:.1f} {bottom}v4" stroke="{QUIET}"/>',
                  _text(x, bottom + 15, str(year), QUIET, "middle")]  # fmt: skip
    edge = across(as_at)
    said = f"As at {as_at.day} {as_at:%b %Y}"
    drawn.append(f'<path d="M{edge:.1f} 8V{bottom}" stroke="{QUIET}"/>')
    return [*drawn, _text(edge, bottom + 29, said, QUIET, "end")]


def _steps(scored, level, across, until: dt.date) -> list[str]:
    """The step line: level until the next inspection, then straight to its level; a provisional rise is dashed."""
    drawn = []
    for row, then in zip_longest(scored, scored[1:]):
        y, end = level[row["band"]], across(then["inspected_on"] if then else until)
        drawn.append(f'<path d="M{across(row["inspected_on"]):.1f} {y}H{end:.1f}" stroke="{QUIET}" stroke-width="2"/>')
        if then and then["band"] != row["band"]:
            dash = ' stroke-dasharray="4 4"' if then["is_provisional"] else ""
            drawn.append(f'<path d="M{end:.1f} {y}V{level[then["band"]]}" stroke="{QUIET}" stroke-width="2"{dash}/>')
    return drawn


def _shape(band: str, x: float, y: float, is_provisional: bool) -> str:
    colour = BANDS[band][2]
    style = f'fill="{"#FFFFFF" if is_provisional else colour}" stroke="{colour}" stroke-width="2"'
    if band == "secure":
        return f'<circle cx="{x:.1f}" cy="{y}" r="5.5" {style}/>'
    if band == "below":
        return f'<path d="M{x - 6.5:.1f} {y + 5}h13l-6.5 -11.5z" {style}/>'
    return f'<rect x="{x - 5:.1f}" y="{y - 5}" width="10" height="10" {style}/>'


def _tick(x: float, y: float, is_met: bool) -> str:
    fill = QUIET if is_met else "#FFFFFF"
    return f'<rect x="{x - 1.8:.1f}" y="{y - 7}" width="3.6" height="14" fill="{fill}" stroke="{QUIET}"/>'


def _text(x: float, y: float, said: str, colour: str, anchor: str = "start", weight: int = 400) -> str:
    text = f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'{text} fill="#FFFFFF" {CLEAR}>{escape(said)}</text>{text} fill="{colour}">{escape(said)}</text>'
