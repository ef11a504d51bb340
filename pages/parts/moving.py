"""How a setting's label moved over the releases: one row per stretch with the same label, newest first."""

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


def label(row: Mapping, spells: Sequence[Mapping]) -> None:
    """The section: a sentence where the label never moved, a table where it did."""
    if not spells:
        return
    said = words.displayed()
    st.header(sentences.LABEL_MOVED, anchor=False)
    if len(spells) == 1:
        first, last = (domain.long_date(spells[0][name]) for name in ("from_on", "until_on"))
        when = f"as at {first}" if first == last else f"in every release from {first} to {last}"
        st.write(f"{said[row['label']]} {when}.")
        return
    html.table(CAPTION, HEADS, [_row(one, said) for one in spells], kind="compact")


def _row(one: Mapping, said: Mapping[str, str]) -> tuple[str, ...]:
    also = " · ".join(said.get(flag, flag) for flag in one["flags"] or ())
    return (
        domain.long_date(one["from_on"]), domain.long_date(one["until_on"]), tables.chip(one["tier"]),
        escape(said[one["label"]]) + (f'<span class="more">also {escape(also)}</span>' if also else ""),
        escape(one["reason"]),
    )  # fmt: skip
