"""As at when: the choice of a release date on the pages that can look back, kept in the address like the filters.

Left out: working out what was known then (pipelines.as_at), and which build is shown (data).
"""

import datetime as dt

import streamlit as st

from pages.parts import data, filters, html, plain
from pipelines import domain

# By their address; the others tell of the newest data, or have dates of their own.
PAGES = ("", "map", "mine", "areas", "training", "downloads", "compare_settings", "setting")
WORD = filters.AS_AT
OWN_DATES = {"changed": "This page has two dates of its own, From and To, and tells what changed between these."}


def asked(page_path: str, days: list[dt.date]) -> dt.date | None:
    """The earlier date the address asks for; None for the newest, or where it is no release date."""
    said = (filters.address().get(WORD) or [""])[-1].strip()
    if page_path not in PAGES or not said:
        return None
    known = {day.isoformat(): day for day in days[1:]}
    return known.get(said)


def choose(days: list[dt.date], now: dt.date | None) -> None:
    """The select: every release date, newest first."""
    if len(days) < 2:
        return
    key = f"w_{WORD}"
    st.session_state[key] = now or days[0]
    st.selectbox(
        "As at", days, key=key, on_change=_used, args=(days[0],), label_visibility="collapsed", width=250,
        format_func=lambda day: f"As at {domain.long_date(day)}" + (" (newest)" if day == days[0] else ""),
        help="Look back: labels from what was known at an earlier release.",
    )  # fmt: skip


def banner(page_path: str, now: dt.date | None, days: list[dt.date]) -> None:
    """That an earlier date is on screen, that this page has none, or that the one asked for is no release date."""
    said = (filters.address().get(WORD) or [""])[-1].strip()
    if page_path not in PAGES:
        if said in {day.isoformat() for day in days[1:]}:
            newest = f"This page does not: its data are the newest, as at {domain.long_date(days[0])}."
            html.note(f"You were looking back. {OWN_DATES.get(page_path, newest)}")
        return
    if now:
        html.note(
            f"You are looking back. Labels are as at {domain.long_date(now)}, from the releases up to then. Names, "
            "addresses, places and areas are as the newest release gives them. The newest data are as at "
            f"{domain.long_date(days[0])}."
        )
    elif said and days and said != days[0].isoformat():
        st.warning(
            f"“{plain.text(said)}” is not the date of a loaded release, so these are the newest data.",
            icon=":material/help:",
        )


def _used(newest: dt.date) -> None:
    """Write the date into the address: the newest is the usual, and left out."""
    day = st.session_state[f"w_{WORD}"]
    over = (WORD, "page", "areas_page", "training_page", "map_page")
    query = {word: values for word, values in filters.address().items() if word not in over}
    st.query_params.from_dict({**query, **({} if day == newest else {WORD: [day.isoformat()]})})


def days() -> list[dt.date]:
    """The release dates of the newest build, newest first."""
    return [row["as_at"] for row in data.moments()]
