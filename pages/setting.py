"""One setting: who it is, why it is flagged, what happened when."""

import streamlit as st

from pages.parts import charts, data, filters, tables, words


def setting(urn: str) -> None:
    row = data.setting(urn)
    st.title(tables.name_of(row), anchor=False)
    tables.who(row)
    tables.chips(row, words.displayed())
    st.header(row["reason"], anchor=False)
    st.caption(words.rule_and_evidence(row))
    history = data.history(row["urn"])
    if history:
        timeline(row["urn"], history)
    else:
        st.info(words.NO_INSPECTION, icon=":material/info:")


def timeline(urn: str, history: list[dict]) -> None:
    half = {step["position"] for step in data.changes(urn) if step["is_provisional"]}
    as_at = data.build()["as_at"]
    charts.show(charts.timeline(history, half, data.frameworks(), as_at), charts.timeline_alt(history, as_at))
    st.caption(words.TIMELINE)
    with st.expander("The timeline as a table"):
        st.table(charts.timeline_table(history), hide_index=True)


urn = (filters.address().get("urn") or [""])[-1].strip()
st.page_link("pages/flagged.py", label="Back to the list", icon=":material/arrow_back:", query_params=filters.carried())
if urn:
    setting(urn)
else:
    st.title("Which setting?", anchor=False)
    st.info(words.NO_URN, icon=":material/info:")
