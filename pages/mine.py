"""Which settings are mine? A list of one's own, for the session only: given, checked, and put beside what is known."""

import streamlit as st

from pages.parts import caseloads, filters, frame, mine

frame.needed()
st.title("Which settings are mine?", anchor=False)
filters.report(filters.strangers(filters.address()))
if mine.held() is None:
    mine.give()
else:
    caseloads.report()
