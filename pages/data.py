"""How new are the data, and how are they updated? The releases loaded, and for a single user the two ways to add."""

from datetime import date

import streamlit as st

from pages.parts import data, filters, frame, updating

frame.needed()
st.title("How new are the data?", anchor=False)
filters.report(filters.strangers(filters.address()))
build = data.build_if_any()
releases = data.releases() if build else []
st.write(updating.newest(releases, date.today()))
if build and build["is_sample"]:
    st.write(updating.SAMPLE)

if updating.is_offered():
    is_busy = updating.progress()
    st.header("Update from GOV.UK", anchor=False)
    updating.from_gov_uk(is_busy)
    st.header("Add a release by hand", anchor=False)
    updating.by_hand(is_busy)
else:
    st.header("How is it updated?", anchor=False)
    st.write(updating.READ_ONLY)

if releases:
    st.header("Which releases are loaded?", anchor=False)
    updating.loaded(releases, date.today())
