"""What the Areas page asks, one function per question; all of it is of areas, small, and kept per build.

Beside pages/parts/data.py, which serves the build and asks everything else.
"""

import streamlit as st

from pages.parts import data
from pipelines import comparison, reads

few_settings = comparison.few_settings
by_chance = comparison.by_chance
neighbour_count = comparison.neighbour_count


def measure(word: str) -> str:
    """The measure that stands under a word of the address."""
    return next(name for name, row in comparison.measures().items() if row["address"] == word)


def inside(name: str) -> str:
    """What a setting counted by a measure is, inside a sentence: 'in watch'."""
    return comparison.measures()[name]["inside"]


def display(name: str) -> str:
    """A measure as a heading."""
    return comparison.measures()[name]["display"]


def areas(kind: str, measure: str) -> list[dict]:
    """Counts and shares by area of one kind, the whole and the regions first, and where one measure stands."""
    return _areas(data.served().pointer["build_id"], kind, measure, data.served())


@st.cache_data(max_entries=16, show_spinner=False)
def _areas(build_id: str, kind: str, measure: str, _from: reads.Served) -> list[dict]:
    return comparison.areas(_from, kind, measure)


def funnel(kind: str, measure: str) -> list[dict]:
    """The limits around the share of the whole, by number of settings."""
    return _funnel(data.served().pointer["build_id"], kind, measure, data.served())


@st.cache_data(max_entries=16, show_spinner=False)
def _funnel(build_id: str, kind: str, measure: str, _from: reads.Served) -> list[dict]:
    return comparison.funnel(_from, kind, measure)


def alike(area: str, measure: str) -> dict:
    """The authorities similar to one: itself, neighbours, pooled, chosen_by, unknown."""
    return comparison.alike(data.served(), area, measure)


def trend(kind: str, area: str, measure: str) -> dict[str, list[dict]]:
    """An area and the whole at each release date that lists them, oldest first."""
    return comparison.trend(data.served(), kind, area, measure)


def mix(kind: str, area: str, neighbours: tuple[str, ...]) -> dict[str, list[dict]]:
    """Per dimension its values with their counts: of the area, of areas like it together, of the whole."""
    return comparison.mix(data.served(), kind, area, neighbours)
