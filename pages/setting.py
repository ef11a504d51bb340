"""One setting: who it is, why it is flagged, what happened when, and where every number comes from."""

import streamlit as st

from pages.parts import (
    charts,
    data,
    export,
    filters,
    frame,
    html,
    inspections,
    likeness,
    local,
    moving,
    opening,
    origins,
    plain,
    points,
    registrations,
    side_by_side,
    tables,
    telling,
    words,
)

frame.needed()


def setting(row: dict) -> None:
    """The whole page for one provider; `row` is its row of mart.listing."""
    st.title(plain.name(tables.name_of(row)), anchor=False)
    tables.who(row, telling.withheld(row))
    with st.container(horizontal=True, vertical_alignment="center"):
        tables.chips(row, words.displayed())
        side_by_side.link([row["urn"]])
        export.briefing(row)
    local.beside(row)
    st.header(plain.name(row["reason"]), anchor=False)
    st.caption(telling.rule_and_evidence(row))
    history = data.history(row["urn"])
    if telling.visited_since(row, history):
        html.note(telling.visited_since(row, history))
    if telling.last_seen(row):
        html.note(telling.last_seen(row))
    if row["may_affect_funded_places"]:
        html.note(telling.FUNDED[row["may_affect_funded_places"]])
    inspections.coming(row)
    others = data.lineage(row["urn"])
    registrations.hint(others)
    if history:
        timeline(row, history)
        st.header(telling.SAID, anchor=False)
        inspections.said(data.results(row["urn"]))
        st.caption(telling.RESULTS)
        st.header(telling.RELEVANT, anchor=False)
        inspections.support(data.support(row["urn"]), row["band"])
        likeness.section(row)
    else:
        st.info(telling.NO_INSPECTION, icon=":material/info:")
    listed = data.appearances(row["urn"])
    moving.label(row, data.spells(row["urn"]), [one["as_at"] for one in listed])
    adding_up(row)
    registrations.around(others)
    st.header(telling.COMES_FROM, anchor=False)
    st.write(telling.listed(row, listed) + telling.vanished(history, listed))
    if history:
        origins.table(history, data.sightings(row["urn"]))
    local.section(row["urn"], row)
    with st.expander("What do these words mean?", key="meanings"):
        html.terms(words.meanings([row["label"], *(row["flags"] or [])]))


def timeline(row: dict, history: list[dict]) -> None:
    """The chart of every inspection in date order, and the same as a table."""
    st.header(telling.HAPPENED, anchor=False)
    half = {step["position"] for step in data.changes(row["urn"]) if step["is_provisional"]}
    as_at = data.build()["as_at"]
    chart = charts.timeline(history, half, data.frameworks(), as_at, row["last_seen_on"])
    charts.show(chart, charts.timeline_alt(history, as_at))
    st.caption(telling.TIMELINE + registrations.carried_over(history))
    with st.expander("The timeline as a table"):
        st.table(charts.timeline_table(history), hide_index=True)


def adding_up(row: dict) -> None:
    """How the two scores come about, one row per step; or why there is none."""
    st.header(telling.ADDS_UP, anchor=False)
    if row["volatility"] is None:
        st.write(telling.not_scored(row))
        return
    sums = data.scoring(row["urn"])
    points.table(sums["steps"])
    points.formula(row, sums)


urn = (filters.address().get("urn") or [""])[-1].strip()
opening.back()
filters.report(filters.strangers(filters.address()))
found = data.setting(urn) if urn else None
if found:
    setting(found)
elif urn and data.listed_later([urn.upper()]):
    st.title("Which setting?", anchor=False)
    st.info(telling.unknown(urn), icon=":material/info:")
    st.button("See it in the newest data", icon=":material/arrow_forward:", on_click=st.query_params.pop,
              args=(filters.AS_AT, None))  # fmt: skip
elif urn and data.local(urn.upper()):
    st.title(f"URN {plain.name(urn.upper())}", anchor=False)
    st.write(telling.ONLY_LOCAL)
    local.section(urn.upper(), None)
else:
    st.title("Which setting?", anchor=False)
    st.info(telling.unknown(urn) if urn else telling.NO_URN, icon=":material/info:")
