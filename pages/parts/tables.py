"""Lists of settings: an HTML table that turns into short cards on a phone, and a sortable grid of the same rows.

Takes rows as pages/parts/data.py gives them; decides nothing about which rows or in which order.
"""

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from pages.parts import html, marks, opening
from pipelines import domain, windows
from pipelines.sentences import CARRIED, EARLIER, NO_MOVE, beside, kind, name_of

NO_HISTORY = "No graded inspection yet"
SCORE = 95  # pixels of a column of scores in the grid, which is drawn as wide as the numbers: not scored is longer
COMING = "Next inspection (estimate)"
CARRIED_OVER = f'<span aria-hidden="true"> {CARRIED}</span><span class="unseen"> ({EARLIER})</span>'
SHORT = {"Requires improvement": "RI"}


def line_of_marks(steps: Sequence[Mapping] | None) -> str:
    """A history in one line of HTML: a coloured glyph, the word and the year of each scored inspection, and
    a sign at those of an earlier registration (sentences.carried_over says what it means)."""
    shown = []
    for step in steps or ():
        is_card = step["scale"] == "report card"
        word = SHORT.get(step["word"], step["word"])
        told = f"Report card {step['year']}: {word}" if is_card else f"{word} {step['year']}"
        shown.append(
            f'<span class="step{" long" if is_card else ""}">'
            f"{html.mark(step['band'], step['is_provisional'])}{escape(told)}"
            f"{CARRIED_OVER if step['is_carried_over'] else ''}</span>"
        )
    return " ".join(shown) or NO_HISTORY


def chip(tier: str | None) -> str:
    """A tier as a word in a chip; nothing for settings outside the tiers."""
    return f'<span class="chip {tier}">{marks.TIERS[tier].word}</span>' if tier else ""


def score(row: Mapping, name: str) -> str:
    """A score with the share of settings of the same type below it, 38 (97.1%); where nothing moved, that in words."""
    if row[name] is None:
        return "not scored"
    if not row[name]:
        return NO_MOVE[name]
    share = beside(row, name)
    return (f"{row[name]:.0f}" if row[name] >= 0.5 else "under 1") + (f" ({share})" if share else "")


def older(row: Mapping) -> str:
    """As at when a setting is known, behind what else is told of it, where no newer release lists it; else nothing."""
    is_older = row["is_in_scope"] and row["last_seen_on"] < row["as_at"]
    return f" · as at {domain.long_date(row['last_seen_on'])}" if is_older else ""


def why(row: Mapping, words: Mapping[str, str]) -> tuple[str, str]:
    """The label, and what else is flagged beside it."""
    also = [words.get(flag, flag) for flag in row["flags"] or () if flag != row["label"]]
    if row["may_affect_funded_places"]:
        also.append("May affect funded places")
    return words.get(row["label"], row["label"]), " · ".join(also)


def listing(
    rows: Sequence[Mapping], words: Mapping[str, str], query: Mapping, caption: str, has_window: bool = False
) -> None:
    """The HTML list: every name links to its setting, keeping the filters in the link. With `has_window` each says when
    its next inspection may come."""
    has_reports = any(row["report_url"] for row in rows)  # sample settings have none
    body = "".join(_row(row, words, query, has_reports, has_window) for row in rows)
    heads = ("Setting", "Tier", "Why flagged", "History", "Latest grade", "Volatility", "Decline",
             "Evidence", *(["Ofsted"] if has_reports else []))  # fmt: skip
    st.html(
        f'<table class="settings rows" role="table"><caption>{escape(caption)}</caption>'
        '<thead role="rowgroup"><tr role="row">'
        + "".join(f'<th scope="col" role="columnheader">{head}</th>' for head in heads)
        + f'</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(row: Mapping, words: Mapping[str, str], query: Mapping, has_reports: bool, has_window: bool) -> str:
    label, also = why(row, words)
    name = opening.link(row["urn"], name_of(row), query)
    about = (f"URN {row['urn']}", kind(row)) if row["provider_name"] else ()
    about += (row["local_authority"],)
    name += f' <span class="more">{escape(" · ".join(filter(None, about)) + older(row))}</span>'
    name += f' <span class="more">{COMING}: {escape(windows.short(row))}</span>' if has_window else ""
    own = " · ".join(f"{column}: {said}" for column, said in (row.get("own") or {}).items() if said)
    name += f' <span class="more">{escape(own)}</span>' if own else ""
    report = html.away(row["report_url"], "Report") if row["report_url"] else ""
    cells = (
        ("", "", name),
        ("", "", chip(row["tier"])),
        ("", "", escape(label) + (f' <span class="more">also {escape(also)}</span>' if also else "")),
        ("", "", line_of_marks(row["marks"])),
        ("Latest grade", "", _latest(row)),
        ("" if row["volatility"] == 0 else "Volatility", "number", score(row, "volatility")),
        ("" if row["decline"] == 0 else "Decline", "number", score(row, "decline")),
        ("Evidence", "", escape(row["evidence"] or "not scored")),
        *([("", "whole", report)] if has_reports else []),
    )
    return '<tr role="row">' + "".join(
        f'''<td role="cell"{f" class={look}" if look else ""}{f" data-label='{head}'" if head else ""}>{cell}</td>'''
        for head, look, cell in cells
    ) + "</tr>"  # fmt: skip


def _grade(row: Mapping) -> str:
    return (row["grade"] or "Report card") if row["inspected_on"] else "None yet"


def _latest(row: Mapping) -> str:
    if not row["inspected_on"]:
        return _grade(row)
    day = domain.long_date(row["inspected_on"])
    return f'{escape(_grade(row))}<span class="comma">, </span><span class="whole">{day}</span>'


def missing(rows: Sequence[Mapping]) -> str:
    """What stands in the empty cells of a grid of these: Streamlit takes one text for them all, scores and dates."""
    return "not scored" if all(row["inspected_on"] for row in rows) else "none yet"


def grid(
    rows: Sequence[Mapping], words: Mapping[str, str], alt: str, tips: Mapping[str, str], has_window: bool = False
) -> str | None:
    """The same rows as a sortable grid, with tips on its columns. Returns the URN of the row that was pressed."""
    table = pd.DataFrame(
        {
            "Setting": [name_of(row) for row in rows],
            "URN": [row["urn"] for row in rows],
            "Where": [row["local_authority"] for row in rows],
            "Tier": [marks.TIERS[row["tier"]].word if row["tier"] else "" for row in rows],
            "Why flagged": [" · also ".join(filter(None, why(row, words))) for row in rows],
            "History": [row["history"] or NO_HISTORY for row in rows],
            "Latest grade": [_grade(row) for row in rows],
            "Date of grade": pd.to_datetime(pd.Series([row["inspected_on"] for row in rows], dtype="object")),
            "Volatility": pd.Series([row["volatility"] for row in rows], dtype="Float64"),
            "Decline": pd.Series([row["decline"] for row in rows], dtype="Float64"),
            "Evidence": [row["evidence"] or "not scored" for row in rows],
        }
        | ({"Ofsted report": [row["report_url"] for row in rows]} if any(row["report_url"] for row in rows) else {})
        | ({COMING: [windows.short(row) for row in rows]} if has_window else {})
        | {f"{name} (yours)": [row["own"][name] for row in rows] for name in rows[0].get("own") or ()}
    )
    event = st.dataframe(
        table, key="grid", hide_index=True, on_select="rerun", selection_mode=["single-row", "single-cell"], alt=alt,
        height="content", placeholder=missing(rows),
        column_config={
            "Setting": st.column_config.TextColumn(width="medium", pinned=True),
            "History": st.column_config.TextColumn(width="large"),
            "Date of grade": st.column_config.DateColumn(format="D MMM YYYY"),
            "Tier": st.column_config.TextColumn(help=tips["Tier"]),
            "Volatility": st.column_config.NumberColumn(width=SCORE, format="%.0f", help=tips["Volatility"]),
            "Decline": st.column_config.NumberColumn(width=SCORE, format="%.0f", help=tips["Decline"]),
            "Evidence": st.column_config.TextColumn(help=tips["Evidence"]),
            "Ofsted report": st.column_config.LinkColumn(display_text="Report"),
        },
    )  # fmt: skip
    pressed = event.selection.rows or [cell[0] for cell in event.selection.cells]
    return rows[pressed[0]]["urn"] if pressed and pressed[0] < len(rows) else None


def who(row: Mapping, withheld: str | None) -> None:
    """One line that says which setting this is, with its Ofsted report where there is one."""
    facts = (
        f"URN {row['urn']}", kind(row),
        ", ".join(filter(None, (row["local_authority"], row["postcode"]))),
        f"{row['places']:,} places" if row["places"] else None, withheld,
    )  # fmt: skip
    told = [escape(fact) for fact in facts if fact]
    if row["report_url"]:
        told.append(html.away(row["report_url"], "Ofsted report"))
    st.html(f'<p class="who">{" · ".join(told)}</p>')


def chips(row: Mapping, words: Mapping[str, str]) -> None:
    """Tier and label first, then what else is flagged, each a chip."""
    codes = [flag for flag in row["flags"] or () if flag != row["label"]]
    if row["may_affect_funded_places"]:
        codes.append("may affect funded places")
    label = f' <span class="chip label">{escape(words[row["label"]])}</span>'
    also = "".join(f' <span class="chip also">{escape(words.get(code, code))}</span>' for code in codes)
    also = f' <span class="more">also</span>{also}' if also else ""
    st.html(f'<p class="chips">{chip(row["tier"])}{label}{also}</p>')
