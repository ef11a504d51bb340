"""How an area's share moved over the release dates: points with intervals, joined only where they can be compared.

No control chart: dates are few, and most settings are the same from one to the next.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import alike, charts, comparing, data_areas, html, marks, words
from pipelines import domain, shares

HEIGHT = 240


def section(area: Mapping, found: Mapping[str, Sequence[Mapping]]) -> None:
    """The heading, how many points there are, the chart and its table."""
    points = found["area"]
    st.subheader("Over the release dates", anchor=False)
    if len(points) < 2:
        st.caption(single(area, points))
        return
    st.write(finding(points, area["measure"]))
    charts.show(chart(points, found["whole"], area["measure"]), alt_text(area, points))
    st.caption(caption(area, points, found["whole"]))
    with st.expander("The trend as a table"):
        table(points)


def single(area: Mapping, points: Sequence[Mapping]) -> str:
    """That there is no trend to show."""
    many = "Only one loaded release date lists" if points else "No loaded release date lists"
    return f"{many} the settings of {area['area']}, so there is no trend to show. Add older releases to see one."


def finding(points: Sequence[Mapping], measure: str) -> str:
    """From what to what over the newest dates that can be compared, and how many these are."""
    run = [point for point in points if point["run"] == points[-1]["run"]]
    first, last = run[0], run[-1]
    inside = f"{data_areas.inside(measure)} on {domain.long_date(last['as_at'])}"
    told = f"{shares.out_of(last['count'], last['settings'])} {inside}"
    if len(run) == 1:
        return f"{told}. It cannot be compared with the dates before."
    moved = comparing.points(last["count"] / last["settings"] - first["count"] / first["settings"])
    return (
        f"{told}. {moved} since {domain.long_date(first['as_at'])} ({first['count']:,} of {first['settings']:,}), over "
        f"{len(run)} dates that can be compared."
    )


def caption(area: Mapping, points: Sequence[Mapping], whole: Sequence[Mapping]) -> str:
    """How many points there are, and where and why they are not joined."""
    breaks = sum(one["run"] != other["run"] for one, other in pairwise(points))
    told = f"{len(points)} points, one for each release date that lists the area; upright lines are 95% intervals. "
    if breaks:
        told += (
            f"Not joined in {words.plural(breaks, 'place', 'places')}: a new inspection framework had begun, or "
            "releases so far had shown too few inspections to see patterns. "
        )
    told += "Later dates rest on more releases. No control chart is drawn: dates are few and settings mostly the same."
    if whole:
        told = f"Thick line: {area['area']}. Thin grey line: {comparing.the(whole[0]['area'])}. {told}"
    return told


def _frame(points: Sequence[Mapping]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "on": pd.to_datetime([point["as_at"] for point in points]), "share": [point["share"] for point in points],
            "low": [point["low"] for point in points], "high": [point["high"] for point in points],
            "run": [str(point["run"]) for point in points],
            "Date": [domain.long_date(point["as_at"]) for point in points],
            "Share": [shares.out_of(point["count"], point["settings"]) for point in points],
        }
    )  # fmt: skip


def chart(points: Sequence[Mapping], whole: Sequence[Mapping], measure: str) -> alt.LayerChart:
    """The points of the area with their intervals over the line of the whole, which is thin and grey."""
    x = alt.X("on:T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, tickCount=6))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(format="%", tickCount=4))
    own = alt.Chart(_frame(points)).encode(x=x)
    layers = []
    if whole:
        rest = alt.Chart(_frame(whole)).encode(x=x, y=y)
        layers.append(rest.mark_line(color=marks.OTHER.css, strokeWidth=1).encode(detail="run:N"))
        layers.append(rest.mark_point(filled=True, size=14, color=marks.OTHER.css, opacity=1))
    layers += [
        own.mark_rule(color=marks.SECURE.css, strokeWidth=1.5).encode(y=alt.Y("low:Q"), y2="high:Q"),
        own.mark_line(color=marks.SECURE.css, strokeWidth=2).encode(y=y, detail="run:N"),
        own.mark_point(filled=True, size=70, color=marks.SECURE.css, opacity=1).encode(
            y=y, tooltip=["Date:N", "Share:N"]
        ),
    ]
    title = alt.TitleParams(f"Share of settings {data_areas.inside(measure)}", anchor="start", fontSize=12,
                            fontWeight="normal", color=marks.MUTED.css, offset=8)  # fmt: skip
    drawn = alt.layer(*layers).properties(width="container", height=HEIGHT, title=title)
    return drawn.configure_mark(aria=False)


def alt_text(area: Mapping, points: Sequence[Mapping]) -> str:
    """The chart in words."""
    told = "; ".join(
        f"{domain.long_date(point['as_at'])} {shares.out_of(point['count'], point['settings'])}" for point in points
    )
    inside = data_areas.inside(area["measure"])
    return f"Share of settings {inside} in {area['area']} at {len(points)} release dates: {told}."


def table(points: Sequence[Mapping]) -> None:
    """The chart's data as a table."""
    numbers = ("Settings", "Counted", "Share", "95% interval")
    heads = ["As at", *(html.Head(word, True) for word in numbers), "Comparable with the date before"]
    html.table("One row for each point.", heads, [
        (domain.long_date(point["as_at"]), f"{point['settings']:,}", f"{point['count']:,}",
         alike.share(point["count"], point["settings"]), alike.interval(point),
         "" if not number else "Yes" if point["run"] == points[number - 1]["run"] else "No")
        for number, point in enumerate(points)
    ], kind="compact")  # fmt: skip
