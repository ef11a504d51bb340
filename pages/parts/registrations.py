"""Other registrations that may be the same setting: before this one, and after it, with what speaks for each.

Rows come as pages/parts/data.py gives them. Left out: how pairs are found and confirmed (pipelines.lineage, links).
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import html, opening, tables
from pipelines import domain, sentences

TITLES = {"earlier": "Earlier registration at this address", "later": "Later registration at this address"}
CAPTIONS = {"earlier": "Registrations that ended before this one", "later": "Registrations that began after this one"}
LIKELY = (
    "A new owner or a new company gets a new number and starts with no history. A likely match is a suggestion: it is "
    "not scored and changes no label. To confirm or reject it, add a line to links.csv in the folder of releases and "
    "build again: {line}"
)
CONFIRMED = {
    "earlier": "Confirmed: its inspections before this one’s first inspection count in the history, label and scores.",
    "later": "Confirmed: inspections of this registration count in the history of the later one.",
}


def hint(rows: Sequence[Mapping]) -> None:
    """Near the top: that what is known may go back further than this registration."""
    likely = [row["other_urn"] for row in rows if row["side"] == "earlier" and row["decision"] == "likely"]
    if likely:
        html.note(
            f"This may be the same setting as an earlier registration, {' or '.join(likely)}: see below. The earlier "
            "inspections are not counted here."
        )


def around(rows: Sequence[Mapping]) -> None:
    """A section for the registrations before, and one for those after; nothing where there are none."""
    for side, title in TITLES.items():
        these = [row for row in rows if row["side"] == side]
        if not these:
            continue
        st.header(title, anchor=False)
        html.table(
            CAPTIONS[side],
            ["Registration", "When", "Why", html.Head("Points of 100", True), "Standing"],
            [_row(row) for row in these],
        )
        likely = next((row for row in these if row["decision"] == "likely"), None)
        if likely:
            line = f"{likely['urn']},{likely['earlier_urn']},confirmed,YYYY-MM-DD,"
            st.caption(LIKELY.format(line=f"`{line}`"))
        if any(row["decision"] == "confirmed" for row in these):
            st.caption(CONFIRMED[side])


def carried_over(history: Sequence[Mapping]) -> str:
    """Which inspections on the timeline are of a confirmed earlier registration; nothing where none is."""
    whose: dict[str, list] = {}
    for row in history:
        if row["from_urn"]:
            whose.setdefault(row["from_urn"], []).append(row["inspected_on"])
    return "".join(
        f" Up to {domain.long_date(max(days))} they are of the earlier registration {urn}, a confirmed link."
        for urn, days in whose.items()
    )


def _row(row: Mapping) -> tuple[str, ...]:
    about = " · ".join([f"URN {row['other_urn']}", sentences.kind(row), row["local_authority"]])
    name = tables.name_of({**row, "urn": row["other_urn"]})
    standing = "Confirmed" if row["decision"] == "confirmed" else "Likely, not scored"
    if row["decided_on"]:
        standing += f" ({domain.long_date(row['decided_on'])})"
    return (
        f'{opening.link(row["other_urn"], name)} <span class="more">{escape(about)}</span>',
        "<br>".join(map(escape, _when(row))),
        "<br>".join(map(escape, row["reasons"])) or "Confirmed by hand",
        "" if row["score"] is None else str(row["score"]),
        escape(standing),
    )


def _when(row: Mapping) -> list[str]:
    """When the earlier one left and the later one began, as closely as the releases say."""
    day = domain.long_date
    if row["left_by"] is None:
        left = "Has not left"
    elif row["left_after"] == row["left_by"]:
        left = f"Left on {day(row['left_by'])}"
    elif row["left_after"] is None:
        left = f"Left by {day(row['left_by'])}"
    else:
        left = f"Left between {day(row['left_after'])} and {day(row['left_by'])}"
    began = (
        f"registered on {day(row['registered_on'])}"
        if row["registered_on"]
        else f"first listed in the release as at {day(row['first_seen_on'])}"
    )
    who = ("This one", "The earlier one") if row["side"] == "earlier" else ("The later one", "This one")
    return [f"{who[1]}: {left[0].lower()}{left[1:]}", f"{who[0]}: {began}"]
