"""Tables and lists as plain HTML that every reader and printer can use. Cells are HTML: callers escape what they say.

On a phone a table's rows turn into short cards, each value behind its column's name (look.css). Streamlit's own
st.table would do for a few of these, but gives no captions, no row headings and no cards.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from pages.parts import marks

PROVISIONAL = '<span class="unseen">provisional: </span>'


class Head(NamedTuple):
    """One column: its name as plain text, and whether it holds numbers."""

    word: str
    is_number: bool = False


def table(caption: str, heads: Sequence[Head | str], rows: Iterable[Sequence[str]], kind: str = "") -> None:
    """A table whose first column heads its rows. An empty cell is not shown on a phone."""
    st.html(made(caption, heads, rows, kind))


def made(caption: str, heads: Sequence[Head | str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """The table of `table`, as text."""
    columns = [head if isinstance(head, Head) else Head(head) for head in heads]
    told = "".join(
        f'<th scope="col" role="columnheader"{_number(column)}>{escape(column.word)}</th>' for column in columns
    )
    body = "".join(_row(columns, row) for row in rows)
    return (
        f'<table class="rows {kind}" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{told}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(columns: Sequence[Head], row: Sequence[str]) -> str:
    first, *others = row
    cells = "".join(
        f'<td role="cell" data-label="{escape(column.word)}"{_number(column)}>{cell}</td>'
        for column, cell in zip(columns[1:], others, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'


def _number(column: Head) -> str:
    return ' class="number"' if column.is_number else ""


def mark(band: str | None, is_provisional: bool = False) -> str:
    """The glyph of a band, for the eye only: the word always stands beside it. Nothing where there is no band. That it
    is hollow is said to those who do not see it."""
    if band is None:
        return ""
    loose, said, tip = (" provisional", PROVISIONAL, ' title="Provisional"') if is_provisional else ("", "", "")
    return f'<span class="mark {band}{loose}" aria-hidden="true"{tip}>{marks.BANDS[band].glyph}</span>{said}'


def whole(said: str) -> str:
    """A text in a cell that stays in one line, such as a date."""
    return f'<span class="whole">{escape(said)}</span>'


def terms(told: Mapping[str, str]) -> None:
    """Words and what they mean."""
    st.html('<dl class="terms">' + "".join(
        f"<div><dt>{escape(word)}</dt><dd>{escape(meaning)}</dd></div>" for word, meaning in told.items()
    ) + "</dl>")  # fmt: skip


def bullets(points: Iterable[str]) -> None:
    """A list of points, each already HTML."""
    st.html('<ul class="points">' + "".join(f"<li>{point}</li>" for point in points) + "</ul>")


def note(text: str) -> None:
    """A sentence set apart: worth knowing, and no alarm."""
    st.html(f'<p class="note">{escape(text)}</p>')


def formula(lines: Iterable[str]) -> None:
    """Lines of a calculation, set apart."""
    st.html('<p class="formula">' + "<br>".join(map(escape, lines)) + "</p>")


def away(url: str, words: str) -> str:
    """A link that leaves the dashboard, and says so."""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="noreferrer">{escape(words)}'
        '<span aria-hidden="true"> ↗</span><span class="unseen"> (opens a new tab)</span></a>'
    )
