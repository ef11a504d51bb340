"""The page Training needs: themes of relevant support with their counts, and the settings behind the one pressed.

Takes rows as pages/parts/data.py gives them. Left out: which areas are weak, and which theme answers
to them (pipelines).
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from pages.parts import filters, html, inspections, opening, plain, pressing, since, tables, telling, words
from pipelines import domain, training

THEME, PAGE = filters.TRAINING_WORDS
PAGE_SIZE = 50
MEASURE = "Weak areas at the latest inspections of flagged settings."
PRESS = "Press a count to list its settings."
COUNTED = "How is this counted?"
HOW = (
    "Weak means below Good, below Expected standard, safeguarding not met, or a visit with the outcome Not met.",
    "A setting counts once in each row it has a weak area of. Not every area is judged, or printed, for every setting.",
    "Flagged means in the intensive, targeted or watch tier and on the Early Years Register.",
)
COMPARED = (
    "Rows are compared where each framework has an area for them. Inclusion is judged on report cards only, and Not "
    "met at visits that give no grade, so their rows are out of other settings."
)
LISTED, LISTED_HEADS = "listed", ("Setting", "Why flagged", "Weak at the latest inspections")
IN_VIEW = 2  # of its rows after a press, so that the counts stay in view too
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
    """How many flagged settings have a weak area, out of how many judged, where."""
    said = [words.plural(found[name], "flagged setting", "flagged settings") for name in ("flagged", "judged")]
    if not found["judged"]:
        return f"{said[0]}{place}"
    was = "was" if found["judged"] == 1 else "were"
    return f"{found['weak']:,} of {said[1]}{place} that {was} judged by area had at least one weak area"


def nothing(found: Mapping) -> str:
    """Why there is no theme to show."""
    return NO_FLAGGED if not found["flagged"] else NO_AREAS if not found["judged"] else NONE_WEAK


def counted(found: Mapping, source: str) -> str:
    """One row per theme: what was weak, in how many of the settings that rows can be compared among, and in how many
    of all judged; each of these counts opens its settings. Returns the table as it is drawn."""
    caption = f"{MEASURE} {training.order(found)} {PRESS} {source}."
    compared = [html.Head(training.head(found), True)] if found["in_common"] else []
    heads = ["Relevant support", "Weak areas, and how many settings", *compared, html.Head(training.HEAD, True)]
    rows = [
        (escape(telling.result(one["theme"])), _results(one["results"]),
         *([training.in_common(one, found)] if compared else []), _count(one))
        for one in found["themes"]
    ]  # fmt: skip
    table = html.made(caption, heads, rows, kind="training")
    st.html(table)
    return table


def how(found: Mapping) -> None:
    """What is weak and who is counted, for whoever asks."""
    flagged = f"{words.plural(found['flagged'])} here {'is' if found['flagged'] == 1 else 'are'} flagged."
    oldest = f"Oldest inspection counted: {domain.long_date(found['oldest'])}."
    with st.expander(COUNTED):
        html.bullets((*HOW, COMPARED, flagged, oldest))


def _count(theme: Mapping) -> str:
    count, of = len(theme["settings"]), theme["judged"]
    if not of:
        return "None judged"
    told = f"{count:,} of {of:,} judged"
    if count:
        told = pressing.press(theme["theme"], told, f"list settings, {telling.result(theme['theme'])}")
    return f'{told} <span class="more">{training.years(theme)}</span>'


def _results(results: Sequence[Mapping]) -> str:
    told: dict[str, list[str]] = {}
    for one in results:
        told.setdefault(one["display"], []).append(f"{telling.result(one['result'])} {one['settings']:,}")
    said = (", ".join(each) if display == "Not met" else f"{display}: {', '.join(each)}"
            for display, each in told.items())  # fmt: skip
    return "".join(f"<div>{escape(each)}</div>" for each in said) or "None"


def presses(table: str, asked: Asked) -> None:
    """Let the counts of the table open their settings, and shut them again. To be called when both are drawn."""
    pressing.joined(table, asked.theme and asked.theme["theme"], lambda theme: since.go(_to_query(theme, asked)),
                    f".st-key-{LISTED} tr:nth-child(-n+{IN_VIEW})")  # fmt: skip


def _to_query(theme: str, asked: Asked) -> dict[str, list[str]]:
    beside = {word: value for word, value in filters.carried().items() if word not in filters.TRAINING_WORDS}
    is_open = asked.theme and asked.theme["theme"] == theme
    return beside if is_open else {**beside, THEME: [theme]}


def listing(asked: Asked, source: str) -> None:
    """The settings behind one theme, the gravest tier first, each with what was weak; a page of them."""
    settings, said = asked.theme["settings"], words.displayed()
    pages = max(1, -(-len(settings) // PAGE_SIZE))
    page = min(asked.page, pages)
    with st.container(key=LISTED):
        st.header(f"{telling.result(asked.theme['theme'])}: {words.plural(len(settings))}", anchor=False)
        if page != asked.page:
            st.warning(words.no_such_page(asked, {"page": page}), icon=":material/help:")
        if not settings:
            st.info(NONE_OF_THEME, icon=":material/info:")
            return
        first = (page - 1) * PAGE_SIZE
        rows = settings[first : first + PAGE_SIZE]
        span = f"{first + 1:,}–{first + len(rows):,} of {len(settings):,}. {source}."
        html.table(span, LISTED_HEADS,
                   [_row(row, said) for row in rows], kind="settings moved")  # fmt: skip
        with st.container(key="after", horizontal=True, horizontal_alignment="right"):
            filters.pager(page, pages, PAGE)


def _row(row: Mapping, said: Mapping[str, str]) -> tuple[str, ...]:
    about = (f"URN {row['urn']}" if row["provider_name"] else None, row["local_authority"])
    name = opening.link(row["urn"], tables.name_of(row))
    return (
        f'{name} <span class="more">{escape(" · ".join(filter(None, about)))}</span>',
        f"{tables.chip(row['tier'])} {escape(said[row['label']])}",
        "".join(map(inspections.because, row["because"])),
    )
