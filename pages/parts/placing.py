"""The page Map beside the map itself: what is asked of it, its sentences, its key, and the table of what is drawn.

Left out: the drawing (mapping) and which settings there are (pipelines.places).
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from pages.parts import filters, html, marks, opening, tables, words

OTHERS, PAGE = filters.MAP_WORDS
NO_DIRECTORY = (
    "This build could not place any setting: the list of postcodes was not installed, or could not be read. On the "
    "computer that runs this dashboard, in the project’s folder: `python -m pip install -r requirements.txt`, then "
    "`python -m pipelines build` again. Everything else works without it."
)
NONE_PLACED = "None of these settings can be drawn on a map."
TIERS = "A larger mark is a higher tier."


class Asked(NamedTuple):
    """Whether all settings are drawn beside the flagged, which page of the table, and what was not understood."""

    others: str
    page: int
    problems: Sequence[str]


def parse(said: Mapping[str, list[str]]) -> Asked:
    """Read the address; what is not understood becomes a sentence."""
    problems: list[str] = []
    others = filters.picked(filters.OTHERS, said, problems)
    return Asked(others, filters.number(PAGE, said, problems), problems)


def what(chosen: filters.Chosen) -> tuple[str, str]:
    """What the settings of this view are called, one and many."""
    is_flagged = not (chosen.values.get("tier") or chosen.values.get("flag") or chosen.find)
    return ("flagged setting", "flagged settings") if is_flagged else ("setting", "settings")


def finding(view: Mapping, chosen: filters.Chosen, said: Mapping[str, str]) -> str:
    """How many of the view are on the map, out of how many, where."""
    narrow = words.narrowed(chosen, said, "tier", "flag", "window")
    many = words.plural(view["total"], *what(chosen)) + (" of your list" if chosen.urns is not None else "")
    told = f"{view['placed']:,} of {many}{words.place(chosen)} {'is' if view['placed'] == 1 else 'are'} on the map"
    return told + (f": {', '.join(narrow)}" if narrow else "")


def missing(view: Mapping, source: str) -> str | None:
    """How many cannot be placed, and why; the reasons add up. Nothing where all are."""
    lost = view["total"] - view["placed"]
    if not lost:
        return None
    people, others = view["withheld_childminders"], view["withheld_others"]
    withheld = [
        words.plural(people, "childminder", "childminders") if people else "",
        words.plural(others, "other setting", "other settings") if others else "",
    ]
    bare, strange = view["without_postcode"], view["not_listed"]
    reasons = [
        (people + others, f"Ofsted withholds the postcodes of {' and '.join(filter(None, withheld))}"),
        (bare, f"{bare:,} {'has' if bare == 1 else 'have'} no postcode in its releases"),
        (strange, f"{strange:,} {'has a postcode' if strange == 1 else 'have postcodes'} not in the {source}"),
    ]
    return f"{lost:,} cannot be placed: {'; '.join(reason for count, reason in reasons if count)}."


def key(view: Mapping, has_others: bool) -> None:
    """What the marks mean, with how many there are of each."""
    if not view["is_each"]:
        told = (
            f"Too many to draw each: a grey dot is a square of {_distance(view['square'])} with settings in it, larger "
            "where more lie. The settings of the table are drawn, with their numbers. Choose an area to see each one."
        )
        st.html(f'<p class="key">{escape(told)}</p>')
        return
    counts = {band: sum(row["band"] == band for row in view["points"]) for band in marks.BANDS}
    parts = [f"{html.mark(band)}{marks.BANDS[band].word} ({count:,})" for band, count in counts.items() if count]
    ungraded = len(view["points"]) - sum(counts.values())
    parts += [f"{_glyph('◆')}No graded inspection ({ungraded:,})"] if ungraded else []
    if loose := [row["band"] for row in view["points"] if row["is_provisional"]]:
        hollow = _glyph(marks.BANDS[loose[0]].glyph, f"{loose[0]} provisional")
        parts.append(f"{hollow}Hollow: provisional ({len(loose):,})")
    parts.append(TIERS)
    if has_others and view["around"]:
        parts.append(f"{_glyph('●', 'dot')}All {view['around']:,} settings that can be placed")
    told = "".join(f"<span>{part}</span> " for part in ("At the latest inspection:", *parts))
    st.html(f'<p class="key">{told}</p>')


def _glyph(glyph: str, kind: str = "") -> str:
    return f'<span class="mark {kind}" aria-hidden="true">{glyph}</span>'


def _distance(metres: int) -> str:
    return f"{metres // 1000:,} km" if metres >= 1000 else f"{metres} m"


def alt(view: Mapping, chosen: filters.Chosen) -> str:
    """The map in words, for those who do not see it."""
    tiers = [(tier, sum(row["tier"] == tier for row in view["points"])) for tier in marks.TIERS]
    told = ", ".join(f"{count:,} {tier}" for tier, count in tiers if count)
    loose = sum(row["is_provisional"] for row in view["points"])
    told += f"; {loose:,} hollow because provisional" if loose else ""
    across = f"{(view['east'] - view['west']) / 1000:.0f} by {(view['north'] - view['south']) / 1000:.0f} km"
    return (
        f"Map of {words.plural(view['placed'], *what(chosen))}{words.place(chosen)} by the middle of the postcode, "
        f"{across}: {told}. The table beside it lists each."
    )


def table(view: Mapping, said: Mapping[str, str], sought: str) -> None:
    """The settings that are drawn, a page of them, numbered as on the map."""
    caption = f"{view['first']:,}–{view['last']:,} of {view['placed']:,} on the map, numbered as there."
    caption += words.begun(sought, view["placed"])
    caption += f" {words.PROVISIONAL}" if any(row["is_provisional"] for row in view["rows"]) else ""
    rows = [_row(place, row, said) for place, row in enumerate(view["rows"], view["first"])]
    html.table(caption, ("Setting", "Why flagged"), rows, kind="settings placed")


def _row(place: int, row: Mapping, said: Mapping[str, str]) -> tuple[str, ...]:
    label, _ = tables.why(row, said)
    where = ", ".join(filter(None, (row["postcode"], row["local_authority"])))
    return (
        f'<span class="place">{place}</span>{opening.link(row["urn"], tables.name_of(row))}'
        f' <span class="more">{escape(where + tables.older(row))}</span>',
        f"{html.mark(row['band'], row['is_provisional'])}{tables.chip(row['tier'])} {escape(label)}",
    )


def caption(view: Mapping, build: Mapping) -> str:
    """Measure, population, as at, source; whose postcodes."""
    told = (
        "Each mark lies at the middle of its postcode, not at the door. Numbers are those of the table; some are left "
        "out where settings lie close together. A town’s name stands amid the settings whose address ends with it. "
        f"{words.source_line(build)}. "
        f"Postcodes: {build['postcodes']}."
    )
    return f"{told} {build['postcode_licence']}".strip()
