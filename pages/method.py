"""How is a setting labelled and scored? What the labels mean, and what they may not be used for."""

from html import escape

import streamlit as st

from pages.parts import data, explaining, filters, frame, html, likeness, proof, rules

frame.needed()
st.title("How is a setting labelled and scored?", anchor=False)
in_force = data.parameters()
filters.report(filters.strangers(filters.address()))
st.write(explaining.LEAD)
st.header("What may it not be used for?", anchor=False)
html.bullets(map(escape, explaining.NOT_THIS))

st.header("What does each label mean?", anchor=False)
rules.labels()
st.subheader("Flags beside the label", anchor=False)
rules.flags()
st.subheader("Tiers", anchor=False)
rules.tiers()

st.header("Do the labels mean anything?", anchor=False)
proof.show()

st.header("Which inspections count?", anchor=False)
rules.counted()

st.header("How are old grades and report cards compared?", anchor=False)
rules.bands()

st.header("How are areas compared?", anchor=False)
html.bullets(map(escape, explaining.AREAS))

st.header("When does an earlier registration count?", anchor=False)
html.bullets(map(escape, explaining.LINEAGE))

st.header("What can the labels not tell you?", anchor=False)
html.bullets(map(escape, explaining.CAVEATS))

st.header("How is the score worked out?", anchor=False)
st.write(explaining.SCORE)
rules.terms(explaining.TERMS)
values = {one["parameter"]: one["value"] for one in in_force}
html.formula(explaining.formulas(values))
rules.example(data.worked_example())

st.header("What came next for settings like these?", anchor=False)
st.write(explaining.NEXT)
likeness.headline()
html.bullets(map(escape, explaining.NEXT_CAUTIONS))
with st.expander("Every group, and what came next", key="groups"):
    likeness.groups()
with st.expander("By provider type, band and framework", key="eras"):
    likeness.eras()
st.caption("As CSV: outlook on the Downloads page, or `python -m pipelines export outlook --out outlook.csv`.")

st.header("Which numbers can a council change?", anchor=False)
st.write("Each is a row of `pipelines/declared/parameters.csv`. Change it there and build again.")
rules.parameters(in_force)

st.header("Which support is relevant to a weak area?", anchor=False)
rules.support()

st.header("Which framework was in force when?", anchor=False)
rules.frameworks()

st.header("What does each word mean?", anchor=False)
rules.glossary()
