"""What an area is made of: settings to support and their places by tier, kinds of provider, deprivation.

Takes rows as pages/parts/data_areas.py gives them.
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import alike, comparing, html, tables, words
from pipelines import shares

DIMENSIONS = {"provider type": "Kinds of provider", "deprivation band": "Deprivation"}


def section(area: Mapping, whole: Mapping, found: Mapping[str, Sequence[Mapping]], neighbours: int) -> None:
    """Settings to support, then the mixes side by side."""
    st.subheader("Settings to support, and the places in them", anchor=False)
    support(area, found["tier"])
    for column, (dimension, title) in zip(st.columns(2), DIMENSIONS.items(), strict=True):
        with column:
            st.subheader(title, anchor=False)
            mix(area, whole, dimension, found.get(dimension, ()), neighbours)


def support(area: Mapping, rows: Sequence[Mapping]) -> None:
    """Settings of each tier, and their places: those known, and of how many settings they are not."""
    places = sum(row["places"] for row in rows)
    missing = sum(row["places_not_known"] for row in rows)
    flagged = sum(row["places"] for row in rows if row["value"] != "universal")
    told = f"Flagged settings hold {flagged:,} of {places:,} known places" if places else "No places are known"
    told += f" ({shares.percent(flagged / places, places)})" if flagged and not area["is_few"] else ""
    unknown = f"for {missing:,} of {words.plural(area['settings'])} none are known"
    caption = f"{told} in {area['area']}. Places are those registered, not children; {unknown}."
    numbers = ("Settings", "Share of settings", "Places", "Share of places", "Settings without places known")
    heads = ["Tier", *(html.Head(word, True) for word in numbers)]
    html.table(caption, heads, [
        (tables.chip(row["value"]), f"{row['settings']:,}",
         alike.share(row["settings"], area["settings"]), f"{row['places']:,}",
         _of_places(row["places"], places, area), f"{row['places_not_known']:,}")
        for row in rows
    ], kind="narrow compact")  # fmt: skip


def _of_places(places: int, of: int, area: Mapping) -> str:
    return shares.percent(places / of, of) if of and not area["is_few"] else ""


def mix(area: Mapping, whole: Mapping, dimension: str, rows: Sequence[Mapping], neighbours: int) -> None:
    """The settings of each kind: of the area, of areas like it together, of the whole."""
    alike = sum(row["alike"] for row in rows)
    out_of = [f"{area['settings']:,} settings in {area['area']}"]
    out_of += [f"{alike:,} in {words.plural(neighbours, 'similar authority', 'similar authorities')}"] if alike else []
    out_of.append(f"{whole['settings']:,} in {comparing.the(whole['area'])}")
    heads = [dimension.capitalize(), area["area"], *(["Similar"] if alike else []), whole["area"]]
    html.table(f"Out of {', '.join(out_of)}.", heads, [
        (escape(row["value"]), _part(row["settings"], area["settings"]),
         *([_part(row["alike"], alike)] if alike else []), _part(row["whole"], whole["settings"]))
        for row in rows
    ], kind="mixed compact")  # fmt: skip


def _part(count: int, of: int) -> str:
    share = shares.of_settings(count, of) if count else ""
    return f"{count:,}" + (f' <span class="share">({share})</span>' if share else "")
