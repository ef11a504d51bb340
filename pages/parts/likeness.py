"""What came next for settings like this one: a sentence on the setting's page, the tables on the method page."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import comparing, data, explaining, html
from pipelines import domain, likeness, sentences

COUNTS = tuple(html.Head(word, True) for word in ("Graded again", "Below Good then", "Estimated rate (range)"))


def section(row: Mapping) -> None:
    """The sentence, for a setting in scope."""
    told = data.likeness(row["urn"])
    if told:
        st.header(sentences.LIKE, anchor=False)
        st.write(told)
        st.caption(explaining.LIKENESS)


def headline() -> None:
    """How settings came to their grade, and what came next: one row per way."""
    rows = [one for one in _ladder() if one["course"] != "all" and one["grade"] == "all"]
    html.table(explaining.OUTLOOK, ("How they stood", *COUNTS), [
        (html.mark(one["band"]) + escape(one["words"]), *_counts(one)) for one in rows
    ], kind="compact")  # fmt: skip


def groups() -> None:
    """Every group with a next inspection, from the widest to the narrowest."""
    html.table(explaining.GROUPS, ("Group", *COUNTS), [(escape(one["words"]), *_counts(one)) for one in _ladder()],
               kind="compact")  # fmt: skip


def eras() -> None:
    """The same by provider type, band and the framework of the next inspection."""
    order = ["all", *domain.BANDS, *(one["framework"] for one in data.frameworks())]
    rows = [one for one in data.outlook() if one["next_count"] and not _is_of_ladder(one)]
    rows.sort(key=lambda one: (one["provider_group"] != "all", one["provider_group"],
                               order.index(one["band"]), order.index(one["era"])))  # fmt: skip
    html.table(explaining.ERAS, ("Provider type", "Band before", "Framework of the next inspection", *COUNTS), [
        (*(_any(one[part]) for part in ("provider_group", "band", "era")), *_counts(one)) for one in rows
    ], kind="compact")  # fmt: skip


def _ladder() -> Sequence[Mapping]:
    """The groups a setting's sentence may quote: those with a next inspection."""
    return [one for one in data.outlook() if one["next_count"] and _is_of_ladder(one)]


def _is_of_ladder(one: Mapping) -> bool:
    return one["era"] == "all" and (one["course"] != "all" or one["provider_group"] == "all")


def _any(part: str) -> str:
    return "All" if part == "all" else escape(f"{part[:1].upper()}{part[1:]}")


def _counts(one: Mapping) -> tuple[str, ...]:
    of, rate = one["next_count"], f'<span class="quiet">{comparing.FEW}</span>'
    if not likeness.is_few(one):
        rate = likeness.rate(one)
    return f"{of:,}", f"{one['below_count']:,}", rate
