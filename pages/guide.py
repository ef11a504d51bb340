"""How do I …? Five minutes for each kind of reader: a handful of steps, each with a picture from sample data."""

import streamlit as st

from pages.parts import filters, frame, guiding

frame.needed()
st.title("How do I …?", anchor=False)
role, problems = guiding.asked(filters.address())
filters.report([*problems, *filters.strangers(filters.address())])
guiding.choose(role)
st.header(role.title, anchor=False)
st.write(role.comes_to)
for number, step in enumerate(role.steps, 1):
    guiding.show(number, step)
guiding.terms(role)
st.caption(guiding.PICTURES)
