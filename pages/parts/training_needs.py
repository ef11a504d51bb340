"""The page Training needs: themes of relevant support with their counts, and the settings behind the one pressed.

Takes rows as pages/parts/data.py gives them. Left out: which areas are weak, and which theme answers
to them (pipelines).
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from pages.parts import data, filters, html, inspections, plain, since, tables, telling, words

THEME, PAGE = filters.TRAINING_WORDS
PAGE_SIZE = 50
MEASURE = (
    "Settings with at least one weak area at their latest inspections: below Good, below Expected standard, "
    "safeguarding not met, or a visit with the outcome Not met. A setting counts once in a row, and in every row it "
    "has a weak area of. Not every area is judged, or printed, for every setting: the last column says for how many, "
    "so compare rows with care."
)
TIERS = "(intensive, targeted or watch tier, on the Early Years Register)"
PRESS = "Press one to list its settings."
NO_FLAGGED = "No setting here is in the intensive, targeted or watch tier."
NO_AREAS = (
    "The releases used here print no areas for the latest inspections of these settings, so it cannot be said what was "
    "weak. The page Data quality says what each release holds."
)
NONE_WEAK = "The latest inspections of these settings found no area weak. They are flagged for what came before."
NONE_OF_THEME = "No flagged setting here has a weak area that this support answers to."


class Asked(NamedTuple):
    """Which theme's settings to list (None: no theme), which page of them, and what was not understood."""

    theme: Mapping | None
    page: int
    problems: Sequence[str]


class Shown(NamedTuple):
    """Which page of a theme's settings is on screen, of how many."""

    page: int
    pages: int


def parse(said: Mapping[str, list[str]], themes: Sequence[Mapping]) -> Asked:
    """Read the address against the declared themes; what is not one becomes a sentence."""
    problems: list[str] = []
    raw = (said.get(THEME) or [""])[-1]
    theme = next((one for one in themes if one["theme"] == raw), None)
    if raw and theme is None:
        problems.append(f"“{plain.text(raw)}” is not a theme of support, so no settings are listed.")
    return Asked(theme, filters.number(PAGE, said, problems), problems)


def bar(chosen: filters.Chosen, options: Mapping) -> None:
    """The row of controls: the areas."""
    with st.container(key="training-areas"):
        columns = st.columns([4, 2, 6], vertical_alignment="bottom")
        with columns[0]:
            filters.areas(chosen, options, columns[1])


def finding(found: Mapping, place: str) -> str:
    """How many flagged settings have a weak area, out of how many, where."""
    if not found["judged"]:
        return f"{words.plural(found['flagged'], 'flagged setting', 'flagged settings')}{place}"
    of = words.plural(found["judged"], "flagged setting", "flagged settings")
    return f"{found['weak']:,} of {of}{place} with any area judged had one weak"


def nothing(found: Mapping) -> str:
    """Why there is no theme to show."""
    return NO_FLAGGED if not found["flagged"] else NO_AREAS if not found["judged"] else NONE_WEAK


def counted(found: Mapping, source: str) -> None:
    """One row per theme: what was weak, in how many settings, of how many."""
    judged = found["judged"]
    caption = f"{MEASURE} Out of {judged:,} with any area judged, of {found['flagged']:,} flagged {TIERS}. "
    caption += "No shares: under 30 settings. " if data.few(judged) else ""
    heads = ["Relevant support", "Weak areas, and how many settings", html.Head("Settings", True),
             html.Head("Judged in these areas", True)]  # fmt: skip
    rows = [
        (escape(telling.result(one["theme"])), _results(one["results"]), _count(len(one["settings"]), judged),
         f"{one['judged']:,}")
        for one in found["themes"]
    ]  # fmt: skip
    html.table(f"{caption}{source}.", heads, rows, kind="training")


def _count(count: int, of: int) -> str:
    share = "" if data.few(of) else f' <span class="share">({words.share(count, of)})</span>'
    return f'<span class="count">{count:,} of {of:,}</span>{share}'


def _results(results: Sequence[Mapping]) -> str:
    told: dict[str, list[str]] = {}
    for one in results:
        told.setdefault(one["display"], []).append(f"{telling.result(one['result'])} {one['settings']:,}")
    said = (", ".join(each) if display == "Not met" else f"{display}: {', '.join(each)}"
            for display, each in told.items())  # fmt: skip
    return "".join(f"<div>{escape(each)}</div>" for each in said) or "None"


def themes(found: Sequence[Mapping], asked: Asked) -> None:
    """Every theme that some setting needs, to press; the one pressed stands out."""
    st.header("Which settings are these?", anchor=False)
    st.caption(PRESS)
    with st.container(key="themes"):
        for place, one in enumerate(found):
            if one["settings"]:
                st.button(
                    f"{plain.name(telling.result(one['theme']))}: {words.plural(len(one['settings']))}",
                    key=f"theme-{place}", on_click=since.go, args=(_to_query(one["theme"]),),
                    type="secondary" if one is asked.theme else "tertiary",
                )  # fmt: skip


def _to_query(theme: str) -> dict[str, list[str]]:
    beside = {word: value for word, value in filters.carried().items() if word not in filters.TRAINING_WORDS}
    return {**beside, THEME: [theme]}


def listing(asked: Asked) -> Shown:
    """The settings behind one theme, the gravest tier first, each with what was weak; a page of them."""
    settings, said = asked.theme["settings"], words.displayed()
    pages = max(1, -(-len(settings) // PAGE_SIZE))
    page = min(asked.page, pages)
    if not settings:
        st.info(NONE_OF_THEME, icon=":material/info:")
        return Shown(page, pages)
    first = (page - 1) * PAGE_SIZE
    rows = settings[first : first + PAGE_SIZE]
    caption = f"{telling.result(asked.theme['theme'])}: {first + 1:,}–{first + len(rows):,} of {len(settings):,}"
    html.table(caption, ("Setting", "Why flagged", "Weak at the latest inspections"),
               [_row(row, said, filters.carried()) for row in rows], kind="settings moved")  # fmt: skip
    return Shown(page, pages)


def _row(row: Mapping, said: Mapping[str, str], query: Mapping) -> tuple[str, ...]:
    link = "setting?" + urlencode({**query, "urn": row["urn"]}, doseq=True)
    about = (f"URN {row['urn']}" if row["provider_name"] else None, row["local_authority"])
    name = tables.named(link, tables.name_of(row))
    return (
        f'{name}<span class="more">{escape(" · ".join(filter(None, about)))}</span>',
        f"{tables.chip(row['tier'])} {escape(said[row['label']])}",
        "".join(map(inspections.because, row["because"])),
    )
