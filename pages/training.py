"""Which support do flagged settings need? The manager's page: themes with counts, and the settings behind each."""

import streamlit as st

from pages.parts import data, filters, frame, mine, since, training_needs, words

frame.needed()
st.title("Which support do flagged settings need?", anchor=False)
options = data.options()
chosen = filters.parse(filters.address(), options, data.authorities_called)
training_needs.bar(chosen, options)
found = data.training_needs(chosen.values)
asked = training_needs.parse(filters.address(), found["themes"])
filters.report([*chosen.problems, *asked.problems])

st.header(training_needs.finding(found, words.place(chosen)), anchor=False)
if since.is_wider(chosen):
    st.caption(since.NOT_APPLIED)
mine.aside()
source = words.source_line(data.build())
if found["weak"]:
    table = training_needs.counted(found, source)
else:
    st.info(training_needs.nothing(found), icon=":material/info:")
if asked.theme:
    training_needs.listing(asked, source)
if found["weak"]:
    training_needs.how(found)
    training_needs.presses(table, asked)
