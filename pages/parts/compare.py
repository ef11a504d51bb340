"""The comparison of areas: an HTML table with small bars, and the same rows as dots with their intervals.

Takes rows as pages/parts/data.py gives them. The order is a reading order only: by name unless the address asks for
another, and never by a count alone.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

import altair as alt
import pandas as pd

from pages.parts import comparing, html, marks, words

TIERS = ("intensive", "targeted", "watch")
PAGE_SIZE = 50
STEP, AROUND = 38, 66  # height of one area in the chart, and of the axis and its title
COLUMNS = {"all": None, "region": "region", "local authority": "local_authority", "constituency": "constituency"}


class Sheet(NamedTuple):
    """One page of areas: the whole and the regions to stand beside them, the rows, and which page of how many."""

    beside: Sequence[Mapping]
    rows: Sequence[Mapping]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The place of the first row, counted from 1."""
        return (self.page - 1) * PAGE_SIZE + 1


def sheet(rows: Sequence[Mapping], kind: str, sort: str, page: int) -> Sheet:
    """The areas of one kind in the order asked for, one page of them."""
    areas = sorted((row for row in rows if row["area_kind"] == kind), key=lambda row: _order(row, sort))
    pages = max(1, -(-len(areas) // PAGE_SIZE))
    page = min(page, pages)
    shown = areas[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Sheet([row for row in rows if row["area_kind"] != kind], shown, len(areas), page, pages)


def _order(row: Mapping, sort: str) -> tuple:
    """Shares from high to low with the too few last; names in their own order."""
    if sort == "name":
        return (row["area"],)
    if sort == "settings":
        return (-row["settings"], row["area"])
    return (row["is_few"], -row[f"{sort}_share"], row["area"])


def table(rows: Sequence[Mapping], beside: Sequence[Mapping], caption: str, chosen: Sequence[str]) -> None:
    """The whole and the regions first, then the areas; every name and count opens exactly those settings."""
    most = max((row[f"{tier}_share"] for row in (*beside, *rows) for tier in TIERS if not row["is_few"]), default=0)
    whole = comparing.the(beside[0]["area"])
    heads = ["Area", html.Head("Settings", True), *(marks.TIERS[tier].word for tier in TIERS),
             f"Watch share against {whole}"]  # fmt: skip
    html.table(caption, heads, [_row(row, most or 1, chosen) for row in (*beside, *rows)], kind="areas")


def _row(row: Mapping, most: float, chosen: Sequence[str]) -> tuple[str, ...]:
    about = ["Region"] if row["area_kind"] == "region" else [row["region"]]
    about += ["chosen in the list"] if row["area"] in chosen else []
    more = " · ".join(filter(None, about))
    name = _link(row, escape(row["area"])) + (f'<span class="more">{escape(more)}</span>' if more else "")
    against = "" if row["area_kind"] == "all" else comparing.AGAINST[row["against"]]
    return (name, f"{row['settings']:,}", *(_count(row, tier, most) for tier in TIERS), against)


def _count(row: Mapping, tier: str, most: float) -> str:
    count = _link(row, f"{row[tier]:,}", tier) if row[tier] else "0"
    if row["is_few"]:
        return f'<span class="count">{count}</span> <span class="quiet">{comparing.FEW}</span>'
    wide = 100 * row[f"{tier}_share"] / most
    return (
        f'<span class="count">{count}</span> <span class="share">{words.share(row[tier], row["settings"])}</span>'
        f'<span class="bar" aria-hidden="true"><span class="{tier}" style="width:{wide:.1f}%"></span></span>'
    )


def _link(row: Mapping, said: str, tier: str | None = None) -> str:
    """A link to the list of these settings; plain words where no filter can name them."""
    column = COLUMNS[row["area_kind"]]
    if column == "constituency" and row["area"] == "Not recorded":
        return said
    query = {**({column: row["area"]} if column else {}), **({"tier": tier} if tier else {})}
    named = f' aria-label="{said} {tier}, {escape(row["area"])}"' if tier else ""
    return f'<a href="./{escape("?" + urlencode(query) if query else "")}" target="_self"{named}>{said}</a>'


def dots(rows: Sequence[Mapping], whole: Mapping, chosen: Sequence[str]) -> alt.LayerChart:
    """Each area's watch share with its interval, the whole as a labelled upright line. Few settings: left out."""
    data = pd.DataFrame(
        {
            "area": [row["area"] for row in rows], "share": [row["watch_share"] for row in rows],
            "low": [row["watch_low"] for row in rows], "high": [row["watch_high"] for row in rows],
            "told": [words.share(row["watch"], row["settings"]) for row in rows],
            "weight": [700 if row["area"] in chosen else 400 for row in rows],
        }
    )  # fmt: skip
    x = alt.X("share:Q", title="Share of settings in the watch tier", scale=alt.Scale(zero=True, nice=True),
              axis=alt.Axis(format="%", tickCount=5))  # fmt: skip
    y = alt.Y("area:N", sort=None, title=None, axis=None)
    base = alt.Chart(data).encode(y=y)
    level = f"{comparing.the(whole['area'])} {words.share(whole['watch'], whole['settings'])}"
    line = alt.Chart(pd.DataFrame({"share": [whole["watch_share"]], "told": [level[0].upper() + level[1:]]}))
    names = {"align": "left", "dy": -12, "fontSize": 12.5}
    return alt.layer(
        line.mark_rule(color=marks.OTHER.css, strokeWidth=1).encode(x=x),
        line.mark_text(y=-6, align="left", dx=-4, color=marks.MUTED.css).encode(x=x, text="told:N"),
        base.mark_rule(color=marks.WATCH.css, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(filled=True, size=90, color=marks.WATCH.css, opacity=1).encode(
            x=x, tooltip=["area:N", "told:N"]
        ),
        _plain(base.transform_filter("datum.weight == 400"), names, 400),
        _plain(base.transform_filter("datum.weight == 700"), names, 700),
    ).properties(width="container", height=STEP * len(rows) + AROUND)


def _plain(base: alt.Chart, names: Mapping, weight: int) -> alt.Chart:
    """The names of areas and their shares, above their lines."""
    words_of = alt.expr("datum.area + '  ' + datum.told")
    return base.mark_text(x=0, fontWeight=weight, text=words_of, **names)


def dots_table(rows: Sequence[Mapping]) -> pd.DataFrame:
    """The chart's data as a table."""
    return pd.DataFrame(
        {
            "Area": [row["area"] for row in rows],
            "Settings": [f"{row['settings']:,}" for row in rows],
            "In watch": [f"{row['watch']:,}" for row in rows],
            "Share": [words.share(row["watch"], row["settings"]) for row in rows],
            "95% interval": [f"{row['watch_low']:.1%} to {row['watch_high']:.1%}" for row in rows],
        }
    )
