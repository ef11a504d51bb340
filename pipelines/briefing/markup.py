"""The HTML of a printed document: the file around it, tables, chips and marks. Cells are HTML: callers escape.

Colours and shapes are those of the dashboard in its light theme (tests/test_briefing.py holds them to it). Left out:
what is said (sections) and the drawing (picture).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from pipelines.sentences import CARRIED, EARLIER, carried_over

BANDS = {  # word, glyph, colour
    "secure": ("Secure", "●", "#12436D"),
    "below": ("Below", "▲", "#F46A25"),
    "serious": ("Serious", "■", "#801650"),
}
HOLLOW = {"secure": "○", "below": "△", "serious": "□"}  # of provisional evidence
TIERS = {"intensive": "Intensive", "targeted": "Targeted", "watch": "Watch", "universal": "Universal"}
SHORT = {"Requires improvement": "RI"}


@cache
def _look() -> str:
    return (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


def file(title: str, foot: str, body: str) -> str:
    """One HTML file that stands alone; `foot` is printed at the foot of each sheet, with its number."""
    colours = "".join(f".mark.{band}{{color:{colour}}}" for band, (_, _, colour) in BANDS.items())
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing in the file can ask for anything or run, whatever a name holds. Its pictures are in it.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{_look()}{colours}\n"
        f"@page {{ @bottom-left {{ content: {_css_text(foot)} }} }}\n</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _css_text(said: str) -> str:
    """A text as a CSS string: every character but letters and digits as its code (a code swallows a space after it)."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in said) + '"'


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table whose first column heads its rows; it scrolls by itself where a screen is narrow."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="{kind}">'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def mark(band: str | None, is_provisional: bool = False) -> str:
    """The glyph of a band, for the eye only: the word always stands beside it."""
    if band is None:
        return ""
    return f'<span class="mark {band}" aria-hidden="true">{HOLLOW[band] if is_provisional else BANDS[band][1]}</span>'


def tier(code: str | None) -> str:
    """A tier as a word in a chip; nothing for settings outside the tiers."""
    return f'<span class="chip {code}">{TIERS[code]}</span>' if code else ""


def line_of_marks(steps: Sequence[Mapping] | None) -> str:
    """A history in one line: a glyph, the word and the year of each graded inspection, and a sign at those of an
    earlier registration (`legend` says what it means)."""
    told = []
    for step in steps or ():
        word = SHORT.get(step["word"], step["word"])
        said = f"Report card {step['year']}: {word}" if step["scale"] == "report card" else f"{word} {step['year']}"
        whose = f' <span role="img" aria-label="{EARLIER}">{CARRIED}</span>' if step["is_carried_over"] else ""
        told.append(f'<span class="step">{mark(step["band"], step["is_provisional"])} {escape(said)}{whose}</span>')
    return " ".join(told) or "No graded inspection yet"


def legend(rows: Iterable[Mapping]) -> str:
    """What the sign in the lines of marks of these settings means, to stand above them; nothing where none has it."""
    said = carried_over(*rows)
    return f'<p class="more">{escape(said)}</p>' if said else ""
