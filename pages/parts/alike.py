"""One area looked at closely: against its region, the whole and the authorities like it, and who these are.

Takes rows as pages/parts/data_areas.py gives them.
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import compare, comparing, data_areas, html, words
from pipelines import domain, shares

ANCHOR = "area"  # in the address of the page, for the way down to the section
METHOD = "The Method page gives the formula."
NO_LIKENESS = "Similar areas are worked out for local authorities only, because councils compare themselves as such."
OWN = "the neighbours your council lists in neighbours.csv, in its order, whatever their distance"


def title(area: Mapping) -> str:
    """The heading of the section."""
    return f"{area['area']} against {'areas like it' if area['area_kind'] == 'local authority' else 'the whole'}"


def finding(area: Mapping, alike: Mapping | None, region: Mapping | None, whole: Mapping) -> str:
    """The shares side by side in a sentence, each with its denominator."""
    told = [f"{_told(area)} {data_areas.inside(area['measure'])} in {area['area']}"]
    if alike and alike["neighbours"]:
        told.append(f"{_told(alike['pooled'])} in {_together(alike)}")
    told += [f"{_told(region)} in {region['area']}"] if region else []
    told.append(f"{_told(whole)} in {comparing.the(whole['area'])}")
    return f"{'; '.join(told)}."


def _told(row: Mapping) -> str:
    return shares.out_of(row["count"], row["settings"])


def _together(alike: Mapping) -> str:
    return f"{words.plural(alike['pooled']['areas'], 'similar authority', 'similar authorities')} together"


def against(area: Mapping, alike: Mapping | None, region: Mapping | None, whole: Mapping, is_apart: bool) -> None:
    """The area, areas like it together, its region and the whole: counts, shares and intervals."""
    rows = [_row(area["area"], area)]
    if alike and alike["neighbours"]:
        rows.append(_row(_together(alike).capitalize(), alike["pooled"]))
    rows += [_row(region["area"], region)] if region else []
    rows.append(_row(whole["area"], whole))
    measure = data_areas.display(area["measure"])
    when = f"on {domain.long_date(area['as_at'])}" if not is_apart else (
        f"as each was last known: {_known(area)}, {_known(whole)}"
    )  # fmt: skip
    caption = (
        f"Settings {data_areas.inside(area['measure'])} {when}. The interval says how "
        "far chance alone could move the share of a group of this size."
    )
    heads = ["Where", *(html.Head(word, True) for word in ("Settings", measure, "Share", "95% interval"))]
    html.table(caption, heads, rows, kind="narrow compact")


def _known(row: Mapping) -> str:
    return f"{comparing.the(row['area'])} mostly as at {domain.long_date(row['known_on'])}"


def _row(name: str, row: Mapping) -> tuple[str, ...]:
    return (
        escape(name), f"{row['settings']:,}", f"{row['count']:,}", share(row["count"], row["settings"]), interval(row)
    )  # fmt: skip


def share(count: int, of: int) -> str:
    """A share in a cell, or that there are too few settings for one."""
    return shares.of_settings(count, of) or f'<span class="quiet">{comparing.FEW}</span>'


def interval(row: Mapping) -> str:
    """The 95 % interval of a share."""
    return shares.between(row["low"], row["high"], row["settings"])


def source(area: str, alike: Mapping) -> str:
    """Which list of similar authorities is used, and how it comes about."""
    found, wanted = len(alike["neighbours"]), data_areas.neighbour_count()
    if alike["chosen_by"] == "own list":
        told = f"These are {OWN}."
    elif not found:
        told = (
            f"No similar authorities: {area} has fewer than {data_areas.few_settings()} settings, or no other "
            "authority with as many is loaded."
        )
    else:
        told = (
            f"The {words.plural(found, 'authority', 'authorities')} nearest to {area} in kinds of provider, number of "
            "settings and deprivation. Nothing else counts, such as how rural a place is. Distance has no unit: 0 "
            "would be alike in all three."
        )
        if found < wanted:
            told += f" Only {found + 1} authorities are loaded, so these are all the others, alike or not."
    if alike["unknown"]:
        told += f" Named in neighbours.csv and not in the loaded releases: {', '.join(alike['unknown'])}."
    return f"{told} {METHOD}"


def table(area: Mapping, alike: Mapping) -> None:
    """The similar authorities, the nearest first, under the area itself."""
    measure = f"{data_areas.display(area['measure'])} share"
    heads = ["Authority", html.Head("Distance", True), html.Head("Settings", True), html.Head("Childminders", True),
             html.Head("Most deprived or deprived", True), html.Head(measure, True), "Against the whole"]  # fmt: skip
    html.table(
        source(area["area"], alike), heads, [_neighbour(row) for row in (alike["itself"], *alike["neighbours"])],
        kind="neighbours compact",
    )  # fmt: skip


def _neighbour(row: Mapping) -> tuple[str, ...]:
    name = compare.link({**row, "area_kind": "local authority"}, escape(row["area"]))
    return (
        name + f' <span class="more">{escape(row["region"])}</span>', _distance(row), f"{row['settings']:,}",
        share(row["childminders"], row["settings"]), share(row["deprived"], row["band_known"]),
        _share(row), comparing.against(row),
    )  # fmt: skip


def _distance(row: Mapping) -> str:
    if not row["rank"]:
        return '<span class="quiet">itself</span>'
    return '<span class="quiet">not measured</span>' if row["distance"] is None else f"{row['distance']:.2f}"


def _share(row: Mapping) -> str:
    out_of = f' <span class="more">{row["count"]:,} of {row["settings"]:,}</span>'
    return share(row["count"], row["settings"]) + ("" if row["is_few"] else out_of)


def way(area: Mapping) -> None:
    """The way down to the section, from the top of the page."""
    st.html(f'<p class="facts"><a href="#{ANCHOR}">{escape(title(area))}</a></p>')


def section(area: Mapping, rows: Sequence[Mapping], alike: Mapping | None) -> None:
    """Heading, sentence, and the two tables."""
    region, whole = compare.region_of(rows, area), rows[0]
    st.header(title(area), anchor=ANCHOR)
    st.write(finding(area, alike, region, whole))
    against(area, alike, region, whole, comparing.is_apart(rows))
    st.subheader("Similar authorities", anchor=False)
    if alike is None:
        st.caption(NO_LIKENESS)
    elif alike["neighbours"]:
        table(area, alike)
    else:
        st.caption(source(area["area"], alike))
