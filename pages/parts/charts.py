"""The charts, drawn with Altair from rows as pages/parts/data.py gives them. Colours and shapes come from marks.

Charts are SVG, so their colours follow the theme by themselves. Each comes with its alternative text; the page puts
the same data beside it as a table. Left out: the words of the findings (words).
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import marks
from pipelines import domain, sentences

# The timeline in pixels from the top: names of frameworks, then room for labels, the levels, the ticks.
HEIGHT = 330
LEVEL = {"secure": 106, "below": 180, "serious": 240}
TICKS = 312
LANE = 15  # one line of label text
# Plot widths that labels are laid out for (a desk, a phone, 400 % zoom), and from which own width the chart picks each.
WIDTHS = ((1000, 560), (270, 230), (175, 0))
LETTER = 6.6  # width of an average letter at 12 px: labels are placed in Python, before any font is known
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT = {"Requires improvement": "RI", "Outstanding": "Outst.", "Inadequate": "Inad.", "Satisfactory": "Satis."}


@alt.theme.register("monitor", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Quiet axes, the page's own font, colours that follow light and dark."""
    text = {"labelColor": marks.TEXT.css, "titleColor": marks.MUTED.css, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "config": {
            "background": "transparent",
            "font": '"Source Sans", "Source Sans Pro", sans-serif',
            "view": {"stroke": None},
            "axis": {**text, "grid": False, "domainColor": marks.BORDER.css, "tickColor": marks.BORDER.css},
            "text": {"color": marks.TEXT.css, "fontSize": 12},
        }
    }


def show(chart: alt.Chart, alt_text: str) -> None:
    """Put a chart on the page with its alternative text."""
    st.altair_chart(chart, theme=None, alt=alt_text)


def pressed(chart: alt.Chart, alt_text: str, key: str, selection: str) -> list[dict]:
    """Put a chart on the page that fills the height around it; what was pressed, by the name of its selection."""
    event = st.altair_chart(
        chart, theme=None, alt=alt_text, key=key, on_select="rerun", selection_mode=selection, height="stretch"
    )
    return event.selection.get(selection) or []


def timeline(
    history: Sequence[Mapping], steps: set[int], frameworks: Sequence[Mapping], as_at: dt.date, last_seen: dt.date
) -> alt.LayerChart:
    """One setting's inspections as a step line over Secure, Below and Serious.

    steps: positions of the inspections whose step towards them counts half, drawn dashed; provisional evidence is
    drawn hollow.
    last_seen: when a release last listed the setting; the line is drawn no further.
    Unscored visits are ticks on a baseline, hollow when Not Met. Labels never cover each other: they are laid out
    twice, for a desk and for a phone, and the chart shows the layout that fits.
    """
    start = min(row["inspected_on"] for row in history)
    start = dt.date(start.year - (start.month < 4), 1, 1)
    span = max((as_at - start).days, 1)
    scored = [row for row in history if row["is_scored"]]
    visits = [row for row in history if not row["is_scored"]]
    x = alt.X("on:T", title=None, scale=alt.Scale(domain=[_stamp(start), _stamp(as_at)]),
              axis=alt.Axis(format="%Y", labelOverlap=True, tickCount={"interval": "year", "step": 1},
                            offset=4))  # fmt: skip
    y = alt.Y("y:Q", title=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None)

    layers = [_levels(start, as_at, bool(visits))]
    eras = [row for row in frameworks if start < row["starts_on"] < as_at]
    if eras:
        layers += _eras(eras, start, span)
    if visits:
        layers.append(_ticks(visits))
    if scored:
        layers += [_steps(scored, steps, min(as_at, last_seen)), *_points(scored), *_labels(scored, start, span)]
    layers.append(_now(as_at))
    chart = alt.layer(*[layer.encode(x=x, y=y) for layer in layers]).properties(height=HEIGHT, width="container")
    return chart.configure_axisX(domain=True).configure_mark(aria=False)


def timeline_alt(history: Sequence[Mapping], as_at: dt.date) -> str:
    """The timeline in words, for those who do not see it."""
    return sentences.in_words(history, as_at)


def timeline_table(history: Sequence[Mapping]) -> pd.DataFrame:
    """The timeline's data as a table."""
    return pd.DataFrame(
        {
            "Date": [domain.long_date(row["inspected_on"]) for row in history],
            "What it said": [
                row["words"] + (f" (earlier registration {row['from_urn']})" if row["from_urn"] else "")
                for row in history
            ],
            "Band": [marks.BANDS[row["band"]].word if row["band"] else "Not scored" for row in history],
            "Counts": [sentences.counts(row) for row in history],
        }
    )


def _stamp(day: dt.date) -> dict:
    return {"year": day.year, "month": day.month, "date": day.day}


def _frame(rows: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    for name in ("on", "to"):
        if name in table:
            table[name] = pd.to_datetime(table[name])
    return table


def _levels(start: dt.date, as_at: dt.date, has_visits: bool) -> alt.LayerChart:
    rows = [{"on": start, "to": as_at, "y": LEVEL[band]} for band in marks.BANDS]
    names = [{"on": start, "y": LEVEL[band], "word": mark.word} for band, mark in marks.BANDS.items()]
    if has_visits:
        rows.append({"on": start, "to": as_at, "y": TICKS})
        names.append({"on": start, "y": TICKS, "word": "Visits"})
    lines = alt.Chart(_frame(rows)).mark_rule(color=marks.FAINT.css).encode(x2="to:T")
    text = alt.Chart(_frame(names)).mark_text(align="right", dx=-8, fontWeight=600).encode(text="word:N")
    return _Together(lines, text)


class _Together(list):
    """Layers that share the timeline's x and y: encode() reaches each of them."""

    def __init__(self, *layers):
        super().__init__(layers)

    def encode(self, **channels) -> alt.LayerChart:
        return alt.layer(*[layer.encode(**channels) for layer in self])


def _steps(scored: Sequence[Mapping], half: set[int], known_to: dt.date) -> _Together:
    """The step line: level until the next inspection or as far as is known, then straight to its level; steps that
    count half are dashed."""
    flat, rise = [], []
    for row, then in zip(scored, [*scored[1:], None], strict=True):
        until = then["inspected_on"] if then else max(known_to, row["inspected_on"])
        flat.append({"on": row["inspected_on"], "to": until, "y": LEVEL[row["band"]]})
        if then and then["band"] != row["band"]:
            rise.append(
                {"on": until, "y": LEVEL[row["band"]], "y2": LEVEL[then["band"]], "half": then["position"] in half}
            )
    line = {"color": marks.OTHER.css, "strokeWidth": 2}
    layers = [alt.Chart(_frame(flat)).mark_rule(**line).encode(x2="to:T")]
    for is_half, dash in ((False, [1, 0]), (True, [4, 4])):
        these = [row for row in rise if row["half"] == is_half]
        if these:
            layers.append(alt.Chart(_frame(these)).mark_rule(strokeDash=dash, **line).encode(y2="y2:Q"))
    return _Together(*layers)


def _points(scored: Sequence[Mapping]) -> list[alt.Chart]:
    layers = []
    for band, mark in marks.BANDS.items():
        for half in (False, True):
            rows = [
                {"on": row["inspected_on"], "y": LEVEL[band], "What it said": row["words"],
                 "Date": domain.long_date(row["inspected_on"]), "Band": mark.word}
                for row in scored if row["band"] == band and row["is_provisional"] == half
            ]  # fmt: skip
            if rows:
                inside = marks.BACKGROUND.css if half else mark.colour.css
                layers.append(
                    alt.Chart(_frame(rows))
                    .mark_point(
                        shape=mark.shape,
                        size=170,
                        filled=False,
                        fill=inside,
                        stroke=mark.colour.css,
                        strokeWidth=2.5,
                        opacity=1,
                    )
                    .encode(tooltip=["What it said:N", "Date:N", "Band:N"])
                )
    return layers


def _ticks(visits: Sequence[Mapping]) -> _Together:
    """Visits without a grade: filled when Met, hollow otherwise, each with its word."""
    layers = []
    for word in dict.fromkeys(map(_outcome, visits)):
        rows = [
            {
                "on": row["inspected_on"],
                "y": TICKS,
                "What it said": row["words"],
                "Date": domain.long_date(row["inspected_on"]),
            }
            for row in visits
            if _outcome(row) == word
        ]
        base = alt.Chart(_frame(rows))
        fill = marks.OTHER.css if word == "Met" else marks.BACKGROUND.css
        tick = {"shape": "M-.25,-1H.25V1H-.25Z", "size": 90, "strokeWidth": 1.5, "opacity": 1}
        layers += [
            base.mark_point(filled=False, stroke=marks.OTHER.css, fill=fill, **tick).encode(
                tooltip=["What it said:N", "Date:N"]
            ),
            base.mark_text(dy=-14, fontSize=11, color=marks.MUTED.css, text=word),
        ]
    return _Together(*layers)


def _outcome(row: Mapping) -> str:
    """The word over a tick: Met, Not met, or that a graded inspection is not scored."""
    if row["outcome"]:
        return "Met" if row["outcome"] == "met" else "Not met"
    return "Incomplete" if row["unscored_reason"] == "report card incomplete" else "Not scored"


def _eras(eras: Sequence[Mapping], start: dt.date, span: int) -> list:
    lines = alt.Chart(_frame([{"on": row["starts_on"], "y": 30, "y2": HEIGHT} for row in eras]))
    rule = lines.mark_rule(color=marks.OTHER.css, strokeDash=[2, 4], strokeWidth=1, opacity=0.7).encode(y2="y2:Q")
    items = [(row["starts_on"], row["framework"], row["short"], None) for row in eras]
    return [rule, *_texts(items, start, span, lambda _: 8, lambda _: 1, {"fontSize": 11.5, "color": marks.MUTED.css})]


def _now(as_at: dt.date) -> _Together:
    """The right edge: the day the data speaks for."""
    at = _frame([{"on": as_at, "y": 40, "y2": HEIGHT}])
    word = _frame(
        [{"on": as_at, "y": HEIGHT + 42, "word": f"As at {as_at.day} {MONTHS[as_at.month - 1]} {as_at.year}"}]
    )
    return _Together(
        alt.Chart(at).mark_rule(color=marks.OTHER.css, strokeWidth=1.5).encode(y2="y2:Q"),
        alt.Chart(word).mark_text(align="right", fontSize=12, color=marks.MUTED.css).encode(text="word:N"),
    )


def _labels(scored: Sequence[Mapping], start: dt.date, span: int) -> list:
    """Grade and date beside each mark, on the side of its level where no step passes."""
    items = []
    for i, row in enumerate(scored):
        day, card = row["inspected_on"], row["scale"] == "report card"
        word = "Report card" if card else row["words"]
        side = _side(scored, i)
        before = LEVEL[scored[i - 1]["band"]] if i else LEVEL[row["band"]]
        comes = (before - LEVEL[row["band"]]) * side > 0  # the step arrives on the label's side: start to its right
        items.append(
            (
                day,
                f"{word} {MONTHS[day.month - 1]} {day.year}",
                f"{SHORT.get(word, word)} ’{day:%y}",
                (row["band"], side, comes),
            )
        )
    return _texts(items, start, span, lambda at: LEVEL[at[0]] + 19 * at[1], lambda at: at[1], {})


def _side(scored: Sequence[Mapping], i: int) -> int:
    """-1 above the level, 1 below it: away from the step that leaves this inspection."""
    level = LEVEL[scored[i]["band"]]
    if scored[i]["band"] != "below":
        return -1 if scored[i]["band"] == "secure" else 1
    for other in (*scored[i + 1 :], *reversed(scored[:i])):
        if LEVEL[other["band"]] != level:
            return 1 if LEVEL[other["band"]] < level else -1
    return -1


def _texts(items, start, span, y_of, way_of, style) -> list:
    """Text laid out in lanes so that none touches another; once for each of WIDTHS, chosen by the chart's own."""
    layers, below = [], "true"
    for width, least in WIDTHS:
        shown, below = f"{below} && width>={least}", f"width<{least}"
        taken: dict = {}
        rows = []
        for day, long, short, at in items:
            word = long if width == WIDTHS[0][0] else short
            wide = len(word) * LETTER
            centre = (day - start).days / span * width
            nudge = 9 if at and at[2] else -6
            left = min(max(centre + nudge, 0), max(width - wide - 4, 0))
            lane = 0
            row = at and at[:2]
            while any(left < end + 6 and left + wide > begin - 6 for begin, end in taken.get((row, lane), [])):
                lane += 1
            taken.setdefault((row, lane), []).append((left, left + wide))
            rows.append({"on": day, "y": y_of(at) + way_of(at) * LANE * lane, "word": word, "shift": left - centre})
        halo = {"stroke": marks.BACKGROUND.css, "strokeWidth": 4, "strokeJoin": "round"}
        for extra in (halo, {}):
            layers.append(
                alt.Chart(_frame(rows))
                .mark_text(
                    align="left", dx=alt.expr("datum.shift"), opacity=alt.expr(f"{shown} ? 1 : 0"), **style, **extra
                )
                .encode(text="word:N")
            )
    return layers
