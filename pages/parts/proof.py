"""Do the labels mean anything? The last back-test on the method page: verdicts first, then every figure with its table.

Takes what pages/parts/data.py gives; the sentences of the verdicts come from the back-test itself.
"""

from collections.abc import Mapping, Sequence
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import charts, data, html, marks, proving
from pipelines import shares

STEP, AROUND = 34, 60  # height of one row of dots, and of the axis and its title


def show() -> None:
    """The whole section; that none has been run, where none has."""
    st.write(proving.LEAD)
    found = data.backtest()
    if not found:
        html.note(proving.NONE)
        st.code(data.backtest_command(), language=None, wrap_lines=True)
        return
    summary = found["summary"]
    for freeze in summary["freezes"]:
        told = [one for one in summary["verdicts"] if one["freeze"] == freeze["freeze"]]
        if told:
            st.subheader(f"Frozen at {proving.day(freeze['freeze'])}", anchor=False)
            st.write(proving.facts(freeze))
            html.bullets(escape(one["sentence"]) for one in told)
            _rates(freeze, [row for row in found["rates"] if row["freeze"] == freeze["freeze"]])
    st.subheader("Do settings keep changing more than by chance?", anchor=False)
    html.bullets(escape(one["sentence"]) for one in summary["verdicts"] if one["freeze"] is None)
    _chance(found)
    st.subheader("What can this not tell?", anchor=False)
    html.bullets(escape(one["sentence"]) for one in summary["cautions"])
    st.subheader("The figures", anchor=False)
    _lift(found)
    _calibration(found)
    _tables(found)
    st.write(proving.AGAIN)
    st.code(summary["command"], language=None, wrap_lines=True)


def _rates(freeze: Mapping, rows: Sequence[Mapping]) -> None:
    """One freeze: the rate of each label with its interval, and the same as a table."""
    seen = [row for row in rows if row["n_reinspected"]]
    told = [{"name": proving.names(row["label"]), "value": row["rate"], "low": row["low"], "high": row["high"],
             "told": proving.counted(row)} for row in seen]  # fmt: skip
    title = "Below Good at the next graded inspection"
    charts.show(dots(told, title, "%"), proving.alt(f"{title}, frozen at {proving.day(freeze['freeze'])}", told))
    heads = ["Label then", *(html.Head(word, True) for word in (
        "Good or better then", "Inspected again", "Below Good", "Share", "95% interval", "Left since"))]  # fmt: skip
    with st.expander("The chart as a table"):
        html.table(proving.RATES, heads, [
            (escape(proving.names(row["label"])), f"{row['n_frozen']:,}", f"{row['n_reinspected']:,}",
             f"{row['n_not_secure']:,}", proving.rate(row), proving.interval(row), f"{row['n_left']:,}")
            for row in rows
        ])  # fmt: skip


def _lift(found: Mapping) -> None:
    """How many times as often the watch tier fell, by freeze and provider type."""
    rows = []
    for freeze in found["summary"]["freezes"]:
        when, both = proving.day(freeze["freeze"]), freeze["watch_against_steady"]
        rows.append((f"{when}, all", freeze["lift"]["value"], freeze["lift"]["low"], freeze["lift"]["high"], both))
        rows += [
            (f"{when}, {row['name']}", row["lift"], row["lift_low"], row["lift_high"], row)
            for row in found["subgroups"] if row["freeze"] == freeze["freeze"] and row["kind"] == "provider type"
        ]  # fmt: skip
    told = [
        {"name": name, "value": value, "low": low, "high": high, "told": proving.times(value)}
        for name, value, low, high, _ in rows if low is not None
    ]  # fmt: skip
    if told:
        title = "Times as often as settings that stayed Good"
        charts.show(dots(told, title, "", 1), proving.alt(title, told))
    heads = ["Frozen at", html.Head("Watch tier fell", True), html.Head("Steady fell", True),
             html.Head("Times as often", True), html.Head("95% interval", True)]  # fmt: skip
    html.table(proving.LIFT, heads, [
        (escape(name), f"{of['fell']:,} of {of['again']:,}", f"{of['fell_other']:,} of {of['again_other']:,}",
         proving.times(value), "" if low is None else f"{low:.1f} to {high:.1f}")
        for name, value, low, high, of in rows
    ])  # fmt: skip


def _calibration(found: Mapping) -> None:
    """Volatility at the freeze and what came next."""
    rows = [row for row in found["calibration"] if row["n_frozen"]]
    told = [
        {"name": f"{proving.day(row['freeze'])}, volatility {row['volatility']}", "value": row["rate"],
         "low": row["low"], "high": row["high"], "told": proving.counted(row)}
        for row in rows if row["n_reinspected"] and row["volatility"] != "not scored"
    ]  # fmt: skip
    title = "Below Good at the next graded inspection, by volatility at the freeze"
    charts.show(dots(told, title, "%"), proving.alt(title, told))
    heads = ["Frozen at", "Volatility", *(html.Head(word, True) for word in (
        "Good or better then", "Inspected again", "Below Good", "Share", "95% interval"))]  # fmt: skip
    with st.expander("The chart as a table"):
        html.table(proving.CALIBRATION, heads, [
            (proving.day(row["freeze"]), str(row["volatility"]), f"{row['n_frozen']:,}", f"{row['n_reinspected']:,}",
             f"{row['n_not_secure']:,}", proving.rate(row), proving.interval(row))
            for row in rows
        ])  # fmt: skip


def _chance(found: Mapping) -> None:
    """How the deals came out, and where the truth lies."""
    overall = [row for row in found["null"] if row["counted"] == "relapse"]
    draws = [row for row in found["null_draws"] if row["counted"] == "relapse"]
    if draws:
        one = overall[0]
        said = (
            f"{one['observed']:,} falls after coming back were seen; in {one['draws']:,} deals by chance there were "
            f"{one['mean']:.0f} on average, and {one['low']:.0f} to {one['high']:.0f} in 95% of them"
        )
        charts.show(histogram(draws, one["observed"]), f"Histogram of the deals by chance: {said}.")
    heads = ["Provider type", *(html.Head(word, True) for word in (
        "Next inspections after coming back", "Fell again", "By chance", "95% of deals",
        "Deals with as many"))]  # fmt: skip
    html.table(proving.CHANCE, heads, [
        (escape("All" if row["provider_type"] == "all" else row["provider_type"]), f"{row['steps_after_a_dip']:,}",
         f"{row['observed']:,}", f"{row['mean']:.1f}", f"{row['low']:.0f} to {row['high']:.0f}",
         proving.percent(row["p"], row["draws"]))
        for row in overall
    ])  # fmt: skip


def _tables(found: Mapping) -> None:
    """For the analyst: every order, one inspection less, other parameters."""
    ranked = {freeze["freeze"]: freeze["ranked"] for freeze in found["summary"]["freezes"]}
    with st.expander("How our order compares with plain ones"):
        heads = ["Frozen at", "Order", *(html.Head(word, True) for word in (
            "Fell", "Told right in 100", "95% interval", "Found in the top 10%", "Fell there"))]  # fmt: skip
        html.table(proving.RANKING, heads, [
            (proving.day(row["freeze"]), escape(row["ranker"]),
             f"{row['n_not_secure']:,} of {row['n_reinspected']:,}", proving.hundred(row["auc"]),
             proving.hundreds(row),
             proving.percent(row["capture_10"], row["n_not_secure"]),
             proving.percent(row["precision_10"], row.get("again_10")))
            for row in found["ranking"] if row["population"] == ranked[row["freeze"]]
        ])  # fmt: skip
    with st.expander("What if one inspection had not happened"):
        heads = ["Label now", "Left out", html.Head("Another label", True), html.Head("Another tier", True)]
        html.table(proving.STABILITY, heads, [
            (escape(proving.names(row["label"])), row["dropped"],
             shares.out_of(row["n_label_changed"], row["n_dropped"]),
             shares.out_of(row["n_tier_changed"], row["n_dropped"]))
            for row in found["stability"]
        ])  # fmt: skip
    with st.expander("What if the parameters were others"):
        heads = ["Parameter", "Tried", "Stay in the first 20", html.Head("At worst", True)]
        html.table(proving.SENSITIVITY, heads, [
            (f"<code>{escape(row['parameter'])}</code>", f"{proving.CHANGES[row['change']]}: {row['tried']:g}",
             proving.stays(row, "n") if row["outcome"] == "tried" else escape(row["outcome"]),
             proving.stays(row, "n_least"))
            for row in found["sensitivity"]
        ])  # fmt: skip


def dots(rows: Sequence[Mapping], title: str, form: str, line: float | None = None) -> alt.LayerChart:
    """One dot a row with its interval, the row's name and figure above it; an upright line where there is one."""
    table = pd.DataFrame(list(rows), columns=["name", "value", "low", "high", "told"])
    axis = alt.Axis(format=form, tickCount=5) if form else alt.Axis(tickCount=5)
    x = alt.X("value:Q", title=title, scale=alt.Scale(zero=True, nice=True), axis=axis)
    base = alt.Chart(table).encode(y=alt.Y("name:N", sort=None, title=None, axis=None))
    words = alt.expr("datum.name + '  ' + datum.told")
    layers = [
        base.mark_rule(color=marks.WATCH.css, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(filled=True, size=80, color=marks.WATCH.css, opacity=1).encode(
            x=x, tooltip=[alt.Tooltip("name:N", title="Which"), alt.Tooltip("told:N", title="Figure")]
        ),
        base.mark_text(x=0, align="left", dy=-11, fontSize=12, text=words),
    ]
    if line is not None:
        upright = alt.Chart(pd.DataFrame({"value": [line]}))
        layers.insert(0, upright.mark_rule(color=marks.OTHER.css, strokeDash=[4, 4]).encode(x=x))
    return alt.layer(*layers).properties(width="container", height=STEP * len(table) + AROUND)


def histogram(draws: Sequence[Mapping], observed: float) -> alt.LayerChart:
    """How many deals gave each count, and an upright line where the truth lies."""
    table = pd.DataFrame(list(draws))
    seen = pd.DataFrame({"count": [observed], "told": [f"Seen: {observed:,}"]})
    x = alt.X("count:Q", title="Falls after coming back", scale=alt.Scale(zero=False, nice=True))
    bars = alt.Chart(table).mark_bar(color=marks.OTHER.css, opacity=0.7)
    line = alt.Chart(seen)
    return alt.layer(
        bars.encode(x=x, y=alt.Y("draws:Q", title="Deals by chance")),
        line.mark_rule(color=marks.WATCH.css, strokeWidth=3).encode(x=x),
        line.mark_text(y=6, dx=-6, align="right", fontWeight=600, color=marks.TEXT.css).encode(x=x, text="told:N"),
    ).properties(width="container", height=220)
