"""What became of a reader's own list: the settings found, with its own columns, and the lines that were not used."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from pages.parts import data, export, filters, html, mine, opening, side_by_side, tables, telling, words
from pipelines import caseload, windows

MOST = 200  # rows of a table on the page
UNKNOWN = "No release used here lists this URN"
HEADS = ("Setting", "Tier", "Why", "History", "Next inspection (estimate)")


def report() -> None:
    """What became of the list: matched, not matched, and lines that disagree."""
    parsed = mine.held()
    found, unknown = data.matched(parsed)
    missed = len(unknown) + len(parsed.refused)
    counts = [f"{len(found):,} of {words.plural(parsed.size, 'row', 'rows')} matched"]
    counts += [f"{missed:,} not"] if missed else []
    counts += [f"{parsed.repeated:,} repeated"] if parsed.repeated else []
    st.header("; ".join(counts), anchor=False)
    mine.banner()
    st.page_link("pages/flagged.py", label="See which of them are flagged", icon=":material/arrow_forward:",
                 query_params=filters.carried())  # fmt: skip
    kept = set(mine.urns())
    rows = [row for row in found.values() if row["urn"] in kept]
    if rows:
        _settings(rows, parsed)
        with st.container(horizontal=True, vertical_alignment="center"):
            export.briefings_for([row["urn"] for row in rows])
            if 1 < len(rows) <= side_by_side.MOST:
                side_by_side.link([row["urn"] for row in rows])
    _not_matched(parsed, unknown)
    _disagreeing(parsed)
    mine.privacy()


def _settings(rows: list[dict], parsed: caseload.Parsed) -> None:
    said = words.displayed()
    shown = rows[:MOST]
    html.table(
        _caption(len(rows)) + words.signs(shown),
        [*HEADS, *map(_own_head, parsed.columns)],
        [
            (
                _named(row), tables.chip(row["tier"]), escape(tables.why(row, said)[0]),
                tables.line_of_marks(row["marks"]), escape(windows.short(row)),
                *(escape(parsed.rows[row["urn"]][column]) for column in parsed.columns),
            )
            for row in shown
        ],
    )  # fmt: skip


def _own_head(column: str) -> str:
    """A heading of the reader's own: told apart where the table has one of that name."""
    return f"{column} (yours)" if column.casefold() in map(str.casefold, HEADS) else column


def _named(row: Mapping) -> str:
    return (
        f"{opening.link(row['urn'], tables.name_of(row))}"
        f' <span class="more">URN {escape(row["urn"])} · {escape(row["local_authority"] + tables.older(row))}</span>'
    )


def _not_matched(parsed: caseload.Parsed, unknown: list[str]) -> None:
    later = data.listed_later(unknown)
    lines = [(escape(urn), _on_line(parsed, urn, telling.too_early() if urn in later else UNKNOWN)) for urn in unknown]
    lines += [(escape(said), f"Line {line}: {caseload.why_refused(said)}") for line, said in parsed.refused]
    if lines:
        st.header(f"{words.plural(len(lines), 'row', 'rows')} not matched", anchor=False)
        html.table(_first(len(lines), "Rows of your list that no setting was found for"), ["Row", "Why"],
                   lines[: MOST], kind="narrow")  # fmt: skip


def _on_line(parsed: caseload.Parsed, urn: str, why: str) -> str:
    """Why a URN was not found, behind the line it stands on where that is known."""
    return f"Line {parsed.lines[urn]}: {why[:1].lower()}{why[1:]}" if urn in parsed.lines else why


def _disagreeing(parsed: caseload.Parsed) -> None:
    if parsed.repeated:
        again = "names a setting" if parsed.repeated == 1 else "name settings"
        st.write(f"{words.plural(parsed.repeated, 'row', 'rows')} {again} of a row above again: counted once.")
    if parsed.ambiguous:
        many = len(parsed.ambiguous)
        st.header(f"{words.plural(many)} on lines that disagree", anchor=False)
        html.table(
            _first(many, "Settings on several lines that say different things: the first line is used"),
            ["URN", "Lines", "Columns that differ"],
            [(escape(urn), ", ".join(map(str, lines)), escape(", ".join(columns)))
             for urn, lines, columns in parsed.ambiguous[: MOST]],
            kind="narrow",
        )  # fmt: skip


def _caption(of: int) -> str:
    return _first(of, "Your settings, those that need most support first") + (
        ". The next inspection is an estimate: Ofsted decides when it inspects."
    )


def _first(of: int, said: str) -> str:
    return f"{said} (the first {MOST} of {of:,})" if of > MOST else said
