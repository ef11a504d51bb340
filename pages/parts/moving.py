"""How a setting's label moved over the releases: one row per stretch with the same label, newest first."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import html, tables, words
from pipelines import domain, sentences

CAPTION = (
    "What the label would have been at each release date, from what was known then. It moves when a release brings a "
    "new inspection, and when an old fall leaves the window the rules look back over."
)
HEADS = ("From the release as at", "To", "Tier", "Label", "Why, when it began")


def label(row: Mapping, spells: Sequence[Mapping], listed: Sequence[dt.date]) -> None:
    """The section: a sentence where the label never moved, a table where it did.

    listed: the dates of the releases that list it.
    """
    if not spells:
        return
    said = words.displayed()
    st.header(sentences.LABEL_MOVED, anchor=False)
    if len(spells) == 1:
        st.write(f"{said[row['label']]} {when(spells[0], listed)}.")
        return
    html.table(CAPTION, HEADS, [_row(one, said, listed) for one in spells], kind="compact")


def when(one: Mapping, listed: Sequence[dt.date]) -> str:
    """At which of the releases that list the setting a label stood that never moved."""
    days = _within(one, listed) or [one["from_on"], one["until_on"]]
    first, last = domain.long_date(min(days)), domain.long_date(max(days))
    if first != last:
        return f"in every release that lists it, from {first} to {last}"
    return f"as at {first}" + (", the only release that lists it" if one["from_on"] != one["until_on"] else "")


def _within(one: Mapping, listed: Sequence[dt.date]) -> list[dt.date]:
    return [day for day in listed if one["from_on"] <= day <= one["until_on"]]


def _row(one: Mapping, said: Mapping[str, str], listed: Sequence[dt.date]) -> tuple[str, ...]:
    also = " · ".join(said.get(flag, flag) for flag in one["flags"] or ())
    until = max(_within(one, listed), default=one["until_on"])
    return (
        domain.long_date(one["from_on"]), html.whole(domain.long_date(until)), tables.chip(one["tier"]),
        escape(said[one["label"]]) + (f' <span class="more">also {escape(also)}</span>' if also else ""),
        escape(one["reason"]),
    )  # fmt: skip
